using System.Numerics;

namespace Autograd;

/// <summary>What the largest and the smallest element have in common: <see cref="Max"/>, <see cref="Min"/> and the positions of both.</summary>
internal static class Extreme
{
    /// <summary>The shape that is left.</summary>
    /// <exception cref="ShapeException">There are no elements to search.</exception>
    public static Shape OutputShape(string operation, Shape x, IntList axes, bool keepDims, string extreme)
    {
        x.RequireAxes(axes, operation);
        var shape = x.Without(axes, keepDims);
        if (x.Size == 0 && shape.Size > 0)
        {
            throw new ShapeException($"{operation}: shape {x} has no elements along axes {axes}, and nothing has no {extreme} element.");
        }

        return shape;
    }

    /// <summary>Shares the gradient equally among the elements that equal the extreme, or among the NaN if there are any; all others get a strong zero.</summary>
    public static Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x, IntList axes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kept = x.Shape.Without(axes, keepDims: true);
        var extreme = x.EqualTo(y.Reshape(kept)).Maximum(x.NotEqualTo(x));
        var shared = Mask.Of(extreme, (grad.Reshape(kept) / extreme.SumTo(kept)).BroadcastTo(x.Shape));
        return StrongZeros.Mark(grad, shared, mask => extreme * mask.Reshape(kept));
    }

    /// <summary>For each row over the axes the first position at which an order has its first element.</summary>
    /// <exception cref="ShapeException">There are no elements to search.</exception>
    public static IntList Positions<T, TOrder>(string operation, NdArray<T> x, IntList axes, string extreme)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TOrder : struct, IExtremeOrder
    {
        Recording.AnnounceDecision(operation, "the positions would be found once, when recorded; find them outside the function, in a result of the replay");
        var positions = new int[OutputShape(operation, x.Shape, axes, keepDims: false, extreme).Size];
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
