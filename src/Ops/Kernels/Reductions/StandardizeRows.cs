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
    private const int Gain = Moments.Count;
    private const int Bias = Moments.Count + 1;

    /// <summary>Standardizes and scales all rows.</summary>
    public static void Run<T>(
        double eps, in RowPieces pieces, ReadOnlySpan<T> x, ReadOnlySpan<T> gain, ReadOnlySpan<T> bias, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ParallelLoop.Run(y.IsEmpty ? 0 : pieces.Rows, y.Length, new RowLoop<T>(eps, pieces, x, gain, bias, y));

    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new RowLoop<T>(eps, RowPieces.Contiguous(1, x.Length) with { Gains = 1 }, x, [], [], y).Run(0, 1);

    public void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        Moments.OfColumns<T, V>(rows, eps);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            rows.Keep(Gain, row, isScaled ? rows.Beside<V>(0, row) : V.Number(1));
            rows.Keep(Bias, row, isScaled ? rows.Beside<V>(1, row) : V.Number(0));
        }

        ColumnPass.Run<T, V, ResultPass<T, V>>(rows, ColumnSum.BlockOf(rows.Length), descending: true);
    }

    private struct ResultPass<T, V> : IColumnPass<ResultPass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _scale;
        private V _mean;
        private V _remainder;
        private V _factor;
        private V _gain;
        private V _bias;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ResultPass<T, V> Begin(in ColumnBlock<T> rows, nint row)
        {
            var (scale, mean, remainder, factor) = Moments.Of<T, V>(rows, row);
            var (gain, bias) = (rows.Number<V>(Gain, row), rows.Number<V>(Bias, row));
            return new() { _scale = scale, _mean = mean, _remainder = remainder, _factor = factor, _gain = gain, _bias = bias };
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Take(ref T x, ref T y, ref T z, nint i)
        {
            var s = Moments<V>.Standardized(V.Load(ref x, i), _scale, _mean, _remainder, _factor);
            V.MultiplyAddEstimate(s, _gain, _bias).Store(ref z, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
        }
    }

    private ref struct RowLoop<T>(
        double eps, RowPieces pieces, ReadOnlySpan<T> x, ReadOnlySpan<T> gain, ReadOnlySpan<T> bias, Span<T> y)
        : IRangeLoop, IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly RowPieces _pieces = pieces;
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _gain = gain;
        private readonly ReadOnlySpan<T> _bias = bias;
        private readonly Span<T> _y = y;

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
            var biases = new PieceNumbers<T, V>(_pieces, _bias, 0, stackalloc T[V.Count]);
            Span<RowMoments<T>> found = stackalloc RowMoments<T>[Moments.MostRows];
            var (end, together) = (first + count, Moments.RowsAtOnce(_pieces));
            for (var row = first; row < end; row++)
            {
                var k = (row - first) % together;
                if (k == 0)
                {
                    Moments.OfRows(_x, _pieces, row, Math.Min(together, end - row), tail, eps, found);
                }

                var moments = found[k].Spread<V>();
                for (var piece = 0; piece < _pieces.Count; piece++)
                {
                    var (start, index) = (_pieces.Start(row, piece), _pieces.Gain(row, piece));
                    Write(
                        _x.Slice(start, _pieces.Length), gains.Of(index), biases.Of(index), _pieces.GainStep,
                        _y.Slice(start, _pieces.Length), moments);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Write<V>(
            ReadOnlySpan<T> x, ReadOnlySpan<T> gain, ReadOnlySpan<T> bias, nint step, Span<T> y, in Moments<V> moments)
            where V : struct, IVector<V, T>
        {
            var (scale, mean, remainder, factor) = moments;
            ref var elements = ref MemoryMarshal.GetReference(x);
            ref var gains = ref MemoryMarshal.GetReference(gain);
            ref var biases = ref MemoryMarshal.GetReference(bias);
            ref var results = ref MemoryMarshal.GetReference(y);
            var last = (nint)(x.Length - V.Count);
            for (nint i = 0; ; i = Math.Min(i + V.Count, last))
            {
                var s = Moments<V>.Standardized(V.Load(ref elements, i), scale, mean, remainder, factor);
                V.MultiplyAddEstimate(s, V.Load(ref gains, i * step), V.Load(ref biases, i * step)).Store(ref results, i);
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
            var length = _pieces.Length;
            TinyRows<T, V> rows = new(stackalloc T[TinyRows<T, V>.Size]);
            for (var row = first; row < first + count; row++)
            {
                rows.Spread(_x.Slice(row * length, length));
                new StandardizeRow(eps).Columns<T, V>(rows.Columns(length));
                for (var i = 0; i < length; i++)
                {
                    var s = rows[i];
                    _y[(row * length) + i] = _gain.IsEmpty ? s : (s * _gain[i]) + _bias[i];
                }
            }
        }
    }
}

/// <summary>
/// A row that is shorter than a vector, as many equal rows that are seen as columns: each of two inputs, then room for numbers.
/// </summary>
internal readonly ref struct TinyRows<T, V>(Span<T> memory)
    where T : unmanaged, IFloatingPointIeee754<T>
    where V : struct, IVector<V, T>
{
    private readonly Span<T> _memory = memory;

    /// <summary>How many elements the memory has.</summary>
    public static int Size => ((2 * V.Count) + ColumnBlock<T>.MostNumbers) * V.Count;

    /// <summary>An element of the result.</summary>
    public T this[int i] => _memory[i * V.Count];

    /// <summary>Takes a row as the first input, or as the second.</summary>
    public void Spread(ReadOnlySpan<T> row, int input = 0)
    {
        for (var i = 0; i < row.Length; i++)
        {
            _memory.Slice(((input * V.Count) + i) * V.Count, V.Count).Fill(row[i]);
        }
    }

    /// <summary>The rows, whose results replace the first input.</summary>
    public ColumnBlock<T> Columns(int length)
    {
        ref var x = ref _memory[0];
        ref var y = ref _memory[V.Count * V.Count];
        return new(ref x, ref y, ref x, ref x, ref _memory[2 * V.Count * V.Count], V.Count, length, V.Count);
    }
}

/// <summary>The gains of pieces, or other numbers like them: as many as a vector has elements, where a piece has only one.</summary>
internal readonly ref struct PieceNumbers<T, V>
    where T : unmanaged, IFloatingPointIeee754<T>
    where V : struct, IVector<V, T>
{
    private readonly ReadOnlySpan<T> _numbers;
    private readonly Span<T> _copies;
    private readonly bool _areOfElements;

    /// <param name="pieces">The pieces.</param>
    /// <param name="numbers">Theirs, or nothing.</param>
    /// <param name="otherwise">The number of all, if there are none.</param>
    /// <param name="room">Room for a vector.</param>
    public PieceNumbers(in RowPieces pieces, ReadOnlySpan<T> numbers, int otherwise, Span<T> room)
    {
        _numbers = numbers;
        _copies = room;
        _areOfElements = pieces.GainStep == 1;
        room.Fill(T.CreateTruncating(otherwise));
    }

    /// <summary>Those of a piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Of(int index)
    {
        if (_areOfElements)
        {
            return _numbers;
        }

        if (!_numbers.IsEmpty)
        {
            _copies.Fill(_numbers[index]);
        }

        return _copies;
    }
}
