using Autograd;
using static Ops.Tests.Derivatives;
using static Ops.Tests.MovedElements;

namespace Ops.Tests;

[TestFixture]
public class ComposedShapingTests
{
    [Test]
    public void Squeeze_and_expand_dims_keep_the_elements()
    {
        foreach (var (shape, random) in Shapes(0))
        {
            var axis = random.Next(-shape.Rank - 1, shape.Rank + 1);
            var place = axis < 0 ? axis + shape.Rank + 1 : axis;
            Shape expanded = [.. shape.Take(place), 1, .. shape.Skip(place)];
            ShouldMove(shape, expanded, index => [.. index.Where((_, i) => i != place)], x => x.ExpandDims(axis), x => x.ExpandDims(axis));
            ShouldMove(expanded, shape, index => [.. index.Take(place), 0, .. index.Skip(place)],
                x => x.Squeeze(axis), x => x.Squeeze(axis));

            int[] kept = [.. Enumerable.Range(0, shape.Rank).Where(i => shape[i] != 1)];
            ShouldMove(shape, [.. kept.Select(i => shape[i])],
                index => [.. Enumerable.Range(0, shape.Rank).Select(i => Array.IndexOf(kept, i) is >= 0 and var at ? index[at] : 0)],
                x => x.Squeeze(), x => x.Squeeze());
        }
    }

