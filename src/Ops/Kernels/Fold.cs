using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>A way to fold many elements into one, such as their sum.</summary>
internal interface IFold<TSelf>
    where TSelf : struct, IFold<TSelf>
{
    /// <summary>What no elements fold to.</summary>
    static abstract T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Folds a row of at least one element.</summary>
    static abstract T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Folds an array element by element into what earlier ones folded to.</summary>
    static abstract void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>What each element of an array folds to alone: itself, unless overridden.</summary>
    static virtual void Alone<T>(ReadOnlySpan<T> first, Span<T> folded)
        where T : unmanaged, IFloatingPointIeee754<T> => first.CopyTo(folded);

    /// <summary>Joins what two parts folded to into the first: as elements are folded, unless overridden.</summary>
    static virtual void Join<T>(Span<T> folded, ReadOnlySpan<T> other)
        where T : unmanaged, IFloatingPointIeee754<T> => TSelf.Into(folded, other);
}

/// <summary>The sum: of a row in pairs of halves, so that the rounding grows with the logarithm of its length only.</summary>
internal readonly struct SumFold : IFold<SumFold>
{
    // Short enough that adding up in order loses little, long enough to be fast.
    public const int Block = 128;

    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.Zero;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (row.Length <= Block)
        {
            return TensorPrimitives.Sum(row);
        }

        var half = Half(row.Length);
        return Row(row[..half]) + Row(row[half..]);
    }

    /// <summary>How long the first half of a row is, which takes whole blocks.</summary>
    public static int Half(int length) => ((length / Block) + 1) / 2 * Block;

    /// <summary>The sum of a row without one element: with the digits of the others, however large that one is.</summary>
    public static T Without<T>(ReadOnlySpan<T> row, int index)
        where T : unmanaged, IFloatingPointIeee754<T> => Row(row[..index]) + Row(row[(index + 1)..]);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(folded, next, folded);
}

/// <summary>The sum of the squares, in the same order as the sum.</summary>
internal readonly struct SumOfSquaresFold : IFold<SumOfSquaresFold>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.Zero;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (row.Length <= SumFold.Block)
        {
            return TensorPrimitives.SumOfSquares(row);
        }

        var half = SumFold.Half(row.Length);
        return Row(row[..half]) + Row(row[half..]);
    }

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.MultiplyAddEstimate(next, next, folded, folded);

    public static void Alone<T>(ReadOnlySpan<T> first, Span<T> folded)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Multiply(first, first, folded);

    public static void Join<T>(Span<T> folded, ReadOnlySpan<T> other)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(folded, other, folded);
}

/// <summary>The largest element; NaN if there is one.</summary>
internal readonly struct MaxFold : IFold<MaxFold>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.NegativeInfinity;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Max(row);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Max(folded, next, folded);
}

/// <summary>The smallest element; NaN if there is one.</summary>
internal readonly struct MinFold : IFold<MinFold>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.PositiveInfinity;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Min(row);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Min(folded, next, folded);
}

/// <summary>The product.</summary>
internal readonly struct ProductFold : IFold<ProductFold>
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
        where TFold : struct, IFold<TFold>
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
        where TFold : struct, IFold<TFold>
    {
        for (var row = 0; row < y.Length; row++)
        {
            y[row] = TFold.Row(x.Slice(row * length, length));
        }
    }

    // In pairs of halves too: a long column of a sum is as accurate as a long row.
    private static void FoldColumns<T, TFold>(ReadOnlySpan<T> x, int inner, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold<TFold>
    {
        var rows = x.Length / inner;
        if (rows <= MostRowsInOrder)
        {
            TFold.Alone(x[..inner], y);
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
        TFold.Join<T>(y, second);
        ArrayPool<T>.Shared.Return(borrowed);
    }
}
