using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>y_i = gain s_i + bias of a row, or s_i without gain and bias, where s is x standardized.</summary>
/// <remarks>
/// Along the last axes gain and bias are one number for each element of a row, along the first ones one number for each row, behind its
/// columns.
/// </remarks>
internal readonly struct StandardizeRow(double eps, bool isScaled = false) : IRowKernel, IColumnKernel
{
    /// <summary>Standardizes and scales all rows along the last axes.</summary>
    public static void Run<T>(double eps, ReadOnlySpan<T> x, ReadOnlySpan<T> gain, ReadOnlySpan<T> bias, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ParallelLoop.Run(y.IsEmpty ? 0 : y.Length / gain.Length, y.Length, new RowLoop<T>(eps, gain.Length, x, gain, bias, y));

    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => new RowLoop<T>(eps, x.Length, x, [], [], y).Run(0, 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Columns<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (scale, mean, remainder, factor) = Moments.OfColumns<T, V>(ref columns, length, eps);
        var end = (nint)length * V.Count;
        var gain = isScaled ? V.Load(ref columns, end) : V.Number(1);
        var bias = isScaled ? V.Load(ref columns, end + V.Count) : V.Number(0);
        for (nint i = 0; i < end; i += V.Count)
        {
            var s = Moments<V>.Standardized(V.Load(ref columns, i), scale, mean, remainder, factor);
            V.MultiplyAddEstimate(s, gain, bias).Store(ref columns, i);
        }
    }

    private ref struct RowLoop<T>(double eps, int length, ReadOnlySpan<T> x, ReadOnlySpan<T> gain, ReadOnlySpan<T> bias, Span<T> y)
        : IRangeLoop, IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _gain = gain;
        private readonly ReadOnlySpan<T> _bias = bias;
        private readonly Span<T> _y = y;

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
                var elements = _x.Slice(row * length, length);
                var moments = Moments.OfRow(elements, tail, eps);
                Write(elements, _gain, _bias, _y.Slice(row * length, length), moments);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Write<V>(ReadOnlySpan<T> x, ReadOnlySpan<T> gain, ReadOnlySpan<T> bias, Span<T> y, in Moments<V> moments)
            where V : struct, IVector<V, T>
        {
            var (scale, mean, remainder, factor) = moments;
            ref var elements = ref MemoryMarshal.GetReference(x);
            ref var gains = ref MemoryMarshal.GetReference(gain);
            ref var biases = ref MemoryMarshal.GetReference(bias);
            ref var results = ref MemoryMarshal.GetReference(y);
            var (hasGain, last) = (!gain.IsEmpty, (nint)(x.Length - V.Count));
            for (nint i = 0; ; i = Math.Min(i + V.Count, last))
            {
                var s = Moments<V>.Standardized(V.Load(ref elements, i), scale, mean, remainder, factor);
                (hasGain ? V.MultiplyAddEstimate(s, V.Load(ref gains, i), V.Load(ref biases, i)) : s).Store(ref results, i);
                if (i == last)
                {
                    break;
                }
            }
        }

        // Rows that are shorter than the shortest vector, one after the other.
        private readonly void RunTiny<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            Span<T> columns = stackalloc T[V.Count * V.Count];
            for (var row = first; row < first + count; row++)
            {
                TinyRow.Spread<T, V>(_x.Slice(row * length, length), columns);
                new StandardizeRow(eps).Columns<T, V>(ref MemoryMarshal.GetReference(columns), length);
                for (var i = 0; i < length; i++)
                {
                    var s = columns[i * V.Count];
                    _y[(row * length) + i] = _gain.IsEmpty ? s : (s * _gain[i]) + _bias[i];
                }
            }
        }
    }
}

/// <summary>Rows that are shorter than a vector, as columns.</summary>
internal static class TinyRow
{
    /// <summary>Makes a row as many equal rows as a vector has elements.</summary>
    public static void Spread<T, V>(ReadOnlySpan<T> row, Span<T> columns)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        for (var i = 0; i < row.Length; i++)
        {
            columns.Slice(i * V.Count, V.Count).Fill(row[i]);
        }
    }
}
