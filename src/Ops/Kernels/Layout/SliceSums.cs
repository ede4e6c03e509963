using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Adds slices of one array to slices of another, each to its own, which may be that of others too.</summary>
/// <remarks>
/// In order. Where very many floats are added to one slice, their rounding errors would add up, so they are summed up in double first.
/// </remarks>
internal static class SliceSums
{
    /// <summary>The most floats that are added to one element without going by way of double.</summary>
    public const int MostInOrder = 256;

    /// <summary>How many counts tell whether a position may occur very often: a power of 2.</summary>
    public const int Bins = 512;

    // Each core reads all indices and adds the slices that fall into its part of y: shorter slices take less time than that.
    private const int ShortestShared = 16;

    // Slices lie anywhere, so that each is waited for.
    private const int CostOfElement = 2;

    // x is (indices, inner), y is (length, inner): y_(indices_k) += x_k.

    /// <summary>Adds each slice of x to the slice of y that its index says.</summary>
    /// <param name="x">The slices.</param>
    /// <param name="indices">For each its position in y.</param>
    /// <param name="y">What they are added to.</param>
    /// <param name="inner">The length of a slice.</param>
    /// <param name="clear">Whether y is 0 at first, whatever is there.</param>
    public static void Add<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> indices, Span<T> y, int inner, bool clear = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var mayOccurOften = typeof(T) == typeof(float) && inner > 0 && MayOccurOften(indices);
        if (inner >= ShortestShared && !mayOccurOften)
        {
            var cost = ((long)CostOfElement * x.Length) + (clear ? y.Length : 0);
            ParallelLoop.Run(y.Length / inner, cost, new Loop<T>(x, indices, y, inner, clear), equalShares: true);
            return;
        }

        if (clear)
        {
            y.Clear();
        }

        if (mayOccurOften)
        {
            AddCounted(x, indices, y, inner);
            return;
        }

        for (var k = 0; k < indices.Length; k++)
        {
            AddSlice(x.Slice(k * inner, inner), y.Slice(indices[k] * inner, inner));
        }
    }

    // Counts several positions together, so that few counts tell of most lists that no position occurs very often.
    private static bool MayOccurOften(ReadOnlySpan<int> indices)
    {
        if (indices.Length <= MostInOrder)
        {
            return false;
        }

        Span<int> counts = stackalloc int[Bins];
        counts.Clear();
        foreach (var index in indices)
        {
            counts[index & (Bins - 1)]++;
        }

        return TensorPrimitives.Max<int>(counts) > MostInOrder;
    }

    // First counts how often each slice occurs; those that occur very often get sums in double, one after the other.
    private static void AddCounted<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> indices, Span<T> y, int inner)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var length = y.Length / inner;
        var pooled = ArrayPool<int>.Shared.Rent(length);
        var counts = pooled.AsSpan(0, length);
        counts.Clear();
        foreach (var index in indices)
        {
            counts[index]++;
        }

        // From here on a number below 0 says which sum is that of the slice, and all others are not looked at.
        var often = 0;
        foreach (ref var count in counts)
        {
            count = count > MostInOrder ? -++often : 0;
        }

        var sums = often == 0 ? [] : ArrayPool<double>.Shared.Rent(often * inner);
        sums.AsSpan().Clear();
        for (var k = 0; k < indices.Length; k++)
        {
            var slice = x.Slice(k * inner, inner);
            var sum = counts[indices[k]];
            if (sum == 0)
            {
                AddSlice(slice, y.Slice(indices[k] * inner, inner));
                continue;
            }

            var into = sums.AsSpan((-sum - 1) * inner, inner);
            for (var i = 0; i < slice.Length; i++)
            {
                into[i] += double.CreateTruncating(slice[i]);
            }
        }

        for (var index = 0; index < length && often > 0; index++)
        {
            if (counts[index] < 0)
            {
                var into = y.Slice(index * inner, inner);
                for (var i = 0; i < inner; i++)
                {
                    into[i] = T.CreateTruncating(double.CreateTruncating(into[i]) + sums[((-counts[index] - 1) * inner) + i]);
                }
            }
        }

        if (often > 0)
        {
            ArrayPool<double>.Shared.Return(sums);
        }

        ArrayPool<int>.Shared.Return(pooled);
    }

    private static void AddSlice<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.Length == 1)
        {
            y[0] += x[0];
        }
        else
        {
            TensorPrimitives.Add(y, x, y);
        }
    }

    /// <summary>An iteration is a slice of y, to which those of x are added in order.</summary>
    private readonly ref struct Loop<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> indices, Span<T> y, int inner, bool clear) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<int> _indices = indices;
        private readonly Span<T> _y = y;

        public void Run(int first, int count)
        {
            var part = _y.Slice(first * inner, count * inner);
            if (clear)
            {
                part.Clear();
            }

            for (var k = 0; k < _indices.Length; k++)
            {
                var position = (uint)(_indices[k] - first);
                if (position < (uint)count)
                {
                    AddSlice(_x.Slice(k * inner, inner), part.Slice((int)position * inner, inner));
                }
            }
        }
    }
}
