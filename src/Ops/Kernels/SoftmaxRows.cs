using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>ln sum_j e^x_j of a row without overflow, and with the digits of a sum near 1.</summary>
internal readonly struct LogSumExpRow : IRowKernel
{
    private const int Block = 256;

    public static void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (max, others) = Split(x);
        y[0] = max + VectorMap.One<T, Log1pFunction>(others);
    }

    /// <summary>The largest element m, and sum_j e^(x_j - m) over all others, so that logsumexp is m + ln(1 + others).</summary>
    /// <remarks>Leaving the largest out, whose term is exactly 1, keeps the digits of the others however small they are.</remarks>
    public static (T Max, T Others) Split<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.IsEmpty)
        {
            return (T.NegativeInfinity, T.Zero);
        }

        var at = TensorPrimitives.IndexOfMax(x);
        var max = x[at];
        return T.IsFinite(max) ? (max, SumExp(x, max, without: at)) : (max, T.Zero);
    }

    /// <summary>max - x for an element of a row; +infinity in a row of nothing but -infinity, where no element is likely.</summary>
    public static T Below<T>(T max, T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.IsNegativeInfinity(max) ? T.PositiveInfinity : max - x;

    private static T SumExp<T>(ReadOnlySpan<T> x, T max, int without)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> terms = stackalloc T[Math.Min(Block, x.Length)];
        var sum = T.Zero;
        for (var start = 0; start < x.Length; start += Block)
        {
            var block = terms[..Math.Min(Block, x.Length - start)];
            TensorPrimitives.Subtract(x.Slice(start, block.Length), max, block);
            TensorPrimitives.Exp(block, block);
            if ((uint)(without - start) < (uint)block.Length)
            {
                block[without - start] = T.Zero;
            }

            sum += TensorPrimitives.Sum<T>(block);
        }

        return sum;
    }
}

/// <summary>e^x_i / sum_j e^x_j of a row; 0 everywhere in a row of nothing but -infinity.</summary>
internal readonly struct SoftmaxRow : IRowKernel
{
    public static void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var max = x.IsEmpty ? T.Zero : TensorPrimitives.Max(x);
        if (T.IsNegativeInfinity(max))
        {
            y.Clear();
            return;
        }

        TensorPrimitives.Subtract(x, max, y);
        TensorPrimitives.Exp<T>(y, y);
        TensorPrimitives.Divide(y, SumFold.Row<T>(y), y);
    }
}

/// <summary>x_i - logsumexp(x) of a row; -infinity everywhere in a row of nothing but -infinity.</summary>
internal readonly struct LogSoftmaxRow : IRowKernel
{
    public static void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (max, others) = LogSumExpRow.Split(x);
        if (T.IsNegativeInfinity(max))
        {
            y.Fill(T.NegativeInfinity);
            return;
        }

        // First the largest element: the difference is exact near it, and the logarithm is small.
        TensorPrimitives.Subtract(x, max, y);
        TensorPrimitives.Subtract(y, VectorMap.One<T, Log1pFunction>(others), y);
    }
}
