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

/// <summary>The moments of a row, as numbers.</summary>
internal record struct RowMoments<T>(T Scale, T Mean, T Remainder, T Factor)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Each in all elements of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Moments<V> Spread<V>()
        where V : struct, IVector<V, T> => new(V.Broadcast(Scale), V.Broadcast(Mean), V.Broadcast(Remainder), V.Broadcast(Factor));
}

/// <summary>Finds the <see cref="Moments{V}"/> of rows.</summary>
internal static class Moments
{
    /// <summary>How many vectors are added up in order, at least.</summary>
    public const int LeastBlock = 64;

    /// <summary>The most rows that are computed together.</summary>
    public const int MostRows = 16;

    // Rows together, if they are shorter: few enough elements to stay in the nearest cache, with those of a gradient beside them.
    private const int LeastTogether = 2048;

    // The numbers of rows that are seen as columns.
    private const int Scale = 0;
    private const int Mean = 1;
    private const int Remainder = 2;
    private const int Factor = 3;

    // How many elements of a row that is seen as a column are looked at for its center.
    private const int Sample = 32;

    /// <summary>How many numbers the moments of such a row are.</summary>
    public const int Count = 4;

    /// <summary>How many rows are computed together.</summary>
    public static int RowsAtOnce(in RowPieces pieces) => Math.Clamp(LeastTogether / pieces.RowLength, 1, MostRows);

