namespace Autograd;

/// <summary>Positions along the first axes of an array, by one list of indices for each of these axes.</summary>
/// <param name="Axes">The number of axes that are indexed together.</param>
/// <param name="Shape">The shape to which the lists broadcast.</param>
/// <param name="Positions">In row-major order of that shape, the positions along the indexed axes as one.</param>
internal readonly record struct IndexLists(int Axes, Shape Shape, int[] Positions)
{
    /// <summary>Reads lists for an array of a shape.</summary>
    /// <exception cref="ShapeException">There are no lists, or more than axes, or they do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its axis.</exception>
    public static IndexLists Of(string operation, Shape x, ReadOnlySpan<IntArray> indices)
    {
        if (indices.IsEmpty || indices.Length > x.Rank)
        {
            throw new ShapeException(
                $"{operation}: {indices.Length} lists of indices for shape {x}; give one for each of its first axes, "
                + $"1 to {x.Rank} of them.");
        }

        var shape = indices[0].Shape;
        for (var axis = 0; axis < indices.Length; axis++)
        {
            shape = Broadcasting.Result(operation, shape, indices[axis].Shape, "what the lists before broadcast to", $"list {axis}");
            Slices.RequireInside($"{operation}, list {axis}", indices[axis].Items, x[axis], $"axis {axis} of shape {x}");
        }

        var positions = new int[shape.Size];
        for (var axis = 0; axis < indices.Length; axis++)
        {
            Recording.AnnounceUse(indices[axis].Items, operation);
            var along = BroadcastCopy.Stretched(operation, indices[axis], shape).Items.Span;
            for (var i = 0; i < positions.Length; i++)
            {
                positions[i] = (positions[i] * x[axis]) + along[i];
            }
        }

        return new IndexLists(indices.Length, shape, positions);
    }

    /// <summary>The shape of what is picked from an array of a shape.</summary>
    public Shape Picked(Shape x) => [.. Shape, .. x.Lengths[Axes..]];
}
