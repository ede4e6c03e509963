using Autograd;
using static Ops.Tests.Derivatives;
using static Ops.Tests.MovedElements;

namespace Ops.Tests;

/// <summary>Shaping operations against a loop over elements on random shapes, and what happens at their edges.</summary>
[TestFixture]
[Category("Kernels")]
public class ShapingTests
{
    [Test]
    public void Reshape_finds_the_length_that_is_left()
    {
        var x = new Parameter<double>(new NdArray<double>([2, 6], 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        x.Reshape(-1).Shape.ShouldBe([12]);
        x.Reshape([3, -1]).Shape.ShouldBe([3, 4]);
        x.Reshape([-1, 2, 3]).Shape.ShouldBe([2, 2, 3]);
        x.Reshape([1, -1, 12]).Shape.ShouldBe([1, 1, 12]);
        x.Reshape([-1, 4]).Value.ShouldBe(x.Reshape([3, 4]).Value);
        x.Reshape([2, -1]).ShouldBeSameAs(x);
        x.Sum().Reshape(-1).Shape.ShouldBe([1]);
        x.Sum().Reshape([]).Shape.ShouldBe([]);
        Node.Constant(NdArray.Zeros<double>([0, 3])).Reshape([-1, 3]).Shape.ShouldBe([0, 3]);
        Node.Constant(NdArray.Zeros<double>([0, 3])).Reshape([5, -1]).Shape.ShouldBe([5, 0]);
        GradientCheck.Of(x => x.Reshape([-1, 4]).Square().Reshape(-1), x.Value).ShouldPass();
    }

    [Test]
    public void Nodes_of_any_kind_and_sequences_are_joined()
    {
        var (p, q) = (new Parameter<double>(new double[2, 2], "p"), new Parameter<double>(new double[2, 2], "q"));
        var data = NdArray.Ones<double>([2, 2]);
        foreach (var joined in new[]
        {
            Node.Concat([p, q.Exp()], axis: 1), Node.Concat([p, q], axis: -1), Node.Concat([p.Exp(), data], axis: 1),
            Node.Concat(new List<Parameter<double>> { p, q }, axis: 1), Node.Concat(new[] { p, q }.Select(each => each * 2), axis: 1),
        })
        {
            joined.Shape.ShouldBe([2, 4]);
        }

        Node.Stack(Enumerable.Range(0, 3).Select(i => i * p)).Shape.ShouldBe([3, 2, 2]);
        Node.Stack([p.Sum(), 1, q.Sum()]).Shape.ShouldBe([3]);
        Node.Stack([p, .. new[] { p, q }.Select(each => each.Exp())], axis: -1).Shape.ShouldBe([2, 2, 3]);
    }

    [Test]
    public void A_reshape_shares_the_elements_of_a_node_and_copies_those_of_a_parameter()
    {
        var parameter = new Parameter<double>(new[] { 1.0, 2, 3, 4 });
        var node = parameter * 2;
        node.Reshape([2, 2]).Span.Overlaps(node.Span).ShouldBeTrue();

        var copy = parameter.Reshape([2, 2]);
        parameter.Update(new[] { 9.0, 9, 9, 9 });
        copy.Value.ToArray().ShouldBe([1, 2, 3, 4]);
    }

    [Test]
    public void The_gradient_of_many_parts_costs_little_more_than_that_of_the_whole()
    {
        var x = new Parameter<double>(NdArray.Ones<double>([2000, 64]));
        var parts = x.Split(2000);
        var loss = Node.Concat(Array.ConvertAll(parts, part => part.Square()), axis: 0).Sum();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var gradient = loss.Backward()[x];
        gradient.Value.ToArray().ShouldAllBe(slope => slope == 2);

        // x is 1 MB; its parts one by one would take 4 GB.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000_000);
    }

    [Test]
    public void Transpose_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            var axes = Enumerable.Range(0, shape.Rank).ToArray();
            random.Shuffle(axes);
            ShouldMove(shape, [.. axes.Select(axis => shape[axis])], index => [.. axes.Select((_, i) => index[Array.IndexOf(axes, i)])],
                x => x.Transpose(axes), x => x.Transpose(axes));
        }
    }

