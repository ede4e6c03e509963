namespace Autograd;

/// <summary>y is a window of x: position i of y along an axis is position <c>Start[axis] + i Step[axis]</c> of x.</summary>
/// <remarks>
/// <para>An axis with step 0 has one position, Start, and is dropped: y does not have it.</para>
/// <para>The gradient is written into zeros at the same positions (<see cref="SliceScatter"/>); elements outside the window get a strong
/// zero (<see cref="StrongZeros"/>).</para>
/// </remarks>
/// <kinks test="Elements_that_are_sliced_away_get_a_strong_zero">Elements outside the window get a strong zero.</kinks>
/// <param name="Start">For each axis of x the first position, from 0.</param>
/// <param name="Step">For each axis of x the distance of neighbors; a negative one goes backward, 0 drops the axis.</param>
/// <param name="Target">The shape of y.</param>
public sealed record Slice(IntList Start, IntList Step, Shape Target) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    /// <summary>The window of a shape that positions and ranges are, as <c>x[...]</c> takes them.</summary>
    /// <param name="operation">The operation that asks, for messages.</param>
    /// <param name="x">The shape.</param>
    /// <param name="index">Positions, whose axes are dropped, and ranges; axes that are left out stay whole.</param>
    /// <exception cref="ShapeException">There are more positions and ranges than axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One does not lie inside its axis.</exception>
    public static Slice Of(string operation, Shape x, params ReadOnlySpan<AxisIndex> index)
    {
        if (index.Length > x.Rank)
        {
            throw new ShapeException(
                $"{operation}: {index.Length} positions or ranges for shape {x}; give at most one for each of its {x.Rank} axes.");
        }

        var starts = new int[x.Rank];
        var steps = new int[x.Rank];
        Span<int> lengths = stackalloc int[x.Rank];
        var kept = 0;
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var at = axis < index.Length ? index[axis] : Range.All;
            (starts[axis], lengths[kept]) = at.In(x, axis, operation);
            if (!at.IsPosition)
            {
                steps[axis] = 1;
                kept++;
            }
        }

        return new Slice(IntList.Wrap(starts), IntList.Wrap(steps), new Shape(lengths[..kept]));
    }

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
        // A window of the whole size leaves no element out.
        var scatter = new SliceScatter(Start, Step, x.Shape);
        return Target.Size == x.Shape.Size
            ? StrongZeros.Move(grad, scatter.Apply(grad), scatter.Apply)
            : StrongZeros.Select(grad, scatter.ApplyLater);
    }

    /// <summary>The window of a shape that is the whole of it, except along one axis.</summary>
    internal static Slice Along(Shape x, int axis, AxisIndex range, int step)
    {
        const string operation = nameof(Node<>.SliceAlong);
        var along = x.Axis(axis, operation);
        if (step == 0)
        {
            throw new ArgumentException(
                $"{operation}: the step along axis {axis} is 0; give 1 or more to go forward, -1 or less to go backward.", nameof(step));
        }

        var (start, length) = range.In(x, along, operation);
        var starts = new int[x.Rank];
        var steps = new int[x.Rank];
        var lengths = x.Lengths.ToArray();
        Array.Fill(steps, 1);
        if (length > 0)
        {
            starts[along] = step > 0 ? start : start + length - 1;
            length = (int)((length - 1) / Math.Abs((long)step)) + 1;
        }

        (steps[along], lengths[along]) = (step, length);
        return new Slice(IntList.Wrap(starts), IntList.Wrap(steps), new Shape(lengths));
    }
}
