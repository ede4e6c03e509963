using Autograd;
using static Ops.Tests.Derivatives;
using static Ops.Tests.MovedElements;

namespace Ops.Tests;

/// <summary>Indexing operations against a loop over elements on random shapes, and what happens at their edges.</summary>
[TestFixture]
[Category("Kernels")]
public class IndexingTests
{
    [Test]
    public void Take_along_axis_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            var axis = random.Next(shape.Rank);
            var taken = With(shape, axis, shape[axis] == 0 ? 0 : random.Next(5));
            var indices = RandomIndices(taken, shape[axis], random);
            var lookUp = Indices(taken).Zip(indices.Items, (index, item) => (index, item))
                .ToDictionary(pair => new IntList(pair.index), pair => pair.item);
            ShouldMove(shape, taken, index => At(index, axis, lookUp[index]), x => x.TakeAlongAxis(indices, axis),
                x => x.TakeAlongAxis(indices, axis - shape.Rank));
        }
    }

    [Test]
    public void Take_along_axis_broadcasts_x_and_the_indices()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            var axis = random.Next(shape.Rank);
            var length = shape[axis] == 0 ? 0 : random.Next(1, 5);
            Shape ofIndices = With([.. shape.Select(old => random.Next(2) == 0 ? 1 : old)], axis, length);
            Shape ofX = With([.. shape.Select(old => random.Next(2) == 0 ? 1 : old)], axis, shape[axis]);
            var indices = RandomIndices(ofIndices, shape[axis], random);
            Shape y = [.. ofX.Select((old, i) => i == axis ? length : old == 1 ? ofIndices[i] : old)];
            var lookUp = Indices(ofIndices).Zip(indices.Items, (index, item) => (index, item))
                .ToDictionary(pair => new IntList(pair.index), pair => pair.item);
            ShouldMove(ofX, y,
                index => At(Within(ofX, index), axis, lookUp[new IntList(At(Within(ofIndices, index), axis, index[axis]))]),
                x => x.TakeAlongAxis(indices, axis), x => x.TakeAlongAxis(indices, axis));
        }

        static int[] Within(Shape shape, int[] index) => [.. index.Select((position, i) => shape[i] == 1 ? 0 : position)];
    }

    [Test]
    public void Sorted_elements_agree_with_linq()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            var axis = random.Next(shape.Rank);
            var x = new Parameter<double>(NdArray.Generate<double>(shape, () => random.Next(5)));
            var k = random.Next(shape[axis] + 1);
            var (ascending, descending) = (x.ArgSort(axis), x.ArgSort(axis - shape.Rank, descending: true));
            var (largest, smallest) = (x.TopK(k, axis), x.TopK(k, axis, smallest: true));
            largest.Shape.ShouldBe(With(shape, axis, k));
            foreach (var index in Indices(shape).Where(index => index[axis] == 0))
            {
                // OrderBy is stable.
                var row = Enumerable.Range(0, shape[axis]).ToArray();
                var up = row.OrderBy(i => x.Value[At(index, axis, i)]).ToArray();
                var down = row.OrderByDescending(i => x.Value[At(index, axis, i)]).ToArray();
                Along(ascending, index).ShouldBe(up);
                Along(descending, index).ShouldBe(down);
                Along(largest, index).ShouldBe(down[..k]);
                Along(smallest, index).ShouldBe(up[..k]);
            }

            x.Sort(axis).Value.ShouldBe(x.TakeAlongAxis(ascending, axis).Value);
            x.Sort(axis, descending: true).Value.ShouldBe(x.TakeAlongAxis(descending, axis).Value);

            int[] Along(IntArray positions, int[] index) =>
            [
                .. Indices(positions.Shape).Zip(positions.Items)
                    .Where(pair => At(pair.First, axis, 0).SequenceEqual(index))
                    .Select(pair => pair.Second),
            ];
        }
    }

    [Test]
    public void Long_rows_are_sorted_in_float_and_double_and_their_first_elements_found()
    {
        var random = new Random(5);
        var numbers = Array.ConvertAll(new double[10_000], _ => (float)Math.Round(random.NextDouble() * 2000) - 1000.0);
        (numbers[77], numbers[5000]) = (double.NaN, double.NegativeInfinity);
        var down = Enumerable.Range(0, numbers.Length).OrderBy(i => double.IsNaN(numbers[i])).ThenByDescending(i => numbers[i]).ToArray();
        var x = Node.Constant(numbers);
        var single = Node.Constant(Array.ConvertAll(numbers, number => (float)number));
        x.ArgSort(descending: true).Items.ShouldBe(down);
        single.ArgSort(descending: true).Items.ShouldBe(down);
        foreach (var k in new[] { 0, 1, 10, 33, 3000, 9999 })
        {
            x.TopK(k).Items.ShouldBe(down[..k]);
            single.TopK(k).Items.ShouldBe(down[..k]);
        }
    }

    [Test]
    public void Equal_elements_keep_their_order_and_nan_comes_last()
    {
        double[] x = [1, double.NaN, 0, -0.0, double.PositiveInfinity, 1, double.NegativeInfinity];
        Value(v => v.Sort(), x).ShouldBe([double.NegativeInfinity, 0, -0.0, 1, 1, double.PositiveInfinity, double.NaN]);
        Node.Constant(x).ArgSort().Items.ShouldBe([6, 2, 3, 0, 5, 4, 1]);
        Node.Constant(x).ArgSort(descending: true).Items.ShouldBe([4, 0, 5, 2, 3, 6, 1]);
        Node.Constant(x).TopK(3).ShouldBe([4, 0, 5]);
        Node.Constant(x).TopK(2, smallest: true).ShouldBe([6, 2]);

        // Of two that are equal the first one keeps its weight.
        Gradient(v => (v.Sort() * new double[] { 1, 10, 100 }).Sum(), [2, 1, 1]).ShouldBe([100, 1, 10]);
        Gradient(v => (v.Sort(descending: true) * new double[] { 1, 10, 100 }).Sum(), [2, 1, 1]).ShouldBe([1, 10, 100]);
        HessianTimes(v => v.Sort().Cube().Sum(), [2, 1], [1, 1]).ShouldBe([12, 6]);
        new Parameter<double>(NdArray.Zeros<double>([0, 2])).Sort(0).Shape.ShouldBe([0, 2]);
        Value(v => v.Reshape([3, 1]).Sort(), [3, 1, 2]).ShouldBe([3, 1, 2]);
    }

    [Test]
    public void Scatter_add_along_axis_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            var axis = random.Next(shape.Rank);
            var length = random.Next(1, 5);
            var indices = RandomIndices(shape, length, random);
            var x = new Parameter<double>(NdArray.Generate<double>(shape, () => random.Next(100)));
            var expected = Indices(With(shape, axis, length)).ToDictionary(index => new IntList(index), _ => 0.0);
            foreach (var (index, item) in Indices(shape).Zip(indices.Items, (index, item) => (index, item)))
            {
                expected[At(index, axis, item)] += x.Value[index];
            }

            var y = x.ScatterAddAlongAxis(indices, length, axis);
            y.Shape.ShouldBe(With(shape, axis, length));
            y.Value.ToArray().ShouldBe([.. expected.Values], $"{y} of {x}");
        }
    }

    [Test]
    public void Diagonal_and_make_diagonal_agree_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(2))
        {
            var offset = random.Next(-5, 6);
            var length = Enumerable.Range(0, shape[^2]).Count(row => row + offset >= 0 && row + offset < shape[^1]);
            ShouldMove(shape, [.. shape.Lengths[..^2], length],
                index => [.. index[..^1], index[^1] + Math.Max(-offset, 0), index[^1] + Math.Max(offset, 0)],
                x => x.Diagonal(offset), x => x.Diagonal(offset));

            var make = new MakeDiagonal(offset, shape[^2], shape[^1]);
            ShouldMove([.. shape.Lengths[..^2], length], shape, index => index[^1] - index[^2] == offset
                ? [.. index[..^2], Math.Min(index[^1], index[^2])] : null,
                make.Apply, make.Apply);

            var side = shape[^1] + Math.Abs(offset);
            ShouldMove(shape, [.. shape.Lengths[..^1], side, side], index => index[^1] - index[^2] == offset
                ? [.. index[..^2], Math.Min(index[^1], index[^2])] : null,
                x => x.MakeDiagonal(offset), x => x.MakeDiagonal(offset));
        }
    }

    [Test]
    public void Triangles_agree_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(2))
        {
            var offset = random.Next(-5, 6);
            ShouldMove(shape, shape, index => index[^1] - index[^2] <= offset ? index : null,
                x => x.LowerTriangle(offset), x => x.LowerTriangle(offset));
            ShouldMove(shape, shape, index => index[^1] - index[^2] >= offset ? index : null,
                x => x.UpperTriangle(offset), x => x.UpperTriangle(offset));
        }
    }

    [Test]
    public void Offsets_far_outside_the_matrix_are_empty_diagonals()
    {
        var x = new Parameter<double>(new[,] { { 1.0, 2 }, { 3, 4 } });
        foreach (var offset in new[] { int.MinValue, int.MaxValue })
        {
            x.Diagonal(offset).Shape.ShouldBe([0]);
            x.Trace(offset).Scalar.ShouldBe(0);
            x.LowerTriangle(offset).Value.ToArray().ShouldBe(offset > 0 ? [1, 2, 3, 4] : [0, 0, 0, 0]);
            x.UpperTriangle(offset).Value.ToArray().ShouldBe(offset > 0 ? [0, 0, 0, 0] : [1, 2, 3, 4]);
        }
    }

    [Test]
    public void Elements_that_are_not_taken_get_a_strong_zero()
    {
        Gradient(x => x.Sqrt().TakeAlongAxis([1, 1], 0).Sum(), [0, 4]).ShouldBe([0, 0.5]);
        Gradient(x => x.Sqrt().Reshape([2, 1]).Embedding([1]).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => Node.Constant([0.0, 1]).Where(x.Sqrt().ScatterAddAlongAxis([0, 1], 2, 0), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
    }

    [Test]
    public void Elements_off_the_diagonal_get_a_strong_zero()
    {
        Gradient(x => x.Sqrt().Reshape([2, 2]).Diagonal().Sum(), [1, 0, 0, 4]).ShouldBe([0.5, 0, 0, 0.25]);
        Gradient(x => x.Sqrt().Reshape([2, 2]).Trace(1), [0, 4, 0, 0]).ShouldBe([0, 0.25, 0, 0]);
        Gradient(x => Node.Constant([0.0, 1]).Where(x.Sqrt().MakeDiagonal().Diagonal(), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
    }

    [Test]
    public void Elements_of_the_other_triangle_get_a_strong_zero()
    {
        Gradient(x => x.Sqrt().Reshape([2, 2]).LowerTriangle().Sum(), [1, 0, 4, 16]).ShouldBe([0.5, 0, 0.25, 0.125]);
        Gradient(x => x.Sqrt().Reshape([2, 2]).UpperTriangle().Sum(), [1, 4, 0, 16]).ShouldBe([0.5, 0.25, 0, 0.125]);
        var x = Node.Constant(new[,] { { 1, double.NaN }, { double.PositiveInfinity, 2 } });
        x.LowerTriangle(-1).Value.ToArray().ShouldBe([0, 0, double.PositiveInfinity, 0]);
        x.UpperTriangle(1).Value.ToArray().ShouldBe([0, double.NaN, 0, 0]);
    }

    [Test]
    public void Integer_arrays_compare_and_print_by_value()
    {
        IntArray fromMatrix = new[,] { { 1, 2 }, { 3, 4 } };
        fromMatrix.ShouldBe(new IntArray([2, 2], [1, 2, 3, 4]));
        (fromMatrix == new IntArray([4], [1, 2, 3, 4])).ShouldBeFalse();
        (fromMatrix != new IntArray([2, 2], [1, 2, 3, 5])).ShouldBeTrue();
        fromMatrix.GetHashCode().ShouldBe(new IntArray([2, 2], [1, 2, 3, 4]).GetHashCode());
        new TakeAlongAxis(new IntArray([2, 1], [1, 0]), 1).ToString().ShouldBe("TakeAlongAxis(Indices = (2, 1) [1, 0], Axis = 1)");
        default(IntArray).ShouldBe([]);
        new TakeAlongAxis([0], 1).ShouldBe(new TakeAlongAxis([0], 1));
    }

    [Test]
    public void Gather_and_max_keep_infinite_slopes_of_elements_not_picked_out()
    {
        Gradient(x => x.Sqrt().Gather([1, 1]).Sum(), [0, 4]).ShouldBe([0, 0.5]);
        Gradient(x => x.Sqrt().Max(), [0, 4]).ShouldBe([0, 0.25]);
    }
}
