using System.Numerics;

namespace Autograd;

/// <summary>The positions of sorted elements: ArgSort and TopK.</summary>
internal static class SortedPositions
{
    /// <summary>The positions of the first elements along an axis in sorted order.</summary>
    public static IntArray Of<T>(string operation, NdArray<T> x, int axis, bool descending, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Recording.AnnounceDecision(
            operation, "the order would be found once, when recorded; sort outside the function, in a result of the replay");
        var shape = Slices.WithLength(x.Shape, axis, count);
        var positions = new int[shape.Size];
        SortedRows.Run(x, axis, descending, positions, count);
        return new IntArray(shape, positions);
    }
}
