using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>The positions of the largest and the smallest element: ArgMax and ArgMin.</summary>
internal static class ExtremePositions
{
    /// <summary>For each row over the axes the first position at which an order has its first element.</summary>
    /// <exception cref="ShapeException">There are no elements to search.</exception>
    public static IntList Of<T, TOrder>(
        NdArray<T> x, IntList axes, string extreme, [CallerMemberName] string operation = "")
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOrder : struct, IExtremeOrder
    {
        Recording.AnnounceDecision(
            operation,
            "the positions would be found once, when recorded; find them outside the function, in a result of the replay");
        var positions = new int[ExtremeOp.ShapeLeft(operation, x.Shape, axes, keepDims: false, extreme).Size];
        Rows.Reduce(x, axes.Span, positions.AsSpan(), First<T, TOrder>);
        return new IntList(positions);
    }

    private static int First<T, TOrder>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOrder : struct, IExtremeOrder
    {
        var first = 0;
        for (var i = 0; i < row.Length && !T.IsNaN(row[first]); i++)
        {
            if (TOrder.Before(row[i], row[first]) || T.IsNaN(row[i]))
            {
                first = i;
            }
        }

        return first;
    }
}

/// <summary>An order in which the first element is the extreme.</summary>
internal interface IExtremeOrder
{
    /// <summary>Whether x comes before y; neither does of two that are equal.</summary>
    static abstract bool Before<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>The largest element first.</summary>
internal readonly struct LargestFirst : IExtremeOrder
{
    public static bool Before<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => x > y;
}

/// <summary>The smallest element first.</summary>
internal readonly struct SmallestFirst : IExtremeOrder
{
    public static bool Before<T>(T x, T y)
        where T : unmanaged, IFloatingPointIeee754<T> => x < y;
}
