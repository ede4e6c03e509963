using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

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
