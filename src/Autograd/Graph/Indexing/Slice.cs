using System.Numerics;

namespace Autograd;

/// <summary>y is a window of x: position i of y along an axis is position <c>Start[axis] + i Step[axis]</c> of x.</summary>
/// <remarks>
/// The gradient is written into zeros at the same positions (<see cref="SliceScatter"/>); elements outside the window get a strong
/// zero (<see cref="StrongZeros"/>).
/// </remarks>
/// <kinks test="Elements_that_are_sliced_away_get_a_strong_zero">Elements outside the window get a strong zero.</kinks>
/// <param name="Start">For each axis the first position, from 0.</param>
/// <param name="Step">For each axis the distance of neighbors in x; a negative one goes backward.</param>
/// <param name="Target">The shape of y.</param>
public sealed record Slice(IntList Start, IntList Step, Shape Target) : UnaryOp
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        SliceWindow.RequireInside(Name, x, Start, Step, Target);
        return Target;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => SliceWindow.Read(x, Start, Step, Target, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var scatter = new SliceScatter(Start, Step, x.Shape);
        var gradient = scatter.Apply(grad);

        // A window of the whole size leaves no element out.
        return Target.Size == x.Shape.Size
            ? StrongZeros.Move(grad, gradient, scatter.Apply)
            : StrongZeros.Mark(grad, gradient, scatter.Apply);
    }

    /// <summary>The window of a shape that is the whole of it, except along one axis.</summary>
    internal static Slice Along(Shape shape, int axis, int start, int step, int length)
    {
        var starts = new int[shape.Rank];
        var steps = new int[shape.Rank];
        Array.Fill(steps, 1);
        (starts[axis], steps[axis]) = (start, step);
        return new Slice(new IntList(starts), new IntList(steps), Slices.WithLength(shape, axis, length));
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y is a window of x, by one C# range for each axis: <c>x.Slice(1..3, .., ^2..)</c>. See <see cref="Autograd.Slice"/>.
        /// </summary>
        /// <param name="ranges">Ranges of positions, outermost axis first; axes that are left out stay whole.</param>
        /// <returns>A node of the same rank; x itself if every axis stays whole.</returns>
        /// <exception cref="ShapeException">There are more ranges than axes.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A range does not lie inside its axis, or ends before it starts.</exception>
        public Node<T> Slice(params ReadOnlySpan<Range> ranges)
        {
            if (ranges.Length > x.Shape.Rank)
            {
                throw new ShapeException(
                    $"Slice: {ranges.Length} ranges for shape {x.Shape}; give at most one for each of its {x.Shape.Rank} axes.");
            }

            var starts = new int[x.Shape.Rank];
            var steps = new int[x.Shape.Rank];
            var lengths = x.Shape.Lengths.ToArray();
            Array.Fill(steps, 1);
            for (var axis = 0; axis < ranges.Length; axis++)
            {
                var start = ranges[axis].Start.GetOffset(lengths[axis]);
                var end = ranges[axis].End.GetOffset(lengths[axis]);
                if (start < 0 || end > lengths[axis] || start > end)
                {
                    throw new ArgumentOutOfRangeException(nameof(ranges), ranges[axis],
                        $"Slice: range {ranges[axis]} is not inside axis {axis} of shape {x.Shape}; "
                        + $"give one from 0..{lengths[axis]} that does not end before it starts.");
                }

                (starts[axis], lengths[axis]) = (start, end - start);
            }

            var target = new Shape(lengths);
            return target == x.Shape ? x : new Slice(new IntList(starts), new IntList(steps), target).Apply(x);
        }

        /// <summary>
        /// y has every step-th slice of x along an axis, from start to before stop, as
        /// <c>x[start:stop:step]</c> in NumPy. See <see cref="Autograd.Slice"/>.
        /// </summary>
        /// <param name="axis">The axis; a negative one counts from the last.</param>
        /// <param name="start">
        /// The first position, a negative one counted from the end; left out, the first, or the last for a negative step.
        /// </param>
        /// <param name="stop">
        /// The position to stop before, a negative one counted from the end; left out, the end that the step leads to.
        /// </param>
        /// <param name="step">The distance of neighbors; a negative one goes backward.</param>
        /// <returns>
        /// A node of the same rank, empty along the axis if the start is not before the stop; x itself if the axis stays whole.
        /// </returns>
        /// <exception cref="ArgumentOutOfRangeException">
        /// The axis does not exist, or a position is outside it; positions are not clamped.
        /// </exception>
        /// <exception cref="ArgumentException">The step is 0.</exception>
        public Node<T> Slice(int axis, int? start = null, int? stop = null, int step = 1)
        {
            var along = x.Shape.Axis(axis, "Slice");
            var length = x.Shape[along];
            if (step == 0)
            {
                throw new ArgumentException(
                    $"Slice: the step along axis {axis} is 0; give 1 or more to go forward, -1 or less to go backward.",
                    nameof(step));
            }

            var first = start is null ? (step > 0 ? 0 : length - 1) : Position(start.Value, step > 0 ? length : length - 1, "start");
            var end = stop is null ? (step > 0 ? length : -1) : Position(stop.Value, length, "stop");
            var distance = step > 0 ? (long)end - first : (long)first - end;
            var count = distance <= 0 ? 0 : (int)((distance - 1) / Math.Abs((long)step)) + 1;
            return step == 1 && count == length ? x : Autograd.Slice.Along(x.Shape, along, count == 0 ? 0 : first, step, count).Apply(x);

            int Position(int given, int largest, string name) => given >= -length && given <= largest
                ? given < 0 ? given + length : given
                : throw new ArgumentOutOfRangeException(name, given,
                    $"Slice: {name} {given} is outside axis {axis} of shape {x.Shape}; "
                    + $"give {-length} to {largest}, or leave it out to take all up to the end.");
        }
    }
}
