using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>ln sum_j e^x_j of a row without overflow, and with the digits of a sum near 1.</summary>
internal readonly struct LogSumExpRow : IRowKernel, IColumnKernel
{
    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (max, others) = Split(x);
        y[0] = max + VectorMap.One<T, Log1pFunction>(others);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Columns<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (max, others) = Split<T, V>(ref columns, length);
        (max + Log1pFunction.Of(others)).Store(ref columns, 0);
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

        var max = TensorPrimitives.Max(x);
        if (!T.IsFinite(max))
        {
            return (max, T.Zero);
        }

        var (below, largest) = ExpRow.SumBelow(x, max);
        return (max, below + (largest - T.One));
    }

    /// <summary>The same for short rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Max, V Others) Split<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var max = ShortRows.Max<T, V>(ref columns, length);
        var (zero, one) = (V.Number(0), V.Number(1));
        var (below, largest, block) = (zero, zero, ColumnSum.BlockOf(length));
        for (var start = 0; start < length; start += block)
        {
            var part = zero;
            for (var j = start; j < Math.Min(start + block, length); j++)
            {
                var next = V.Load(ref columns, j * V.Count);
                var isLargest = V.Equal(next, max);
                part += V.Select(isLargest, zero, ExpFunction.Of(next - max));
                largest += V.Select(isLargest, one, zero);
            }

            below += part;
        }

        return (max, below + (largest - one));
    }

    /// <summary>max - x for an element of a row; +infinity in a row of nothing but -infinity, where no element is likely.</summary>
    public static T Below<T>(T max, T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.IsNegativeInfinity(max) ? T.PositiveInfinity : max - x;
}

/// <summary>e^x_i / sum_j e^x_j of a row; 0 everywhere in a row of nothing but -infinity.</summary>
internal readonly struct SoftmaxRow : IRowKernel, IColumnKernel
{
    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var max = x.IsEmpty ? T.Zero : TensorPrimitives.Max(x);
        if (T.IsNegativeInfinity(max))
        {
            y.Clear();
            return;
        }

        TensorPrimitives.Multiply(y, T.One / ExpRow.Write(x, max, y), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Columns<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var max = ShortRows.Max<T, V>(ref columns, length);
        var (sum, block) = (V.Number(0), ColumnSum.BlockOf(length));
        for (var start = 0; start < length; start += block)
        {
            var part = V.Number(0);
            for (var j = start; j < Math.Min(start + block, length); j++)
            {
                var e = ExpFunction.Of(V.Load(ref columns, j * V.Count) - max);
                e.Store(ref columns, j * V.Count);
                part += e;
            }

            sum += part;
        }

        var isNothing = V.Equal(max, V.Number(double.NegativeInfinity));
        var factor = V.Number(1) / sum;
        for (var j = 0; j < length; j++)
        {
            V.Select(isNothing, V.Number(0), V.Load(ref columns, j * V.Count) * factor).Store(ref columns, j * V.Count);
        }
    }
}

/// <summary>x_i - logsumexp(x) of a row; -infinity everywhere in a row of nothing but -infinity.</summary>
internal readonly struct LogSoftmaxRow : IRowKernel, IColumnKernel
{
    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Columns<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (max, others) = LogSumExpRow.Split<T, V>(ref columns, length);
        var log = Log1pFunction.Of(others);
        var isNothing = V.Equal(max, V.Number(double.NegativeInfinity));
        for (var j = 0; j < length; j++)
        {
            V.Select(isNothing, max, V.Load(ref columns, j * V.Count) - max - log).Store(ref columns, j * V.Count);
        }
    }
}

/// <summary>z_i = y_i (x_i - sum_j x_j y_j) of a row.</summary>
internal readonly struct SoftmaxGradientRow : IRowKernel2, IColumnKernel
{
    public void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = SumOfSquaresReduction.Products(x, y);
        TensorPrimitives.Subtract(x, sum, z);
        TensorPrimitives.Multiply(z, y, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Columns<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var sum = ColumnSum.Of<T, V>(ref columns, ref Unsafe.Add(ref columns, length * V.Count), length);
        for (var j = 0; j < length; j++)
        {
            var (x, y) = (V.Load(ref columns, j * V.Count), V.Load(ref columns, (length + j) * V.Count));
            ((x - sum) * y).Store(ref columns, j * V.Count);
        }
    }
}

/// <summary>The sums of e^(x_j - max) over rows, in pairs of halves as in <see cref="SumReduction"/>.</summary>
internal static class ExpRow
{
    /// <summary>The sum over the elements that are below max, and the number of those that are max.</summary>
    public static (T Below, T Largest) SumBelow<T>(ReadOnlySpan<T> x, T max)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length <= SumReduction.Block)
        {
            var loop = new SumLoop<T>(x, max);
            VectorLoop.Run<T, SumLoop<T>>(ref loop, 0, x.Length);
            return loop.Result;
        }

        var half = SumReduction.Half(x.Length);
        var (below, largest) = SumBelow(x[..half], max);
        var (otherBelow, otherLargest) = SumBelow(x[half..], max);
        return (below + otherBelow, largest + otherLargest);
    }

    /// <summary>Writes the terms, and returns their sum.</summary>
    public static T Write<T>(ReadOnlySpan<T> x, T max, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length <= SumReduction.Block)
        {
            var loop = new WriteLoop<T>(x, max, y);
            VectorLoop.Run<T, WriteLoop<T>>(ref loop, 0, x.Length);
            return loop.Sum;
        }

        var half = SumReduction.Half(x.Length);
        return Write(x[..half], max, y[..half]) + Write(x[half..], max, y[half..]);
    }

    private ref struct SumLoop<T>(ReadOnlySpan<T> x, T max) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly T _max = max;

        public (T Below, T Largest) Result { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var elements = _x.Slice(first, count);
            var (zero, one, shift) = (V.Number(0), V.Number(1), V.Broadcast(_max));
            var (below, largest) = (zero, zero);
            for (var i = 0; i < elements.Length; i += V.Count)
            {
                var next = PartialVector.Load<T, V>(elements, i, T.NegativeInfinity);
                var isLargest = V.Equal(next, shift);
                below += V.Select(isLargest, zero, ExpFunction.Of(next - shift));
                largest += V.Select(isLargest, one, zero);
            }

            Result = (V.Sum(below), V.Sum(largest));
        }
    }

    private ref struct WriteLoop<T>(ReadOnlySpan<T> x, T max, Span<T> y) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly T _max = max;
        private readonly Span<T> _y = y;

        public T Sum { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var terms = _y.Slice(first, count);
            var elements = _x.Slice(first, count);
            ref var source = ref MemoryMarshal.GetReference(elements);
            ref var target = ref MemoryMarshal.GetReference(terms);
            var (shift, sum) = (V.Broadcast(_max), V.Number(0));
            var i = 0;
            for (; i <= count - V.Count; i += V.Count)
            {
                var e = ExpFunction.Of(V.Load(ref source, i) - shift);
                e.Store(ref target, i);
                sum += e;
            }

            Sum = V.Sum(i == count ? sum : sum + WriteRest(elements, terms, i, shift));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static V WriteRest<V>(ReadOnlySpan<T> elements, Span<T> terms, int start, V shift)
            where V : struct, IVector<V, T>
        {
            var e = ExpFunction.Of(PartialVector.Load<T, V>(elements, start, T.NegativeInfinity) - shift);
            PartialVector.Store(e, terms, start);
            return e;
        }
    }
}
