namespace Autograd;

/// <summary>How gain and bias of an array that is standardized over some axes may lie, and where the rows are then.</summary>
internal static class Scales
{
    // Shorter pieces would be shorter than a vector.
    private const int LeastPiece = 16;

    /// <summary>Whether they may lie along these axes.</summary>
    public static bool Fit(Shape x, IntList axes, IntList along) => PiecesOf(x, axes, along) is not null || AreColumns(x, axes, along);

    /// <summary>The shape that they have.</summary>
    /// <exception cref="ShapeException">They may not lie so.</exception>
    public static Shape ShapeFor(string operation, Shape x, IntList axes, IntList along)
    {
        x.RequireAxes(axes, operation);
        x.RequireAxes(along, operation);
        return Fit(x, axes, along)
            ? new([.. along.Select(axis => x[axis])])
            : throw new ShapeException(
                $"{operation}: gain and bias along axes {along} of shape {x}, which is standardized over axes {axes}; they lie along the "
                + "last axes, over all of which it is, or along all but the first axes, over which it is, or along neighboring axes "
                + $"with at least {LeastPiece} elements behind them: else use Standardize.");
    }

    /// <summary>Refuses a gain or a bias of another shape.</summary>
    /// <exception cref="ShapeException">It has another shape.</exception>
    public static void Require(string operation, Shape x, IntList axes, IntList along, string argument, Shape shape)
    {
        var expected = ShapeFor(operation, x, axes, along);
        if (shape != expected)
        {
            throw new ShapeException(
                $"{operation}: the {argument} has shape {shape}; for x of shape {x} along axes {along} it must have shape {expected}.");
        }
    }

    /// <summary>The shape in which they broadcast to x.</summary>
    public static Shape Across(Shape x, IntList along) =>
        new([.. Enumerable.Range(0, x.Rank).Select(axis => along.Contains(axis) ? x[axis] : 1)]);

    /// <summary>Where the rows lie; null if they are columns.</summary>
    public static RowPieces? PiecesOf(Shape x, IntList axes, IntList along)
    {
        var last = x.Rank - axes.Count;
        var areLast = IsRange(axes, last, x.Rank);
        if (areLast && IsRange(along, last, x.Rank))
        {
            var length = Size(x, last, x.Rank);
            return RowPieces.Contiguous(length == 0 ? 0 : x.Size / length, length);
        }

        if (along.Count == 0 || !IsRange(along, along[0], along[^1] + 1) || Size(x, along[^1] + 1, x.Rank) < LeastPiece)
        {
            return null;
        }

        var (first, end) = (along[0], along[^1] + 1);
        var (outer, gains, inner) = (Size(x, 0, first), Size(x, first, end), Size(x, end, x.Rank));
        if (axes.Count == x.Rank - along.Count && AreApart(axes, first, end))
        {
            return RowPieces.OfChannels(outer, gains, inner);
        }

        return areLast && first <= last && last <= end ? RowPieces.OfGroups(outer, gains, inner, Math.Max(1, Size(x, last, end))) : null;
    }

    private static bool AreColumns(Shape x, IntList axes, IntList along) =>
        axes.Count > 0 && IsRange(axes, 0, axes.Count) && IsRange(along, axes.Count, x.Rank);

    private static bool IsRange(IntList axes, int first, int end)
    {
        if (axes.Count != end - first)
        {
            return false;
        }

        for (var i = 0; i < axes.Count; i++)
        {
            if (axes[i] != first + i)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreApart(IntList axes, int first, int end)
    {
        for (var i = 0; i < axes.Count; i++)
        {
            if (axes[i] >= first && axes[i] < end)
            {
                return false;
            }
        }

        return true;
    }

    private static int Size(Shape x, int first, int end)
    {
        var size = 1;
        for (var axis = first; axis < end; axis++)
        {
            size *= x[axis];
        }

        return size;
    }
}
