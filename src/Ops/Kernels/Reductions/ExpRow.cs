using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>The sums of e^(x_j - max) over rows, in pairs of halves as in <see cref="SumReduction"/>.</summary>
internal static class ExpRow
{
    /// <summary>The largest element; NaN if there is one, -infinity of nothing.</summary>
    public static T Max<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var loop = new MaxLoop<T>(x);
        VectorLoop.Run<T, MaxLoop<T>>(ref loop, 0, x.Length);
        return loop.Max;
    }

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

    private ref struct MaxLoop<T>(ReadOnlySpan<T> x) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;

        public T Max { get; private set; }

        public void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var elements = _x.Slice(first, count);
            var (max, isNumber) = Whole<V>(elements);
            if (count % V.Count > 0)
            {
                var rest = PartialVector.Load<T, V>(elements, count - (count % V.Count), T.NegativeInfinity);
                (max, isNumber) = (V.AtLeast(max, rest), isNumber & V.Equal(rest, rest));
            }

            Max = V.All(isNumber) ? V.Max(max) : T.NaN;
        }

        // Of a vector with NaN the largest may be anything. In two, because each has to wait for the one before.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static (V Max, V IsNumber) Whole<V>(ReadOnlySpan<T> elements)
            where V : struct, IVector<V, T>
        {
            ref var source = ref MemoryMarshal.GetReference(elements);
            var (a, b) = (V.Number(double.NegativeInfinity), V.Number(double.NegativeInfinity));
            var isNumber = V.Equal(a, b);
            nint i = 0;
            for (; i <= elements.Length - (2 * V.Count); i += 2 * V.Count)
            {
                var (x, y) = (V.Load(ref source, i), V.Load(ref source, i + V.Count));
                isNumber = isNumber & V.Equal(x, x) & V.Equal(y, y);
                (a, b) = (V.AtLeast(a, x), V.AtLeast(b, y));
            }

            if (i <= elements.Length - V.Count)
            {
                var x = V.Load(ref source, i);
                isNumber &= V.Equal(x, x);
                a = V.AtLeast(a, x);
            }

            return (V.AtLeast(a, b), isNumber);
        }
    }

    private ref struct SumLoop<T>(ReadOnlySpan<T> x, T max) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly T _max = max;

        public (T Below, T Largest) Result { get; private set; }

        public void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var elements = _x.Slice(first, count);
            var shift = V.Broadcast(_max);
            var (below, largest) = Whole(elements, shift);
            if (count % V.Count > 0)
            {
                Add(PartialVector.Load<T, V>(elements, count - (count % V.Count), T.NegativeInfinity), shift, ref below, ref largest);
            }

            Result = (V.Sum(below), V.Sum(largest));
        }

        // By itself: beside a call, what is added up would be kept in memory.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static (V Below, V Largest) Whole<V>(ReadOnlySpan<T> elements, V shift)
            where V : struct, IVector<V, T>
        {
            ref var source = ref MemoryMarshal.GetReference(elements);
            var (below, largest) = (V.Number(0), V.Number(0));
            for (nint i = 0; i <= elements.Length - V.Count; i += V.Count)
            {
                Add(V.Load(ref source, i), shift, ref below, ref largest);
            }

            return (below, largest);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Add<V>(V next, V shift, ref V below, ref V largest)
            where V : struct, IVector<V, T>
        {
            // The term of the largest is exactly 1.
            var one = V.Equal(next, shift) & V.Number(1);
            below += ExpOfNegativeFunction.Of(next - shift) - one;
            largest += one;
        }
    }

    private ref struct WriteLoop<T>(ReadOnlySpan<T> x, T max, Span<T> y) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly T _max = max;
        private readonly Span<T> _y = y;

        public T Sum { get; private set; }

        public void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var elements = _x.Slice(first, count);
            var terms = _y.Slice(first, count);
            var shift = V.Broadcast(_max);
            var sum = Whole(elements, terms, shift);
            if (count % V.Count > 0)
            {
                sum += Rest(elements, terms, count - (count % V.Count), shift);
            }

            Sum = V.Sum(sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static V Whole<V>(ReadOnlySpan<T> elements, Span<T> terms, V shift)
            where V : struct, IVector<V, T>
        {
            ref var source = ref MemoryMarshal.GetReference(elements);
            ref var target = ref MemoryMarshal.GetReference(terms);
            var sum = V.Number(0);
            for (nint i = 0; i <= terms.Length - V.Count; i += V.Count)
            {
                var e = ExpOfNegativeFunction.Of(V.Load(ref source, i) - shift);
                e.Store(ref target, i);
                sum += e;
            }

            return sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static V Rest<V>(ReadOnlySpan<T> elements, Span<T> terms, int start, V shift)
            where V : struct, IVector<V, T>
        {
            var e = ExpOfNegativeFunction.Of(PartialVector.Load<T, V>(elements, start, T.NegativeInfinity) - shift);
            PartialVector.Store(e, terms, start);
            return e;
        }
    }
}
