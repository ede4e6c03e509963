using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>
/// Runs a computation on rows along an axis that is not the last: x and y are (outer, length, inner), z is (outer, results, inner), and a
/// vector has elements that lie next to each other, one of each of some rows. Numbers that each row has beside its elements, (numbers,
/// inner), stand behind its columns.
/// </summary>
/// <remarks>
/// Some columns at a time are copied to where they are contiguous: in the array itself those of a row may be so far apart that each of them
/// drives the others out of the cache. A row gets the same digits wherever it stands.
/// </remarks>
internal readonly ref struct ColumnLoop<T, TKernel>(
    TKernel kernel, int inputs, int length, int results, int inner, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z,
    ReadOnlySpan<T> numbers = default)
    : IRangeLoop, IVectorLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TKernel : struct, IColumnKernel
{
    // Fewer rows than that next to each other would leave most of a vector empty.
    public const int LeastInner = 4;

    // Rows whose elements are read together: some cache lines.
    private const int RowsAtOnce = 64;

    private readonly ReadOnlySpan<T> _x = x;
    private readonly ReadOnlySpan<T> _y = y;
    private readonly Span<T> _z = z;
    private readonly ReadOnlySpan<T> _numbers = numbers;
    private readonly int _chunks = (inner + RowsAtOnce - 1) / RowsAtOnce;

    /// <summary>The number of iterations.</summary>
    public int Count => _z.Length / (results * inner) * _chunks;

    public void Run(int first, int count)
    {
        var loop = this;
        VectorLoop.Run<T, ColumnLoop<T, TKernel>>(ref loop, first, count);
    }

    public void Run<V>(int first, int count)
        where V : struct, IVector<V, T>
    {
        var rows = Math.Min(RowsAtOnce, inner);
        var groups = (rows + V.Count - 1) / V.Count;
        var size = ((inputs * length) + (_numbers.Length / inner)) * V.Count;
        var borrowed = ArrayPool<T>.Shared.Rent(groups * size);
        for (var i = first; i < first + count; i++)
        {
            var (block, row) = (i / _chunks, i % _chunks * RowsAtOnce);
            var (start, width) = ((block * length * inner) + row, Math.Min(RowsAtOnce, inner - row));
            Load<V>(_x[start..], length, width, borrowed, size);
            if (inputs == 2)
            {
                Load<V>(_y[start..], length, width, borrowed.AsSpan(length * V.Count), size);
            }

            if (!_numbers.IsEmpty)
            {
                Load<V>(_numbers[row..], _numbers.Length / inner, width, borrowed.AsSpan(inputs * length * V.Count), size);
            }

            for (var group = 0; group * V.Count < width; group++)
            {
                kernel.Columns<T, V>(ref borrowed[group * size], length);
            }

            Store<V>(borrowed, size, _z[((block * results * inner) + row)..], width);
        }

        ArrayPool<T>.Shared.Return(borrowed);
    }

    // x is (count, inner), of which the first rows are taken; columns is (groups of as many rows as a vector has elements, size).
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Load<V>(ReadOnlySpan<T> x, int count, int width, Span<T> columns, int size)
        where V : struct, IVector<V, T>
    {
        var whole = width - (width % V.Count);
        ref var source = ref MemoryMarshal.GetReference(x[..(((count - 1) * inner) + width)]);
        ref var target = ref MemoryMarshal.GetReference(columns);
        for (var j = 0; j < count; j++)
        {
            for (var (row, to) = (0, j * V.Count); row < whole; row += V.Count, to += size)
            {
                V.Load(ref source, (j * inner) + row).Store(ref target, to);
            }
        }

        for (var j = 0; j < count && whole < width; j++)
        {
            x.Slice((j * inner) + whole, width - whole).CopyTo(columns.Slice((whole / V.Count * size) + (j * V.Count), V.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Store<V>(ReadOnlySpan<T> columns, int size, Span<T> z, int width)
        where V : struct, IVector<V, T>
    {
        var whole = width - (width % V.Count);
        ref var source = ref MemoryMarshal.GetReference(columns);
        ref var target = ref MemoryMarshal.GetReference(z[..(((results - 1) * inner) + width)]);
        for (var j = 0; j < results; j++)
        {
            for (var (row, from) = (0, j * V.Count); row < whole; row += V.Count, from += size)
            {
                V.Load(ref source, from).Store(ref target, (j * inner) + row);
            }
        }

        for (var j = 0; j < results && whole < width; j++)
        {
            columns.Slice((whole / V.Count * size) + (j * V.Count), width - whole).CopyTo(z[((j * inner) + whole)..]);
        }
    }
}