    /// <summary>
    /// Finds those of some rows, at most <see cref="MostRows"/>, whose pieces have at least as many elements as a vector. One row does not
    /// wait for the other.
    /// </summary>
    /// <param name="x">The array.</param>
    /// <param name="pieces">Where its rows lie.</param>
    /// <param name="row">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="tail">What counts of the last vector of a piece (<see cref="Tail"/>).</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="found">Gets four numbers of each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfRows<T, V>(
        ReadOnlySpan<T> x, in RowPieces pieces, int row, int count, V tail, double eps, Span<RowMoments<T>> found)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var start = pieces.Start(row, 0);
        var end = pieces.Start(row + count - 1, pieces.Count - 1) + pieces.Length;
        ref var first = ref MemoryMarshal.GetReference(x[start..end]);
        Span<T> squares = stackalloc T[MostRows];
        FindSums(ref first, pieces, tail, found[..count], squares);
        var (n, least) = (T.CreateTruncating(pieces.RowLength), T.CreateTruncating(eps));
        for (var k = 0; k < count; k++)
        {
            ref var moments = ref found[k];
            var (remainder, square) = (moments.Remainder / n, squares[k] / n);
            var variance = square - (remainder * remainder);
            (moments.Remainder, moments.Factor) = (remainder, T.One / T.Sqrt(variance + least));

            // The center is so near the mean that the variance loses no more than half a bit to it, and no square has overflowed.
            if (!(variance >= remainder * remainder * T.CreateTruncating(2) && moments.Factor > T.Zero))
            {
                moments = OfRow(ref Unsafe.Add(ref first, (nint)k * pieces.RowStep), pieces, tail, eps);
            }
        }
    }

    /// <summary>Finds those of rows that are seen as columns, and keeps them as their first numbers.</summary>
    public static void OfColumns<T, V>(in ColumnBlock<T> rows, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T> => OfColumns<T, V, SumPass<T, V>>(rows, eps);

    /// <summary>The same, with a pass over the differences that finds two sums more, which begin with 0.</summary>
    public static void OfColumns<T, V, TSums>(in ColumnBlock<T> rows, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TSums : struct, IColumnPass<TSums, T, V>
    {
        var one = V.Number(1);
        rows.Keep(Scale, one);
        OfScaledColumns<T, V, TSums>(rows, eps);
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

            OfScaledColumns<T, V, TSums>(rows, eps);
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

    // The sums of the differences from a center, as remainders, and those of their squares: of rows one after the other, in one pass.
    // It calls nothing: over a call, vectors would be kept in memory.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void FindSums<T, V>(ref T x, in RowPieces pieces, V tail, Span<RowMoments<T>> found, Span<T> squares)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (one, share) = (V.Number(1), V.Number(0.25 / V.Count));
        for (var k = 0; k < found.Length; k++)
        {
            // The mean of four vectors that lie apart, so that it is near that of the row if that rises, too.
            ref var row = ref Unsafe.Add(ref x, (nint)k * pieces.RowStep);
            var (first, sum) = (V.Broadcast(row), V.Number(0));
            for (var quarter = 0; quarter < 4; quarter++)
            {
                var piece = (nint)(pieces.Count * quarter / 4) * pieces.PieceStep;
                sum += V.Load(ref row, piece + ((pieces.Length - V.Count) * quarter / 3)) - first;
            }

            (found[k].Scale, found[k].Mean) = (T.One, V.First(first + (V.Broadcast(V.Sum(sum)) * share)));
        }

        for (var k = 0; k < found.Length; k++)
        {
            var center = V.Broadcast(found[k].Mean);
            var (sum, square) = Sums(ref Unsafe.Add(ref x, (nint)k * pieces.RowStep), pieces, tail, one, center);
            (found[k].Remainder, squares[k]) = (V.Sum(sum), V.Sum(square));
        }
    }

    // In two passes and, where squares overflow, again with a scale.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RowMoments<T> OfRow<T, V>(ref T x, in RowPieces pieces, V tail, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var moments = OfScaledRow(ref x, pieces, tail, V.Number(1), eps);
        return moments.Factor > T.Zero ? moments : OfScaledRow(ref x, pieces, tail, Small<V>(), eps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static RowMoments<T> OfScaledRow<T, V>(ref T x, in RowPieces pieces, V tail, V scale, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var share = V.Number(1.0 / pieces.RowLength);
        var (mean, remainder, square) = (V.Broadcast(x) * scale, V.Number(0), V.Number(0));
        for (var pass = 0; pass < 2; pass++)
        {
            mean += remainder;
            (remainder, square) = Sums(ref x, pieces, tail, scale, mean);
            (remainder, square) = (V.Broadcast(V.Sum(remainder)) * share, V.Broadcast(V.Sum(square)) * share);
        }

        var moments = Of(mean, remainder, square, scale, eps);
        return new()
        {
            Scale = V.First(scale),
            Mean = V.First(mean),
            Remainder = V.First(moments.Remainder),
            Factor = V.First(moments.Factor),
        };
    }

    // Whether a center is so near the mean that the variance, the mean of the squares less the square of the remainder, is at least two
    // thirds of the former: it loses no more than half a bit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AreNear<V>(V remainder, V square)
        where V : struct, IVector<V> => V.LessOrEqual(remainder * remainder * V.Number(3), square);

    private static void OfScaledColumns<T, V, TSums>(in ColumnBlock<T> rows, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TSums : struct, IColumnPass<TSums, T, V>
    {
        var stretch = ColumnSum.BlockOf(rows.Length, LeastBlock);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            rows.Keep(Mean, row, V.Load(ref rows.X, row) * rows.Number<V>(Scale, row));
        }

        // The center: the mean of some elements that lie apart, so that it is near the mean of a row that rises, too.
        var some = rows.Each((rows.Length + Sample - 1) / Sample);
        SumColumns<T, V, SumPass<T, V>>(some, stretch);
        Recenter<T, V>(some, all: true);
        SumColumns<T, V, TSums>(rows, stretch);
        if (Recenter<T, V>(rows, all: false))
        {
            SumColumns<T, V, TSums>(rows, stretch);
        }

        var count = V.Number(rows.Length);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            var (scale, mean, sum, squares) = Of<T, V>(rows, row);
            var moments = Of(mean, sum / count, squares / count, scale, eps);
            rows.Keep(Remainder, row, moments.Remainder);
            rows.Keep(Factor, row, moments.Factor);
        }
    }

    // Moves the centers to the means: all, or those that are not near, if there are any.
    private static bool Recenter<T, V>(in ColumnBlock<T> rows, bool all)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (count, zero, areNear) = (V.Number(rows.Length), V.Number(0), V.Equal(V.Number(0), V.Number(0)));
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            var (_, mean, sum, squares) = Of<T, V>(rows, row);
            var remainder = sum / count;
            var isNear = all ? zero : AreNear(remainder, squares / count);
            rows.Keep(Mean, row, V.Select(isNear, mean, mean + remainder));
            areNear &= isNear;
        }

        return !V.All(areNear);
    }

    // The sums of the differences from the mean, and of their squares, where the remainder and the factor will be.
    private static void SumColumns<T, V, TSums>(in ColumnBlock<T> rows, int stretch)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TSums : struct, IColumnPass<TSums, T, V>
    {
        for (var number = Remainder; number < Count + 2; number++)
        {
            rows.Keep(number, V.Number(0));
        }

        ColumnPass.Run<T, V, TSums>(rows, stretch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Moments<V> Of<V>(V mean, V remainder, V square, V scale, double eps)
        where V : struct, IVector<V>
    {
        var variance = V.AtLeast(V.Number(0), square - (remainder * remainder));
        return new(scale, mean, remainder, V.Number(1) / V.Sqrt(variance + (V.Number(eps) * scale * scale)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V Sum, V Squares) Sums<T, V>(ref T x, in RowPieces pieces, V tail, V scale, V center)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (minus, last) = (-center, pieces.Length - V.Count);
        var (sum, squares, block) = (V.Number(0), V.Number(0), ColumnSum.BlockOf(pieces.Count));
        for (var start = 0; start < pieces.Count; start += block)
        {
            var (a, b) = (V.Number(0), V.Number(0));
            for (var piece = start; piece < Math.Min(start + block, pieces.Count); piece++)
            {
                var (ofPiece, squaresOfPiece) = Sums(ref Unsafe.Add(ref x, (nint)piece * pieces.PieceStep), last, tail, scale, minus);
                (a, b) = (a + ofPiece, b + squaresOfPiece);
            }

            (sum, squares) = (sum + a, squares + b);
        }

        return (sum, squares);
    }

    // The sums of d and of its square, d = x scale + minus, over the vectors up to the last one, of which only the tail counts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V Sum, V Squares) Sums<T, V>(ref T x, nint last, V tail, V scale, V minus)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var d = V.MultiplyAddEstimate(V.Load(ref x, last), scale, minus) & tail;
        var (sum, squares) = (d, d * d);
        nint i = 0;
        var block = (nint)ColumnSum.BlockOf((int)last / V.Count, LeastBlock) * V.Count;
        while (i < last)
        {
            // In four sums, because each addition has to wait for the one before.
            var end = Math.Min(i + block, last);
            var (a0, a1, a2, a3) = (V.Number(0), V.Number(0), V.Number(0), V.Number(0));
            var (b0, b1, b2, b3) = (V.Number(0), V.Number(0), V.Number(0), V.Number(0));
            for (; i < end - (3 * V.Count); i += 4 * V.Count)
            {
                d = V.MultiplyAddEstimate(V.Load(ref x, i), scale, minus);
                (a0, b0) = (a0 + d, V.MultiplyAddEstimate(d, d, b0));
                d = V.MultiplyAddEstimate(V.Load(ref x, i + V.Count), scale, minus);
                (a1, b1) = (a1 + d, V.MultiplyAddEstimate(d, d, b1));
                d = V.MultiplyAddEstimate(V.Load(ref x, i + (2 * V.Count)), scale, minus);
                (a2, b2) = (a2 + d, V.MultiplyAddEstimate(d, d, b2));
                d = V.MultiplyAddEstimate(V.Load(ref x, i + (3 * V.Count)), scale, minus);
                (a3, b3) = (a3 + d, V.MultiplyAddEstimate(d, d, b3));
            }

            for (; i < end; i += V.Count)
            {
                d = V.MultiplyAddEstimate(V.Load(ref x, i), scale, minus);
                (a0, b0) = (a0 + d, V.MultiplyAddEstimate(d, d, b0));
            }

            (sum, squares) = (sum + (a0 + a1 + (a2 + a3)), squares + (b0 + b1 + (b2 + b3)));
        }

        return (sum, squares);
    }

    /// <summary>Adds the differences from the mean to the remainder, and their squares to the factor.</summary>
    internal struct SumPass<T, V> : IColumnPass<SumPass<T, V>, T, V>
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
        public void Take(ref T x, ref T y, ref T z, nint i) => Take(ref x, i);

        /// <summary>Takes an element; returns its difference.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Take(ref T x, nint i)
        {
            var d = V.MultiplyAddEstimate(V.Load(ref x, i), _scale, _minus);
            _sum += d;
            _squares = V.MultiplyAddEstimate(d, d, _squares);
            return d;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
            rows.Keep(Remainder, row, rows.Number<V>(Remainder, row) + _sum);
            rows.Keep(Factor, row, rows.Number<V>(Factor, row) + _squares);
        }
    }
}
