using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>
/// Where the elements of a row lie and how far they spread: standardized they are (x scale - mean - remainder) factor. A vector has those
/// of one row in all its elements, or those of one row in each.
/// </summary>
/// <remarks>
/// The mean is that of the differences from the first element, and what its rounding leaves is the mean of the differences from it: equal
/// elements become exactly 0, however large. The variance is that of those small differences. Where their squares overflow, everything is
/// done again with a scale that is not 1 but a small power of 2.
/// </remarks>
internal readonly record struct Moments<V>(V Scale, V Mean, V Remainder, V Factor)
    where V : struct, IVector<V>
{
    /// <summary>The elements standardized; their moments are passed one by one, so that a loop keeps them in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Standardized(V x, V scale, V mean, V remainder, V factor) =>
        (V.MultiplyAddEstimate(x, scale, -mean) - remainder) * factor;
}

/// <summary>Finds the <see cref="Moments{V}"/> of rows.</summary>
internal static class Moments
{
    /// <summary>How many vectors are added up in order, at least.</summary>
    public const int LeastBlock = 64;

    // The numbers of rows that are seen as columns.
    private const int Scale = 0;
    private const int Mean = 1;
    private const int Remainder = 2;
    private const int Factor = 3;

    /// <summary>How many numbers the moments of such a row are.</summary>
    public const int Count = 4;

    /// <summary>Those of a row of at least as many elements as a vector has.</summary>
    public static Moments<V> OfRow<T, V>(ReadOnlySpan<T> x, V tail, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        ref var first = ref MemoryMarshal.GetReference(x);
        var moments = OfRow(ref first, x.Length, tail, V.Number(1), eps);
        return V.First(moments.Factor) > T.Zero ? moments : OfRow(ref first, x.Length, tail, Small<V>(), eps);
    }

    /// <summary>Finds those of rows that are seen as columns, and keeps them as their first numbers.</summary>
    public static void OfColumns<T, V>(in ColumnBlock<T> rows, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var one = V.Number(1);
        rows.Keep(Scale, one);
        OfScaledColumns<T, V>(rows, eps);
        var isFinite = V.Equal(one, one);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            isFinite &= V.Less(V.Number(0), rows.Number<V>(Factor, row));
        }

