using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>A way to fold many elements into one, such as their sum.</summary>
internal interface IFold
{
    /// <summary>What no elements fold to.</summary>
    static abstract T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Folds a row of at least one element.</summary>
    static abstract T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Folds two arrays element by element into the first one.</summary>
    static abstract void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>The sum: of a row in pairs of halves, so that the rounding grows with the logarithm of its length only.</summary>
internal readonly struct SumFold : IFold
{
    // Short enough that adding up in order loses little, long enough to be fast.
    private const int Block = 128;

    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.Zero;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (row.Length <= Block)
        {
            return TensorPrimitives.Sum(row);
        }

        // The first half takes whole blocks.
        var half = ((row.Length / Block) + 1) / 2 * Block;
        return Row(row[..half]) + Row(row[half..]);
    }

    /// <summary>The sum of a row without one element: with the digits of the others, however large that one is.</summary>
    public static T Without<T>(ReadOnlySpan<T> row, int index)
        where T : unmanaged, IFloatingPointIeee754<T> => Row(row[..index]) + Row(row[(index + 1)..]);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(folded, next, folded);
}

/// <summary>The largest element; NaN if there is one.</summary>
internal readonly struct MaxFold : IFold
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.NegativeInfinity;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Max(row);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Max(folded, next, folded);
}

/// <summary>The smallest element; NaN if there is one.</summary>
internal readonly struct MinFold : IFold
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.PositiveInfinity;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Min(row);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Min(folded, next, folded);
}

/// <summary>The product.</summary>
internal readonly struct ProductFold : IFold
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.One;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Product(row);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Multiply(folded, next, folded);
}

/// <summary>Folds an array over some of its axes.</summary>
internal static class Fold
{
    private const int MostRowsInOrder = 16;

    /// <summary>Folds over the axes; the output has the elements that are left, in row-major order.</summary>
    public static void Run<T, TFold>(NdArray<T> x, IntList axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold
    {
        if (x.Size == 0)
        {
            y.Fill(TFold.OfNothing<T>());
            return;
        }

        if (!Rows.TrySplit(x.Shape, axes, out var outer, out var length, out var inner))
        {
            using var rows = new Rows.Permuted<T>(x, axes);
            FoldRows<T, TFold>(rows.Elements, rows.Elements.Length / y.Length, y);
        }
        else if (inner == 1)
        {
            FoldRows<T, TFold>(x.Span, length, y);
        }
        else
        {
            for (var block = 0; block < outer; block++)
            {
                var folded = y.Slice(block * inner, inner);
                var elements = x.Span.Slice(block * length * inner, length * inner);
                FoldColumns<T, TFold>(elements, inner, folded);
            }
        }
    }

    private static void FoldRows<T, TFold>(ReadOnlySpan<T> x, int length, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold
    {
        for (var row = 0; row < y.Length; row++)
        {
            y[row] = TFold.Row(x.Slice(row * length, length));
        }
    }

    // In pairs of halves too: a long column of a sum is as accurate as a long row.
    private static void FoldColumns<T, TFold>(ReadOnlySpan<T> x, int inner, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold
    {
        var rows = x.Length / inner;
        if (rows <= MostRowsInOrder)
        {
            x[..inner].CopyTo(y);
            for (var row = 1; row < rows; row++)
            {
                TFold.Into(y, x.Slice(row * inner, inner));
            }

            return;
        }

        var half = rows / 2 * inner;
        var borrowed = ArrayPool<T>.Shared.Rent(inner);
        var second = borrowed.AsSpan(0, inner);
        FoldColumns<T, TFold>(x[..half], inner, y);
        FoldColumns<T, TFold>(x[half..], inner, second);
        TFold.Into<T>(y, second);
        ArrayPool<T>.Shared.Return(borrowed);
    }
}
