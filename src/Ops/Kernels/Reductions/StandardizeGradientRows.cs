using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>
/// z_i = (g_i - mean(g) - s_i mean(g s)) / sqrt(variance(y) + eps) of a row, where s is y standardized, and g is x times the gain, if there
/// is one.
/// </summary>
/// <remarks>Gains lie as those of <see cref="StandardizeRow"/> do.</remarks>
internal readonly struct StandardizeGradientRow(double eps, bool isScaled = false) : IRowKernel2, IColumnKernel
{
    private const int Slope = StandardizedSums.Down + 1;

    /// <summary>All rows, with a gain.</summary>
    public static void Run<T>(
        double eps, in RowPieces pieces, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> gain, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ParallelLoop.Run(z.IsEmpty ? 0 : pieces.Rows, z.Length, new RowLoop<T>(eps, pieces, x, y, gain, z));

    // A power of 2, which changes no digit: so many times smaller, sums of so many products do not overflow.
    private static double Down(int length) => Math.ScaleB(1, -(int.Log2(length) + 4));

    public void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new RowLoop<T>(eps, RowPieces.Contiguous(1, x.Length) with { Gains = 1 }, x, y, [], z).Run(0, 1);

    public void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var elements = rows.Turned;
        StandardizedSums.OfColumns<T, V>(elements, eps, Down(rows.Length));
        var one = V.Number(1);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            // The gain is a factor of all.
            var (scale, _, _, factor) = Moments.Of<T, V>(elements, row);
            var gain = isScaled ? elements.Beside<V>(0, row) : one;
            elements.Keep(Slope, row, factor * scale * (one / elements.Number<V>(StandardizedSums.Down, row)) * gain);
        }

        ColumnPass.Run<T, V, ResultPass<T, V>>(elements, ColumnSum.BlockOf(rows.Length), descending: true);
    }

    private struct ResultPass<T, V> : IColumnPass<ResultPass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _scale;
        private V _mean;
        private V _remainder;
        private V _factor;
        private V _down;
        private V _sum;
        private V _minus;
        private V _slope;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ResultPass<T, V> Begin(in ColumnBlock<T> rows, nint row)
        {
            var pass = default(ResultPass<T, V>);
            var count = V.Number(rows.Length);
            (pass._scale, pass._mean, pass._remainder, pass._factor) = Moments.Of<T, V>(rows, row);
            pass._down = rows.Number<V>(StandardizedSums.Down, row);
            pass._sum = rows.Number<V>(StandardizedSums.Sum, row) / count;
            pass._minus = -(rows.Number<V>(StandardizedSums.Products, row) / count);
            pass._slope = rows.Number<V>(Slope, row);
            return pass;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Take(ref T x, ref T y, ref T z, nint i)
        {
            var s = Moments<V>.Standardized(V.Load(ref x, i), _scale, _mean, _remainder, _factor);
            ((V.MultiplyAddEstimate(_minus, s, V.Load(ref y, i) * _down) - _sum) * _slope).Store(ref z, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
        }
    }

    private ref struct RowLoop<T>(
        double eps, RowPieces pieces, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> gain, Span<T> z)
        : IRangeLoop, IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly RowPieces _pieces = pieces;
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly ReadOnlySpan<T> _gain = gain;
        private readonly Span<T> _z = z;

        public void Run(int first, int count) => VectorLoop.Run<T, RowLoop<T>>(ref this, first, count, _pieces.Length);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            if (_pieces.Length < V.Count)
            {
                RunTiny<V>(first, count);
                return;
            }

            var tail = Moments.Tail<T, V>(_pieces.Length);
            var gains = new PieceNumbers<T, V>(_pieces, _gain, 1, stackalloc T[V.Count]);
            var (one, down) = (V.Number(1), V.Number(Down(_pieces.RowLength)));
            Span<RowMoments<T>> found = stackalloc RowMoments<T>[Moments.MostRows];
            Span<(T Sum, T Products)> means = stackalloc (T, T)[Moments.MostRows];
            var (end, together) = (first + count, Moments.RowsAtOnce(_pieces));
            for (var start = first; start < end; start += together)
            {
                together = Math.Min(together, end - start);
                Moments.OfRows(_y, _pieces, start, together, tail, eps, found);
                for (var k = 0; k < together; k++)
                {
                    means[k] = Means(start + k, gains, tail, found[k].Spread<V>(), one);
                }

                for (var k = 0; k < together; k++)
                {
                    var moments = found[k].Spread<V>();
                    Write(start + k, gains, moments, means[k], one);
                    if (!T.IsFinite(_z[_pieces.Start(start + k, 0)]))
                    {
                        // Perhaps only the sums overflowed.
                        Write(start + k, gains, moments, Means(start + k, gains, tail, moments, down), down);
                    }
                }
            }
        }

        // Those of g and of g s, where g is times a number.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly (T Sum, T Products) Means<V>(int row, in PieceNumbers<T, V> gains, V tail, in Moments<V> moments, V down)
            where V : struct, IVector<V, T>
        {
            var (sum, products) = (V.Number(0), V.Number(0));
            var block = ColumnSum.BlockOf(_pieces.Count);
            for (var first = 0; first < _pieces.Count; first += block)
            {
                var (a, b) = (V.Number(0), V.Number(0));
                for (var piece = first; piece < Math.Min(first + block, _pieces.Count); piece++)
                {
                    var start = _pieces.Start(row, piece);
                    var (ofPiece, productsOfPiece) = StandardizedSums.OfPiece(
                        _x.Slice(start, _pieces.Length), _y.Slice(start, _pieces.Length), gains.Of(_pieces.Gain(row, piece)),
                        _pieces.GainStep, tail, moments, down);
                    (a, b) = (a + ofPiece, b + productsOfPiece);
                }

                (sum, products) = (sum + a, products + b);
            }

            var count = T.CreateTruncating(_pieces.RowLength);
            return (V.Sum(sum) / count, V.Sum(products) / count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Write<V>(
            int row, in PieceNumbers<T, V> gains, in Moments<V> moments, (T Sum, T Products) means, V down)
            where V : struct, IVector<V, T>
        {
            var numbers = (V.Broadcast(means.Sum), V.Broadcast(-means.Products), down);
            for (var piece = 0; piece < _pieces.Count; piece++)
            {
                var start = _pieces.Start(row, piece);
                Write(
                    _x.Slice(start, _pieces.Length), _y.Slice(start, _pieces.Length), gains.Of(_pieces.Gain(row, piece)),
                    _pieces.GainStep, _z.Slice(start, _pieces.Length), moments, numbers);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Write<V>(
            ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> gain, nint step, Span<T> z, in Moments<V> moments,
            in (V Sum, V Products, V Down) row)
            where V : struct, IVector<V, T>
        {
            var (scale, mean, remainder, factor) = moments;
            var (sum, products, down) = row;
            ref var gradient = ref MemoryMarshal.GetReference(x);
            ref var elements = ref MemoryMarshal.GetReference(y);
            ref var gains = ref MemoryMarshal.GetReference(gain);
            ref var results = ref MemoryMarshal.GetReference(z);
            var (last, slope) = ((nint)(x.Length - V.Count), factor * scale * (V.Number(1) / down));
            for (nint i = 0; ; i = Math.Min(i + V.Count, last))
            {
                var s = Moments<V>.Standardized(V.Load(ref elements, i), scale, mean, remainder, factor);
                var g = V.Load(ref gradient, i) * down * V.Load(ref gains, i * step);
                ((V.MultiplyAddEstimate(products, s, g) - sum) * slope).Store(ref results, i);
                if (i == last)
                {
                    break;
                }
            }
        }

        private readonly void RunTiny<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var length = _pieces.Length;
            TinyRows<T, V> rows = new(stackalloc T[TinyRows<T, V>.Size]);
            Span<T> g = stackalloc T[length];
            for (var row = first; row < first + count; row++)
            {
                for (var i = 0; i < length; i++)
                {
                    g[i] = _gain.IsEmpty ? _x[(row * length) + i] : _x[(row * length) + i] * _gain[i];
                }

                rows.Spread(g);
                rows.Spread(_y.Slice(row * length, length), input: 1);
                new StandardizeGradientRow(eps).Columns<T, V>(rows.Columns(length));
                for (var i = 0; i < length; i++)
                {
                    _z[(row * length) + i] = rows[i];
                }
            }
        }
    }
}

/// <summary>
/// The sums of g and of g s over rows that are seen as columns, where s is the first input standardized, whose moments are kept, and g is
/// the second, times a number.
/// </summary>
internal static class StandardizedSums
{
    /// <summary>The number of a row that the sum of g is kept as.</summary>
    public const int Sum = Moments.Count;

    /// <summary>The one that the sum of g s is kept as.</summary>
    public const int Products = Moments.Count + 1;

    /// <summary>The one that g is the second input times.</summary>
    public const int Down = Moments.Count + 2;

    // Where both sums are while they are found again.
    private const int OldSum = Moments.Count + 4;
    private const int OldProducts = Moments.Count + 5;

    // With a larger factor, products with differences that are not standardized may be below the normal numbers, and lose digits.
    private const double LargeFactor = 1 << 20;

    // Of so few elements, which are in the cache, each rounding shows: their sums are found with standardized elements.
    private const int Few = 32;

    /// <summary>
    /// Finds the moments and the sums; in one pass, where neither overflows. Where sums still do, they are found with a smaller g.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="down">What g is made smaller by there.</param>
    public static void OfColumns<T, V>(in ColumnBlock<T> rows, double eps, double down)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        Moments.OfColumns<T, V, DifferencePass<T, V>>(rows, eps);
        var (one, areGood) = (V.Number(1), V.Equal(V.Number(1), V.Number(1)));
        var most = V.Number(rows.Length > Few ? LargeFactor : 0);
        rows.Keep(Down, one);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            // The sum of g s from that of g d, where d is the difference from a center that is near the mean.
            var (_, _, remainder, factor) = Moments.Of<T, V>(rows, row);
            var products = (rows.Number<V>(Products, row) - (remainder * rows.Number<V>(Sum, row))) * factor;
            rows.Keep(Products, row, V.Select(V.Less(factor, most), products, V.Number(double.NaN)));
            areGood &= AreFinite<T, V>(rows, row);
        }

        foreach (var factor in (ReadOnlySpan<double>)[1, down])
        {
            if (!V.All(areGood))
            {
                areGood = FindAgain<T, V>(rows, V.Number(factor));
            }
        }
    }

    // Finds the sums anew where they are not numbers, with standardized elements; returns where they are then.
    private static V FindAgain<T, V>(in ColumnBlock<T> rows, V down)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            rows.Keep(Down, row, V.Select(AreFinite<T, V>(rows, row), rows.Number<V>(Down, row), down));
            rows.Keep(OldSum, row, rows.Number<V>(Sum, row));
            rows.Keep(OldProducts, row, rows.Number<V>(Products, row));
        }

        rows.Keep(Sum, V.Number(0));
        rows.Keep(Products, V.Number(0));
        ColumnPass.Run<T, V, SumPass<T, V>>(rows, ColumnSum.BlockOf(rows.Length, Moments.LeastBlock));
        var areFinite = V.Equal(down, down);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            var (sum, products) = (rows.Number<V>(OldSum, row), rows.Number<V>(OldProducts, row));
            var zero = V.Number(0) * (sum + products);
            var wereFinite = V.Equal(zero, zero);
            rows.Keep(Sum, row, V.Select(wereFinite, sum, rows.Number<V>(Sum, row)));
            rows.Keep(Products, row, V.Select(wereFinite, products, rows.Number<V>(Products, row)));
            areFinite &= AreFinite<T, V>(rows, row);
        }

        return areFinite;
    }

    /// <summary>
    /// Those over a piece of a row, in each element of a vector some, where g is the gradient times the gain and a number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static (V Sum, V Products) OfPiece<T, V>(
        ReadOnlySpan<T> gradient, ReadOnlySpan<T> y, ReadOnlySpan<T> gain, nint step, V tail, in Moments<V> moments, V down)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (scale, mean, remainder, factor) = moments;
        ref var gradients = ref MemoryMarshal.GetReference(gradient);
        ref var elements = ref MemoryMarshal.GetReference(y);
        ref var gains = ref MemoryMarshal.GetReference(gain);
        var last = (nint)(y.Length - V.Count);
        var g = (V.Load(ref gradients, last) * down * V.Load(ref gains, last * step)) & tail;
        var (sum, products) = (g, g * Moments<V>.Standardized(V.Load(ref elements, last), scale, mean, remainder, factor));
        var block = (nint)ColumnSum.BlockOf((int)(last / V.Count), Moments.LeastBlock) * V.Count;
        for (nint i = 0; i < last;)
        {
            // In two sums, because each addition has to wait for the one before.
            var (a, b, end) = (V.Number(0), V.Number(0), Math.Min(i + block, last));
            var (c, d) = (a, b);
            for (; i < end - V.Count; i += 2 * V.Count)
            {
                var s = Moments<V>.Standardized(V.Load(ref elements, i), scale, mean, remainder, factor);
                g = V.Load(ref gradients, i) * down * V.Load(ref gains, i * step);
                (a, b) = (a + g, V.MultiplyAddEstimate(g, s, b));
                var next = i + V.Count;
                s = Moments<V>.Standardized(V.Load(ref elements, next), scale, mean, remainder, factor);
                g = V.Load(ref gradients, next) * down * V.Load(ref gains, next * step);
                (c, d) = (c + g, V.MultiplyAddEstimate(g, s, d));
            }

            for (; i < end; i += V.Count)
            {
                var s = Moments<V>.Standardized(V.Load(ref elements, i), scale, mean, remainder, factor);
                g = V.Load(ref gradients, i) * down * V.Load(ref gains, i * step);
                (a, b) = (a + g, V.MultiplyAddEstimate(g, s, b));
            }

            (a, b) = (a + c, b + d);
            (sum, products) = (sum + a, products + b);
        }

        return (sum, products);
    }

    // Where both sums are numbers.
    private static V AreFinite<T, V>(in ColumnBlock<T> rows, nint row)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var zero = V.Number(0) * (rows.Number<V>(Sum, row) + rows.Number<V>(Products, row));
        return V.Equal(zero, zero);
    }

    private struct SumPass<T, V> : IColumnPass<SumPass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _scale;
        private V _mean;
        private V _remainder;
        private V _factor;
        private V _down;
        private V _sum;
        private V _products;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static SumPass<T, V> Begin(in ColumnBlock<T> rows, nint row)
        {
            var pass = default(SumPass<T, V>);
            (pass._scale, pass._mean, pass._remainder, pass._factor) = Moments.Of<T, V>(rows, row);
            (pass._down, pass._sum, pass._products) = (rows.Number<V>(Down, row), V.Number(0), V.Number(0));
            return pass;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ref T x, ref T y, ref T z, nint i)
        {
            var s = Moments<V>.Standardized(V.Load(ref x, i), _scale, _mean, _remainder, _factor);
            var g = V.Load(ref y, i) * _down;
            _sum += g;
            _products = V.MultiplyAddEstimate(g, s, _products);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
            rows.Keep(Sum, row, rows.Number<V>(Sum, row) + _sum);
            rows.Keep(Products, row, rows.Number<V>(Products, row) + _products);
        }
    }

    // The sums of the moments, and those of g and of g d with the same differences d.
    private struct DifferencePass<T, V> : IColumnPass<DifferencePass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private Moments.SumPass<T, V> _differences;
        private V _sum;
        private V _products;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static DifferencePass<T, V> Begin(in ColumnBlock<T> rows, nint row) =>
            new() { _differences = Moments.SumPass<T, V>.Begin(rows, row), _sum = V.Number(0), _products = V.Number(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ref T x, ref T y, ref T z, nint i)
        {
            var (d, g) = (_differences.Take(ref x, i), V.Load(ref y, i));
            _sum += g;
            _products = V.MultiplyAddEstimate(g, d, _products);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
            _differences.End(rows, row);
            rows.Keep(Sum, row, rows.Number<V>(Sum, row) + _sum);
            rows.Keep(Products, row, rows.Number<V>(Products, row) + _products);
        }
    }
}