        if (!V.All(isFinite))
        {
            for (nint row = 0; row < rows.Width; row += V.Count)
            {
                rows.Keep(Scale, row, V.Select(V.Less(V.Number(0), rows.Number<V>(Factor, row)), one, Small<V>()));
            }

            OfScaledColumns<T, V>(rows, eps);
        }
    }

    /// <summary>Those that were kept for the rows from one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Moments<V> Of<T, V>(in ColumnBlock<T> rows, nint row)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T> =>
        new(rows.Number<V>(Scale, row), rows.Number<V>(Mean, row), rows.Number<V>(Remainder, row), rows.Number<V>(Factor, row));

    /// <summary>The mask of the elements of the last vector of a row that no vector before has; it ends where the row does.</summary>
    public static V Tail<T, V>(int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        Span<T> numbers = stackalloc T[V.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = T.CreateTruncating(i);
        }

        var before = V.Count - 1 - ((length - 1) % V.Count);
        return V.LessOrEqual(V.Number(before), V.Load(ref MemoryMarshal.GetReference(numbers), 0));
    }

    // The squares of the largest numbers times it do not overflow, even 2^31 of them together.
    private static V Small<V>()
        where V : struct, IVector<V> => VectorMath.Number<V>(Math.ScaleB(1, -530), Math.ScaleB(1, -82));

    // It calls nothing: over a call, vectors would be kept in memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Moments<V> OfRow<T, V>(ref T x, int length, V tail, V scale, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var count = V.Number(length);
        var first = V.Broadcast(x) * scale;
        var (sum, squares) = Sums(ref x, length - V.Count, tail, scale, first);
        var mean = first + (V.Broadcast(V.Sum(sum)) / count);
        (sum, squares) = Sums(ref x, length - V.Count, tail, scale, mean);
        return Of(mean, V.Broadcast(V.Sum(sum)) / count, V.Broadcast(V.Sum(squares)) / count, scale, eps);
    }

    private static void OfScaledColumns<T, V>(in ColumnBlock<T> rows, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (stretch, count) = (ColumnSum.BlockOf(rows.Length, LeastBlock), V.Number(rows.Length));
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            rows.Keep(Mean, row, V.Load(ref rows.X, row) * rows.Number<V>(Scale, row));
        }

        SumColumns<T, V>(rows, stretch);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            rows.Keep(Mean, row, rows.Number<V>(Mean, row) + (rows.Number<V>(Remainder, row) / count));
        }

        SumColumns<T, V>(rows, stretch);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            var (scale, mean, sum, squares) = Of<T, V>(rows, row);
            var moments = Of(mean, sum / count, squares / count, scale, eps);
            rows.Keep(Remainder, row, moments.Remainder);
            rows.Keep(Factor, row, moments.Factor);
        }
    }

    // The sums of the differences from the mean, and of their squares, where the remainder and the factor will be.
    private static void SumColumns<T, V>(in ColumnBlock<T> rows, int stretch)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        rows.Keep(Remainder, V.Number(0));
        rows.Keep(Factor, V.Number(0));
        ColumnPass.Run<T, V, SumPass<T, V>>(rows, stretch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Moments<V> Of<V>(V mean, V remainder, V square, V scale, double eps)
        where V : struct, IVector<V>
    {
        var variance = V.AtLeast(V.Number(0), square - (remainder * remainder));
        return new(scale, mean, remainder, V.Number(1) / V.Sqrt(variance + (V.Number(eps) * scale * scale)));
    }

    // The sums of d and of its square, d = x scale - center, over the vectors up to the last one, of which only the tail counts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V Sum, V Squares) Sums<T, V>(ref T x, nint last, V tail, V scale, V center)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var minus = -center;
        var d = V.MultiplyAddEstimate(V.Load(ref x, last), scale, minus) & tail;
        var (sum, squares) = (d, d * d);
        nint i = 0;
        var block = (nint)ColumnSum.BlockOf((int)(last / V.Count), LeastBlock) * V.Count;
        while (i < last)
        {
            var end = Math.Min(i + block, last);
            var (a, b, c, e) = (V.Number(0), V.Number(0), V.Number(0), V.Number(0));
            for (; i < end - V.Count; i += 2 * V.Count)
            {
                d = V.MultiplyAddEstimate(V.Load(ref x, i), scale, minus);
                a += d;
                c = V.MultiplyAddEstimate(d, d, c);
                d = V.MultiplyAddEstimate(V.Load(ref x, i + V.Count), scale, minus);
                b += d;
                e = V.MultiplyAddEstimate(d, d, e);
            }

            if (i < end)
            {
                d = V.MultiplyAddEstimate(V.Load(ref x, i), scale, minus);
                a += d;
                c = V.MultiplyAddEstimate(d, d, c);
                i += V.Count;
            }

            (sum, squares) = (sum + (a + b), squares + (c + e));
        }

        return (sum, squares);
    }

    private struct SumPass<T, V> : IColumnPass<SumPass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _scale;
        private V _minus;
        private V _sum;
        private V _squares;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static SumPass<T, V> Begin(in ColumnBlock<T> rows, nint row)
        {
            var (scale, mean) = (rows.Number<V>(Scale, row), rows.Number<V>(Mean, row));
            return new() { _scale = scale, _minus = -mean, _sum = V.Number(0), _squares = V.Number(0) };
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ref T x, ref T y, ref T z, nint i)
        {
            var d = V.MultiplyAddEstimate(V.Load(ref x, i), _scale, _minus);
            _sum += d;
            _squares = V.MultiplyAddEstimate(d, d, _squares);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
            rows.Keep(Remainder, row, rows.Number<V>(Remainder, row) + _sum);
            rows.Keep(Factor, row, rows.Number<V>(Factor, row) + _squares);
        }
    }
}
