using System.Numerics;
using System.Numerics.Tensors;
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
    /// <summary>All rows along the last axes, with a gain for each element of a row.</summary>
    public static void Run<T>(double eps, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> gain, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ParallelLoop.Run(z.IsEmpty ? 0 : z.Length / gain.Length, z.Length, new RowLoop<T>(eps, gain.Length, x, y, gain, z));

    // A power of 2, which changes no digit: so many times smaller, sums of so many products do not overflow.
    private static double Down(int length) => Math.ScaleB(1, -(int.Log2(length) + 4));

    public void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => new RowLoop<T>(eps, x.Length, x, y, [], z).Run(0, 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Columns<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var end = (nint)length * V.Count;
        ref var y = ref Unsafe.Add(ref columns, end);
        var moments = Moments.OfColumns<T, V>(ref y, length, eps);
        var (sum, products) = StandardizedSums.OfColumns(ref columns, ref y, length, moments);
        var (scale, mean, remainder, factor) = moments;
        var (count, up) = (V.Number(length), V.Number(1));
        if (!T.IsFinite(V.Sum(sum + products)))
        {
            // Perhaps only the sums overflowed.
            var down = V.Number(Down(length));
            for (nint i = 0; i < end; i += V.Count)
            {
                (V.Load(ref columns, i) * down).Store(ref columns, i);
            }

            up /= down;
            (sum, products) = StandardizedSums.OfColumns(ref columns, ref y, length, moments);
        }

        (sum, products) = (sum / count, products / count);

        // The gain is a factor of all.
        var slope = factor * scale * up * (isScaled ? V.Load(ref y, end) : V.Number(1));
        for (nint i = 0; i < end; i += V.Count)
        {
            var s = Moments<V>.Standardized(V.Load(ref y, i), scale, mean, remainder, factor);
            ((V.MultiplyAddEstimate(-products, s, V.Load(ref columns, i)) - sum) * slope).Store(ref columns, i);
        }
    }

    private ref struct RowLoop<T>(double eps, int length, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> gain, Span<T> z)
        : IRangeLoop, IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly ReadOnlySpan<T> _gain = gain;
        private readonly Span<T> _z = z;

        public void Run(int first, int count) => VectorLoop.Run<T, RowLoop<T>>(ref this, first, count, length);

        public readonly void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            if (length < V.Count)
            {
                RunTiny<V>(first, count);
                return;
            }

            var tail = Moments.Tail<T, V>(length);
            for (var row = first; row < first + count; row++)
            {
                var yRow = _y.Slice(row * length, length);
                var moments = Moments.OfRow(yRow, tail, eps);
                var xRow = _x.Slice(row * length, length);
                var zRow = _z.Slice(row * length, length);
                Write(xRow, yRow, _gain, zRow, tail, moments);
                if (!T.IsFinite(zRow[0]))
                {
                    // Perhaps only the sums overflowed.
                    var down = T.CreateChecked(Down(length));
                    var scaled = new T[length];
                    TensorPrimitives.Multiply(xRow, down, scaled);
                    Write(scaled, yRow, _gain, zRow, tail, moments);
                    TensorPrimitives.Divide(zRow, down, zRow);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Write<V>(
            ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> gain, Span<T> z, V tail, in Moments<V> moments)
            where V : struct, IVector<V, T>
        {
            var (scale, mean, remainder, factor) = moments;
            ref var gradient = ref MemoryMarshal.GetReference(x);
            ref var elements = ref MemoryMarshal.GetReference(y);
            ref var gains = ref MemoryMarshal.GetReference(gain);
            ref var results = ref MemoryMarshal.GetReference(z);
            var (hasGain, count, last) = (!gain.IsEmpty, V.Number(x.Length), (nint)(x.Length - V.Count));
            var (sum, products) = (V.Number(0), V.Number(0));
            var block = (nint)ColumnSum.BlockOf((int)(last / V.Count), Moments.LeastBlock) * V.Count;
            for (nint start = 0; start < last; start += block)
            {
                var (a, b) = (V.Number(0), V.Number(0));
                for (var i = start; i < Math.Min(start + block, last); i += V.Count)
                {
                    var s = Moments<V>.Standardized(V.Load(ref elements, i), scale, mean, remainder, factor);
                    var g = hasGain ? V.Load(ref gradient, i) * V.Load(ref gains, i) : V.Load(ref gradient, i);
                    (a, b) = (a + g, V.MultiplyAddEstimate(g, s, b));
                }

                (sum, products) = (sum + a, products + b);
            }

            var lastS = Moments<V>.Standardized(V.Load(ref elements, last), scale, mean, remainder, factor);
            var lastG = (hasGain ? V.Load(ref gradient, last) * V.Load(ref gains, last) : V.Load(ref gradient, last)) & tail;
            sum = V.Broadcast(V.Sum(sum + lastG)) / count;
            products = -(V.Broadcast(V.Sum(V.MultiplyAddEstimate(lastG, lastS, products))) / count);
            var slope = factor * scale;
            for (nint i = 0; ; i = Math.Min(i + V.Count, last))
            {
                var s = Moments<V>.Standardized(V.Load(ref elements, i), scale, mean, remainder, factor);
                var g = hasGain ? V.Load(ref gradient, i) * V.Load(ref gains, i) : V.Load(ref gradient, i);
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
            Span<T> columns = stackalloc T[2 * V.Count * V.Count];
            Span<T> g = stackalloc T[length];
            for (var row = first; row < first + count; row++)
            {
                for (var i = 0; i < length; i++)
                {
                    g[i] = _gain.IsEmpty ? _x[(row * length) + i] : _x[(row * length) + i] * _gain[i];
                }

                TinyRow.Spread<T, V>(g, columns);
                TinyRow.Spread<T, V>(_y.Slice(row * length, length), columns[(length * V.Count)..]);
                new StandardizeGradientRow(eps).Columns<T, V>(ref MemoryMarshal.GetReference(columns), length);
                for (var i = 0; i < length; i++)
                {
                    _z[(row * length) + i] = columns[i * V.Count];
                }
            }
        }
    }
}

/// <summary>The sums of g and of g s, where s is y standardized.</summary>
internal static class StandardizedSums
{
    /// <summary>Those over each of the rows that are seen as columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static (V Sum, V Products) OfColumns<T, V>(ref T g, ref T y, int length, in Moments<V> moments)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (scale, mean, remainder, factor) = moments;
        var (sum, products, block) = (V.Number(0), V.Number(0), ColumnSum.BlockOf(length, Moments.LeastBlock));
        for (var start = 0; start < length; start += block)
        {
            var (a, b) = (V.Number(0), V.Number(0));
            for (nint j = start; j < Math.Min(start + block, length); j++)
            {
                var s = Moments<V>.Standardized(V.Load(ref y, j * V.Count), scale, mean, remainder, factor);
                var next = V.Load(ref g, j * V.Count);
                (a, b) = (a + next, V.MultiplyAddEstimate(next, s, b));
            }

            (sum, products) = (sum + a, products + b);
        }

        return (sum, products);
    }
}
