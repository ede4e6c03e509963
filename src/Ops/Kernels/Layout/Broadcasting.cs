namespace Autograd;

/// <summary>
/// The shape rule of broadcasting, as in NumPy: axes match from the last one on, and one of length 1 or missing stretches.
/// </summary>
internal static class Broadcasting
{
    /// <summary>The shape that two shapes broadcast to.</summary>
    /// <exception cref="ShapeException">An axis has two different lengths, neither of them 1.</exception>
    public static Shape Result(string operation, Shape x, Shape y, string xName = "x", string yName = "y", string inputs = "")
    {
        if (x == y || y.Rank == 0)
        {
            return x;
        }

        if (x.Rank == 0)
        {
            return y;
        }

        Span<int> lengths = stackalloc int[Math.Max(x.Rank, y.Rank)];
        for (var axis = 1; axis <= lengths.Length; axis++)
        {
            var xLength = axis <= x.Rank ? x[^axis] : 1;
            var yLength = axis <= y.Rank ? y[^axis] : 1;
            if (xLength != yLength && xLength != 1 && yLength != 1)
            {
                throw new ShapeException(
                    $"{operation}: {xName} has shape {x} and {yName} has shape {y}; axis -{axis} has lengths {xLength} and {yLength}. "
                    + $"Axes are matched from the last one and must be equal or 1: reshape one of them, or transpose it.{inputs}");
            }

            lengths[^axis] = xLength == 1 ? yLength : xLength;
        }

        return x.Lengths.SequenceEqual(lengths) ? x : y.Lengths.SequenceEqual(lengths) ? y : new Shape(lengths);
    }

    /// <summary>The axes of the larger shape along which the smaller one is stretched, ascending.</summary>
    /// <param name="smaller">A shape that broadcasts to the larger one.</param>
    /// <param name="larger">The larger shape.</param>
    /// <param name="room">Room for as many axes as the larger shape has.</param>
    public static ReadOnlySpan<int> StretchedAxes(Shape smaller, Shape larger, Span<int> room)
    {
        var count = 0;
        var missing = larger.Rank - smaller.Rank;
        for (var axis = 0; axis < larger.Rank; axis++)
        {
            if (axis < missing || (smaller[axis - missing] == 1 && larger[axis] != 1))
            {
                room[count++] = axis;
            }
        }

        return room[..count];
    }

    /// <summary>Refuses a target that a shape does not broadcast to.</summary>
    /// <exception cref="ShapeException">The smaller shape does not broadcast to the larger one.</exception>
    public static void RequireBroadcastable(string operation, Shape smaller, Shape larger, string inputs = "")
    {
        var fits = smaller.Rank <= larger.Rank;
        for (var axis = 1; axis <= smaller.Rank && fits; axis++)
        {
            fits = smaller[^axis] == larger[^axis] || smaller[^axis] == 1;
        }

        if (!fits)
        {
            throw new ShapeException(
                $"{operation}: shape {smaller} does not broadcast to {larger}; matched from the last one, each axis must be equal or 1, "
                + $"and none may be left over.{inputs}");
        }
    }
}
