using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>A way to fold many elements into one, such as their sum.</summary>
internal interface IFold
{
    /// <summary>Folds a row of at least one element.</summary>
    static abstract T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Folds two arrays element by element into the first one.</summary>
    static abstract void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>The sum.</summary>
internal readonly struct SumFold : IFold
{
    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => PairwiseSum.Of(row);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(folded, next, folded);
}

/// <summary>The largest element; NaN if there is one.</summary>
internal readonly struct MaxFold : IFold
{
    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Max(row);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Max(folded, next, folded);
}

/// <summary>Folds an array over some of its axes.</summary>
internal static class Fold
{
    /// <summary>Folds over the axes; the output has the elements that are left, in row-major order. Nothing folds to 0.</summary>
    public static void Run<T, TFold>(NdArray<T> x, IntList axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold
    {
        if (x.Size == 0)
        {
            y.Clear();
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
                elements[..inner].CopyTo(folded);
                for (var row = 1; row < length; row++)
                {
                    TFold.Into(folded, elements.Slice(row * inner, inner));
                }
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
}
