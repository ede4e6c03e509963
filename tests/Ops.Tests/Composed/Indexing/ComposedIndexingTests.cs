using Autograd;
using static Ops.Tests.Derivatives;
using static Ops.Tests.MovedElements;

namespace Ops.Tests;

[TestFixture]
public class ComposedIndexingTests
{
    [Test]
    public void Trace_adds_up_the_diagonal()
    {
        foreach (var (shape, random) in Shapes(2))
        {
            var offset = random.Next(-5, 6);
            var x = new Parameter<double>(NdArray.Generate<double>(shape, () => random.Next(100)));
            double[] expected = [.. Indices([.. shape.Lengths[..^2]]).Select(batch => Enumerable.Range(0, shape[^2])
                .Where(row => row + offset >= 0 && row + offset < shape[^1]).Sum(row => x.Value[[.. batch, row, row + offset]]))];
            x.Trace(offset).Value.ToArray().ShouldBe(expected, $"offset {offset} of {x}");
        }
    }

    [Test]
    public void Embedding_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(0))
        {
            var indices = RandomIndices(shape, 4, random);
            var lookUp = Indices(shape).Zip(indices.Items, (index, item) => (index, item))
                .ToDictionary(pair => new IntList(pair.index), pair => pair.item);
            var width = random.Next(4);
            ShouldMove([4, width], [.. shape, width], index => [lookUp[index[..^1]], index[^1]], x => x.Embedding(indices),
                x => x.Embedding(indices));
        }
    }

    [Test]
    public void One_hot_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(0))
        {
            var labels = RandomIndices(shape, 3, random);
            var y = Node.OneHot<float>(labels, classes: 3);
            y.Shape.ShouldBe([.. shape, 3]);
            y.RequiresGrad.ShouldBeFalse();
            y.Value.ToArray().ShouldBe([.. labels.Items.SelectMany(label => Enumerable.Range(0, 3).Select(c => c == label ? 1f : 0))]);
        }

        Node.OneHot<double>([1, 0], 2).Value.ToArray2D().ShouldBe(new double[,] { { 0, 1 }, { 1, 0 } });
        Node.OneHot<double>([], 0).Shape.ShouldBe([0, 0]);
    }

    [Test]
    public void Masked_fill_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(0))
        {
            Shape maskShape = [.. shape.Skip(random.Next(shape.Rank + 1)).Select(length => random.Next(3) == 0 ? 1 : length)];
            var mask = NdArray.Generate<double>(maskShape, () => random.Next(2));
            var inFloat = new NdArray<float>(maskShape, Array.ConvertAll(mask.ToArray(), element => (float)element));
            ShouldMove(shape, shape,
                index => mask[[.. index[^maskShape.Rank..]
                    .Select((position, axis) => maskShape[axis] == 1 ? 0 : position)]] == 0 ? index : null,
                x => x.MaskedFill(Node.Constant(mask), -9), x => x.MaskedFill(Node.Constant(inFloat), -9), background: -9);
        }
    }

    [Test]
    public void Filled_elements_get_a_strong_zero()
    {
        var mask = Node.Constant([1.0, 0]);
        Gradient(x => x.Sqrt().MaskedFill(mask, 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.MaskedFill(mask, double.NegativeInfinity).LogSumExp(), [5, 3]).ShouldBe([0, 1]);

        // A causal mask of attention: what is filled with -infinity takes no part.
        var scores = new Parameter<double>(NdArray.Zeros<double>([2, 2]));
        var ahead = Node.Constant(NdArray.Ones<double>([2, 2])).UpperTriangle(1);
        scores.MaskedFill(ahead, double.NegativeInfinity).Softmax().Value.ToArray().ShouldBe([1, 0, 0.5, 0.5]);
    }
}
