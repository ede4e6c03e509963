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
    public void Lists_of_indices_pick_and_replace_as_the_loop()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            if (shape.Contains(0))
            {
                continue;
            }

            var axes = random.Next(1, shape.Rank + 1);
            Shape ofLists = [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(1, 3))];
            IntArray[] lists = [.. Enumerable.Range(0, axes).Select(axis => RandomIndices(
                [.. ofLists.Select(length => random.Next(3) == 0 ? 1 : length)], shape[axis], random))];

            // The last of the shapes that broadcast is the whole one.
            lists[^1] = RandomIndices(ofLists, shape[axes - 1], random);
            Shape picked = [.. ofLists, .. shape.Lengths[axes..]];
            ShouldMove(shape, picked, index => [.. Picked(index), .. index[ofLists.Rank..]],
                x => x.GatherAt(lists), x => x.GatherAt(lists));

            var last = new Dictionary<IntList, int[]>();
            foreach (var index in Indices(ofLists))
            {
                last[new IntList(Picked(index))] = index;
            }

            ShouldMove<double>([shape, picked], shape, index => last.TryGetValue(new IntList(index.AsSpan(..axes)), out var written)
                ? (1, [.. written, .. index[axes..]]) : (0, index), x => x[0].WithAt(x[1], lists));

            int[] Picked(int[] index) => [.. lists.Select(list => list.Items[Offset(list.Shape, index[..ofLists.Rank])])];
        }

        static int Offset(Shape shape, int[] index) => Enumerable.Range(0, shape.Rank)
            .Aggregate(0, (offset, axis) => (offset * shape[axis]) + (shape[axis] == 1 ? 0 : index[axis]));
    }

    [Test]
    public void Of_indices_that_are_set_several_times_the_last_one_counts()
    {
        var (x, value) = (new Parameter<double>(new[] { 1.0, 2, 3 }), new Parameter<double>(new[] { 10.0, 20, 30 }));
        var y = x.WithAt(value, [2, 0, 2]);
        y.Value.ToArray().ShouldBe([20, 2, 30]);
        var gradients = y.Square().Sum().Backward(differentiable: true);
        gradients[x].Value.ToArray().ShouldBe([0, 4, 0]);
        gradients[value].Value.ToArray().ShouldBe([0, 40, 60]);
        gradients[value].Sum().Gradient(value).Value.ToArray().ShouldBe([0, 2, 2]);

        // A number is written everywhere; x itself stays.
        x.WithAt(7, [1, 1]).Value.ToArray().ShouldBe([1, 7, 3]);
        x.Value.ToArray().ShouldBe([1, 2, 3]);
        x.WithAt(7, new IntArray([0], [])).Value.ToArray().ShouldBe([1, 2, 3]);
        Gradient(v => v.Sqrt().WithAt(v.Gather([1, 1]), [0, 0]).Sum(), [0, 4]).ShouldBe([0, 1.25]);
    }

    [Test]
    public void Replacing_at_indices_agrees_with_a_choice_among_the_parts_of_both()
    {
        foreach (var (rows, width, count) in new[] { (1, 1, 1), (70, 1, 9), (130, 3, 130), (5, 2, 0), (3, 4, 40) })
        {
            var random = new Random(rows);
            IntList indices = Enumerable.Range(0, count).Select(_ => random.Next(rows)).ToArray();
            Parameter<double>[] inputs = [.. new[] { rows, count }.Select(length => new Parameter<double>(
                Initialize.Normal<double>([length, width], random)))];
            var seed = Node.Constant(Initialize.Normal<double>([rows, width], random));
            var sources = Enumerable.Range(0, rows).ToArray();
            for (var k = 0; k < count; k++)
            {
                sources[indices[k]] = rows + k;
            }

            ShouldAgree(x => x[0].WithAt(x[1], indices), x => Node.Concat([x[0], x[1]]).Gather(sources));

            void ShouldAgree(Func<Node<double>[], Node<double>> function, Func<Node<double>[], Node<double>> composition)
            {
                var (x, y) = (function(inputs), composition(inputs));
                x.Value.ShouldBe(y.Value);
                foreach (var input in inputs)
                {
                    x.Backward(inputs, seed)[input].Value.ShouldBe(y.Backward(inputs, seed)[input].Value);
                }
            }
        }
    }

    [Test]
    public void What_is_not_picked_or_replaced_gets_a_strong_zero()
    {
        Gradient(x => x.Sqrt().Reshape([2, 2]).GatherAt([0, 1], [1, 1]).Sum(), [0, 4, 0, 16]).ShouldBe([0, 0.25, 0, 0.125]);
        Gradient(x => x.Sqrt().MaskedSelect(new[] { 0.0, 1 }).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.Sqrt().WithAt(1, [0]).Sum(), [0, 4]).ShouldBe([0, 0.25]);
    }

    [Test]
    public void A_mask_selects_elements_or_parts()
    {
        var x = new Parameter<double>(new[,] { { 1.0, 2 }, { 3, 4 }, { 5, 6 } });
        x.MaskedSelect(x > 2).Value.ToArray().ShouldBe([3, 4, 5, 6]);
        x.MaskedSelect(x > 9).Shape.ShouldBe([0]);
        x.MaskedSelect(new[] { 1.0, 0, double.NaN }).Value.ShouldBe(new NdArray<double>([2, 2], 1, 2, 5, 6));
        x.MaskedSelect(1).Value.ShouldBe(new NdArray<double>([1, 3, 2], 1, 2, 3, 4, 5, 6));
        x.MaskedSelect(x > 4).Sum().Gradient(x).Value.ToArray().ShouldBe([0, 0, 0, 0, 1, 1]);
    }

    [Test]
    public void Lists_and_masks_that_do_not_fit_are_named()
    {
        var x = new Parameter<double>(NdArray.Ones<double>([2, 3]));
        Should.Throw<ShapeException>(() => x.GatherAt()).Message.ShouldContain("GatherAt: 0 lists of indices for shape (2, 3)");
        Should.Throw<ShapeException>(() => x.GatherAt([0], [0], [0])).Message
            .ShouldContain("GatherAt: 3 lists of indices for shape (2, 3)");
        Should.Throw<ShapeException>(() => x.GatherAt([0, 1], [0, 1, 2])).Message
            .ShouldContain("GatherAt: what the lists before broadcast to has shape (2) and list 1 has shape (3)");
        Should.Throw<ArgumentOutOfRangeException>(() => x.GatherAt([0, 1], [0, 3])).Message
            .ShouldContain("GatherAt, list 1: index 3 at position 1 is outside axis 1 of shape (2, 3)");
        Should.Throw<ArgumentOutOfRangeException>(() => x.WithAt(1, [-1])).Message.ShouldContain("WithAt, list 0: index -1");
        Should.Throw<ShapeException>(() => x.WithAt(new[] { 1.0, 2 }, [0])).Message
            .ShouldContain("WithAt: shape (2) does not broadcast to (1, 3)");
        Should.Throw<ShapeException>(() => x.MaskedSelect(new[] { 1.0, 0, 1 })).Message
            .ShouldContain("MaskedSelect: the mask has shape (3) and x has shape (2, 3)");
    }

    [Test]
    public void A_replay_refuses_what_was_computed_from_a_mask_or_a_list()
    {
        var x = new Parameter<double>(NdArray.Ones<double>([3]));
        Should.Throw<ReplayException>(() => Replay.Of<double>(() => [x.MaskedSelect(x > 0)])).Message
            .ShouldContain("MaskedSelect: cannot be replayed: the elements would be found once");
        foreach (var (name, function) in new (string, Func<IntList, Node<double>>)[]
        {
            ("GatherAt", list => x.GatherAt(list)), ("WithAt", list => x.WithAt(2, list)), ("Repeat", list => x.Repeat(list, 0)),
            ("TakeAlongAxis", list => x.BroadcastTo([2, 3]).TakeAlongAxis(new IntArray([1, 3], list), 1)),
        })
        {
            IntList list = new[] { 0, 2, 1 };
            var replay = Replay.Of<double>(() => [function(list)]);
            Should.Throw<ArgumentException>(() => replay.Set(list, [1, 1, 1])).Message
                .ShouldContain($"{name} computed something else from this list");
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