    [Test]
    public void Indexing_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(0))
        {
            var starts = new int[shape.Rank];
            var lengths = shape.Lengths.ToArray();
            var dropped = new bool[shape.Rank];
            var at = new AxisIndex[random.Next(shape.Rank + 1)];
            for (var axis = 0; axis < at.Length; axis++)
            {
                starts[axis] = random.Next(shape[axis] + 1);
                dropped[axis] = starts[axis] < shape[axis] && random.Next(2) == 0;
                lengths[axis] = random.Next(shape[axis] - starts[axis] + 1);
                var (start, end) = (FromEitherEnd(axis, starts[axis]), FromEitherEnd(axis, starts[axis] + lengths[axis]));
                at[axis] = dropped[axis] ? start : start..end;
            }

            ShouldMove(shape, [.. lengths.Where((_, axis) => !dropped[axis])], Source, x => x[at], x => x[at]);

            Index FromEitherEnd(int axis, int position) => random.Next(2) == 0 ? position : ^(shape[axis] - position);

            int[] Source(int[] index)
            {
                var rest = new Queue<int>(index);
                return [.. starts.Select((start, axis) => dropped[axis] ? start : start + rest.Dequeue())];
            }
        }
    }

    [Test]
    public void Slice_along_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            var axis = random.Next(shape.Rank);
            var start = random.Next(shape[axis] + 1);
            var end = random.Next(start, shape[axis] + 1);
            var step = random.Next(1, 4) * (random.Next(2) == 0 ? 1 : -1);
            var positions = new List<int>();
            for (var i = step > 0 ? start : end - 1; i >= start && i < end; i += step)
            {
                positions.Add(i);
            }

            ShouldMove(shape, With(shape, axis, positions.Count), index => At(index, axis, positions[index[axis]]),
                x => x.SliceAlong(axis, start..end, step), x => x.SliceAlong(axis - shape.Rank, start..end, step));
        }
    }

    [Test]
    public void Steps_walk_over_a_range_from_its_first_or_its_last_position()
    {
        var x = Node.Constant([0.0, 1, 2, 3, 4]);
        x.SliceAlong(0, .., step: -1).Value.ToArray().ShouldBe([4, 3, 2, 1, 0]);
        x.SliceAlong(0, ..4, -2).Value.ToArray().ShouldBe([3, 1]);
        x.SliceAlong(0, 1..4, -1).Value.ToArray().ShouldBe([3, 2, 1]);
        x.SliceAlong(0, ^4..^1, -1).Value.ToArray().ShouldBe([3, 2, 1]);
        x.SliceAlong(0, 1..^1, 2).Value.ToArray().ShouldBe([1, 3]);
        x.SliceAlong(0, 5..).Value.ToArray().ShouldBe([]);
        x.SliceAlong(0, 3..3, -1).Value.ToArray().ShouldBe([]);
        x.SliceAlong(0, .., step: int.MaxValue).Value.ToArray().ShouldBe([0]);
        x.SliceAlong(0, .., step: int.MinValue).Value.ToArray().ShouldBe([4]);
    }

    [Test]
    public void Slice_scatter_agrees_with_the_loop()
    {
        foreach (var (window, random) in Shapes(0))
        {
            var (starts, steps, lengths) = (new int[window.Rank], new int[window.Rank], new int[window.Rank]);
            for (var axis = 0; axis < window.Rank; axis++)
            {
                var stride = random.Next(1, 4);
                var reach = Math.Max(0, window[axis] - 1) * stride;
                var before = random.Next(3);
                lengths[axis] = before + reach + 1 + random.Next(3);
                (starts[axis], steps[axis]) = random.Next(2) == 0 ? (before, stride) : (before + reach, -stride);
            }

            var scatter = new SliceScatter(starts, steps, new Shape(lengths), Background: -5);
            ShouldMove(window, new Shape(lengths), Source, scatter.Apply, scatter.Apply, background: -5);

            int[]? Source(int[] index)
            {
                var found = Indices(window)
                    .Where(from => from.Select((position, axis) => starts[axis] + (position * steps[axis])).SequenceEqual(index)).ToList();
                return found.Count == 0 ? null : found[0];
            }
        }
    }

    [Test]
    public void A_large_array_is_rolled_as_a_small_one_is()
    {
        const int Rows = 301, Columns = 503;
        var elements = Enumerable.Range(0, Rows * Columns).Select(i => (double)i).ToArray();
        Node<double> x = new NdArray<double>([Rows, Columns], elements);
        x.Reshape(-1).Roll(5, 0).Value.ToArray().ShouldBe([.. elements[^5..], .. elements[..^5]]);
        x.Roll(-2, 0).Value.ToArray().ShouldBe([.. elements[(2 * Columns)..], .. elements[..(2 * Columns)]]);
        x.Roll(7, 1).Value.ToArray().ShouldBe(elements.Chunk(Columns).SelectMany(row => row[^7..].Concat(row[..^7])));
    }

    [Test]
    public void Concat_and_stack_take_any_list_of_nodes()
    {
        Parameter<double>[] parameters = [new(new[] { 1.0 }), new(new[] { 2.0 })];
        var nodes = new List<Node<double>>(parameters);
        Node.Concat(parameters).Value.ToArray().ShouldBe([1, 2]);
        Node.Stack(nodes).Shape.ShouldBe([2, 1]);
        Node.Concat([parameters[0], parameters[1] * 2]).Value.ToArray().ShouldBe([1, 4]);
    }

    [Test]
    public void Concat_gives_constants_no_gradient()
    {
        var x = new Parameter<double>(new[] { 1.0, 2 });
        var y = Node.Concat([Node.Constant([5.0]), x, Node.Constant([6.0])]);
        y.Value.ToArray().ShouldBe([5, 1, 2, 6]);
        (y * y).Sum().Backward()[x].Value.ToArray().ShouldBe([2, 4]);
    }

    [Test]
    public void Elements_that_are_sliced_away_get_a_strong_zero()
    {
        Gradient(x => x.Sqrt()[1..].Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.Sqrt().SliceAlong(0, .., step: -2).Sum(), [0, 4, 0, 16]).ShouldBe([0, 0.25, 0, 0.125]);
        Gradient(x => x.Sqrt().Split(2)[1].Sum(), [0, 4]).ShouldBe([0, 0.25]);

        // The other part of the same node does pick it.
        Gradient(x => (x.Sqrt()[1..].Sum() + x.Sqrt()[..1].Sum()).Sum(), [0, 4]).ShouldBe([double.PositiveInfinity, 0.25]);
    }

    [Test]
    public void Elements_that_are_replaced_get_a_strong_zero()
    {
        Gradient(x => x.Sqrt().With(value: 1, 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => Node.Constant([1.0, 2]).With(x.Sqrt(), ..).With(value: 1, 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.Sqrt()[1].Sum(), [0, 4]).ShouldBe([0, 0.25]);
    }

    [Test]
    public void Moved_elements_keep_their_strong_zeros()
    {
        // Where the mask is 0 the square root, whose slope there is infinite, is not taken, wherever it was moved to.
        var mask = Node.Constant([1.0, 0]);
        Gradient(x => mask.Where(x.Sqrt().Flip(), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(x.Sqrt().Roll(1, 0), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(Node.Concat([x.Sqrt()[1..], x.Sqrt()[..1]]), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(Node.Stack([x.Sqrt().Flip()]), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(x.Sqrt().Flip().Pad([0], [2])[..2], 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(x.Sqrt().Flip().Tile(3)[2..4], 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(x.Sqrt().Flip().ExpandDims(0).Squeeze(), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(x.Sqrt().Flip().ExpandDims(0)[0], 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(Node.Constant([1.0, 2]).With(x.Sqrt().Flip(), ..), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
    }
}