    [Test]
    public void Pad_agrees_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(0))
        {
            int[] before = [.. shape.Select(_ => random.Next(3))];
            int[] after = [.. shape.Select(_ => random.Next(3))];
            ShouldMove(shape, [.. shape.Select((length, axis) => before[axis] + length + after[axis])],
                index => index.Select(
                    (position, axis) => position >= before[axis] && position < before[axis] + shape[axis]).All(inside => inside)
                    ? [.. index.Select((position, axis) => position - before[axis])]
                    : null,
                x => x.Pad(before, after, 2.5), x => x.Pad(before, after, 2.5f), background: 2.5);
        }
    }

    [Test]
    public void Flip_roll_and_tile_agree_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            int[] axes = [.. Enumerable.Range(0, shape.Rank).Where(_ => random.Next(2) == 0)];
            ShouldMove(shape, shape, index =>
                [.. index.Select((position, axis) => axes.Contains(axis) ? shape[axis] - 1 - position : position)],
                x => x.Flip(axes), x => x.Flip(axes));

            var along = random.Next(shape.Rank);
            var shift = random.Next(-9, 10);
            ShouldMove(shape, shape, index => At(index, along, ((index[along] - shift) % shape[along] + shape[along]) % shape[along]),
                x => x.Roll(shift, along), x => x.Roll(shift, along - shape.Rank));

            int[] repeats = [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(8) == 0 ? 0 : random.Next(1, 4))];
            var rank = Math.Max(shape.Rank, repeats.Length);
            int[] lengths = [.. Enumerable.Repeat(1, rank - shape.Rank), .. shape];
            int[] times = [.. Enumerable.Repeat(1, rank - repeats.Length), .. repeats];
            ShouldMove(shape, [.. lengths.Zip(times, (length, n) => length * n)],
                index => [.. index.Select((position, axis) => position % lengths[axis]).Skip(rank - shape.Rank)],
                x => x.Tile(repeats), x => x.Tile(repeats));
        }
    }

    [Test]
    public void Moved_axes_and_repeated_slices_agree_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            var (first, second) = (random.Next(shape.Rank), random.Next(shape.Rank));
            ShouldMove(shape, [.. Swapped([.. shape])], Swapped,
                x => x.SwapAxes(first, second), x => x.SwapAxes(second - shape.Rank, first));

            int[] axes = [.. Shuffled(shape.Rank).Take(random.Next(shape.Rank + 1))];
            int[] places = [.. Shuffled(shape.Rank).Take(axes.Length)];
            int[] rest = [.. Enumerable.Range(0, shape.Rank).Except(axes)];
            int[] order = new int[shape.Rank];
            var next = 0;
            for (var place = 0; place < order.Length; place++)
            {
                order[place] = Array.IndexOf(places, place) is >= 0 and var at ? axes[at] : rest[next++];
            }

            ShouldMove(shape, [.. order.Select(axis => shape[axis])],
                index => [.. Enumerable.Range(0, shape.Rank).Select(axis => index[Array.IndexOf(order, axis)])],
                x => x.MoveAxis(axes, places), x => x.MoveAxis(axes, [.. places.Select(place => place - shape.Rank)]));

            var axis = random.Next(shape.Rank);
            int[] times = random.Next(3) == 0
                ? [random.Next(4)] : [.. Enumerable.Range(0, shape[axis]).Select(_ => random.Next(3))];
            int[] from = [.. Enumerable.Range(0, shape[axis]).SelectMany(i => Enumerable.Repeat(i, times[times.Length == 1 ? 0 : i]))];
            ShouldMove(shape, With(shape, axis, from.Length), index => At(index, axis, from[index[axis]]),
                x => x.Repeat(times, axis), x => x.Repeat(times, axis - shape.Rank));

            int[] Swapped(int[] items)
            {
                int[] swapped = [.. items];
                (swapped[first], swapped[second]) = (items[second], items[first]);
                return swapped;
            }

            int[] Shuffled(int count)
            {
                int[] items = [.. Enumerable.Range(0, count)];
                random.Shuffle(items);
                return items;
            }
        }
    }

    [Test]
    public void What_is_repeated_no_times_gets_a_strong_zero()
    {
        Gradient(x => x.Sqrt().Repeat([0, 2], 0).Sum(), [0, 4]).ShouldBe([0, 0.5]);
        Gradient(x => x.Sqrt().Repeat(0, 0).Sum(), [0, 4]).ShouldBe([0, 0]);
    }

    [Test]
    public void Concat_stack_and_split_agree_with_the_loop()
    {
        foreach (var (shape, random) in Shapes(1))
        {
            var axis = random.Next(shape.Rank);
            Shape[] parts = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => With(shape, axis, random.Next(4)))];
            int[] lengths = [.. parts.Select(part => part[axis])];
            int[] owner = [.. lengths.SelectMany((length, part) => Enumerable.Repeat(part, length))];
            var whole = With(shape, axis, owner.Length);
            Func<int[], (int, int[])?> fromPart = index =>
                (owner[index[axis]], At(index, axis, index[axis] - lengths.Take(owner[index[axis]]).Sum()));
            ShouldMove<double>(parts, whole, fromPart, x => Node.Concat(x, axis));
            ShouldMove<float>(parts, whole, fromPart, x => Node.Concat(x, axis - shape.Rank));

            for (var part = 0; part < parts.Length; part++)
            {
                var (taken, start) = (part, lengths.Take(part).Sum());
                ShouldMove(whole, parts[part], index => At(index, axis, index[axis] + start), x => x.Split(lengths, axis)[taken],
                    x => x.Split(lengths, axis - shape.Rank)[taken]);
            }

            var tripled = With(shape, axis, 3 * shape[axis]);
            ShouldMove(tripled, shape, index => At(index, axis, index[axis] + (2 * shape[axis])), x => x.Split(3, axis)[2],
                x => x.Split(3, axis)[2]);

            var place = random.Next(shape.Rank + 1);
            Shape[] equal = [.. parts.Select(_ => shape)];
            Shape stacked = [.. shape.Take(place), equal.Length, .. shape.Skip(place)];
            Func<int[], (int, int[])?> fromSlice = index => (index[place], [.. index.Where((_, i) => i != place)]);
            ShouldMove<double>(equal, stacked, fromSlice, x => Node.Stack(x, place));
            ShouldMove<float>(equal, stacked, fromSlice, x => Node.Stack(x, place - shape.Rank - 1));
        }
    }

    [Test]
    public void What_changes_nothing_returns_the_node_itself()
    {
        var x = new Parameter<double>(NdArray.Ones<double>([2, 3]));
        Node<double>[] same =
            [x[..], x[.., 0..3], x.SliceAlong(1, ..), x.Pad([0, 0], [0, 0]), x.Roll(-6, 1), x.Squeeze(), x.Tile(), x.Split(1)[0],
                x.SwapAxes(1, -1), x.MoveAxis([], []), x.MoveAxis([1, 0], [1, 0]), x.Repeat(1, 0)];
        foreach (var y in same)
        {
            y.ShouldBeSameAs(x);
        }
    }

    [Test]
    public void Pad_takes_any_value_and_its_frame_has_no_gradient()
    {
        var x = new Parameter<double>(new[] { 3.0 });
        var y = x.Pad([1], [2], double.NegativeInfinity);
        y.Value.ToArray().ShouldBe([double.NegativeInfinity, 3, double.NegativeInfinity, double.NegativeInfinity]);
        y.Exp().Sum().Backward()[x].Scalar.ShouldBe(Math.Exp(3), 1e-14);
        x.Pad([1], [0], double.NaN).Value.ToArray().ShouldBe([double.NaN, 3]);
    }
}
