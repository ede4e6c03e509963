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
    public void Slice_by_ranges_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(0))
        {
            var count = random.Next(shape.Rank + 1);
            var starts = new int[shape.Rank];
            var lengths = shape.Lengths.ToArray();
            var ranges = new Range[count];
            for (var axis = 0; axis < count; axis++)
            {
                starts[axis] = random.Next(shape[axis] + 1);
                lengths[axis] = random.Next(shape[axis] - starts[axis] + 1);
                var end = starts[axis] + lengths[axis];
                ranges[axis] = new Range(
                    random.Next(2) == 0 ? starts[axis] : ^(shape[axis] - starts[axis]),
                    random.Next(2) == 0 ? end : ^(shape[axis] - end));
            }

            ShouldMove(shape, new Shape(lengths), index => [.. index.Select((position, axis) => position + starts[axis])],
                x => x.Slice(ranges), x => x.Slice(ranges));
        }
    }

    [Test]
    public void Slice_with_steps_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            var axis = random.Next(shape.Rank);
            var length = shape[axis];
            var step = random.Next(1, 4) * (random.Next(2) == 0 ? 1 : -1);
            int? start = random.Next(3) == 0 || length == 0 ? null : random.Next(-length, length);
            int? stop = random.Next(3) == 0 ? null : random.Next(-length, length + 1);

            // What x[start:stop:step] means.
            var positions = new List<int>();
            var first = start is null ? (step > 0 ? 0 : length - 1) : start.Value < 0 ? start.Value + length : start.Value;
            var end = stop is null ? (step > 0 ? length : -1) : stop.Value < 0 ? stop.Value + length : stop.Value;
            for (var i = first; step > 0 ? i < end : i > end; i += step)
            {
                positions.Add(i);
            }

            ShouldMove(shape, With(shape, axis, positions.Count), index => At(index, axis, positions[index[axis]]),
                x => x.Slice(axis, start, stop, step), x => x.Slice(axis - shape.Rank, start, stop, step));
        }
    }

    [Test]
    public void Steps_follow_numpy()
    {
        var x = Node.Constant([0.0, 1, 2, 3, 4]);
        x.Slice(0, step: -1).Value.ToArray().ShouldBe([4, 3, 2, 1, 0]);
        x.Slice(0, 3, null, -2).Value.ToArray().ShouldBe([3, 1]);
        x.Slice(0, 3, 0, -1).Value.ToArray().ShouldBe([3, 2, 1]);
        x.Slice(0, -2, -5, -1).Value.ToArray().ShouldBe([3, 2, 1]);
        x.Slice(0, 1, -1, 2).Value.ToArray().ShouldBe([1, 3]);
        x.Slice(0, 5).Value.ToArray().ShouldBe([]);
        x.Slice(0, 3, 1).Value.ToArray().ShouldBe([]);
        x.Slice(0, 1, 3, -1).Value.ToArray().ShouldBe([]);
        x.Slice(0, step: int.MaxValue).Value.ToArray().ShouldBe([0]);
        x.Slice(0, step: int.MinValue).Value.ToArray().ShouldBe([4]);
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
        Gradient(x => x.Sqrt().Slice(1..).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.Sqrt().Slice(0, step: -2).Sum(), [0, 4, 0, 16]).ShouldBe([0, 0.25, 0, 0.125]);
        Gradient(x => x.Sqrt().Split(2)[1].Sum(), [0, 4]).ShouldBe([0, 0.25]);

        // The other part of the same node does pick it.
        Gradient(x => (x.Sqrt().Slice(1..).Sum() + x.Sqrt().Slice(..1).Sum()).Sum(), [0, 4]).ShouldBe([double.PositiveInfinity, 0.25]);
    }

    [Test]
    public void Moved_elements_keep_their_strong_zeros()
    {
        // Where the mask is 0 the square root, whose slope there is infinite, is not taken, wherever it was moved to.
        var mask = Node.Constant([1.0, 0]);
        Gradient(x => mask.Where(x.Sqrt().Flip(), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(x.Sqrt().Roll(1, 0), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(Node.Concat([x.Sqrt().Slice(1..), x.Sqrt().Slice(..1)]), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(Node.Stack([x.Sqrt().Flip()]), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(x.Sqrt().Flip().Pad([0], [2]).Slice(..2), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(x.Sqrt().Flip().Tile(3).Slice(2..4), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => mask.Where(x.Sqrt().Flip().ExpandDims(0).Squeeze(), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
    }
}
