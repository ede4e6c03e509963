using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>
/// Runs a computation on rows along an axis that is not the last: x and y are (outer, length, inner), z is (outer, results, inner), and a
/// vector has elements that lie next to each other, one of each of some rows. Numbers that are given for each row are (outer, numbers,
/// inner).
/// </summary>
/// <remarks>A row gets the same digits wherever it stands.</remarks>
internal readonly ref struct ColumnLoop<T, TKernel>(
    TKernel kernel, int length, int results, int inner, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z, ReadOnlySpan<T> beside = default)
    : IRangeLoop, IVectorLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TKernel : struct, IColumnKernel
{
    // Fewer rows than that next to each other would leave most of a vector empty.
    public const int LeastInner = 4;

    // Rows that are computed together, at least, if there are as many: so many elements next to each other are read in a stream.
    private const int RowsAtOnce = 256;

    private readonly ReadOnlySpan<T> _x = x;
    private readonly ReadOnlySpan<T> _y = y;
    private readonly Span<T> _z = z;
    private readonly ReadOnlySpan<T> _beside = beside;
    private readonly int _chunks = Math.Max(1, inner / RowsAtOnce);

    /// <summary>The number of iterations.</summary>
    public int Count => _z.Length / (results * inner) * _chunks;

    public void Run(int first, int count)
    {
        var loop = this;
        VectorLoop.Run<T, ColumnLoop<T, TKernel>>(ref loop, first, count, inner);
    }

    public void Run<V>(int first, int count)
        where V : struct, IVector<V, T>
    {
        var numbers = ArrayPool<T>.Shared.Rent(ColumnBlock<T>.MostNumbers * Math.Max(V.Count, Math.Min(inner, 2 * RowsAtOnce)));
        for (var i = first; i < first + count; i++)
        {
            var (block, chunk) = Math.DivRem(i, _chunks);
            var start = chunk * RowsAtOnce;
            var end = chunk < _chunks - 1 ? start + RowsAtOnce : inner;
            var whole = (end - start) / V.Count * V.Count;
            if (whole == 0)
            {
                RunNarrow<V>(block, numbers);
                continue;
            }

            Run<V>(block, start, whole, numbers);
            if (start + whole < end)
            {
                // Some rows once more: they are the same for it.
                Run<V>(block, end - V.Count, V.Count, numbers);
            }
        }

        ArrayPool<T>.Shared.Return(numbers);
    }

    private void Run<V>(int block, int row, int width, T[] numbers)
        where V : struct, IVector<V, T>
    {
        var (input, output) = ((block * length * inner) + row, (block * results * inner) + row);
        var (elements, last) = (((length - 1) * inner) + width, ((results - 1) * inner) + width);
        Run<V>(
            _x.Slice(input, elements), _y.Slice(input, elements), _z.Slice(output, last),
            _beside.IsEmpty ? _beside : _beside[((block * BesideOfBlock) + row)..], numbers, inner, width);
    }

    private int BesideOfBlock => _beside.Length / (_z.Length / (results * inner));

    // Fewer rows than the shortest vector has elements, in a copy that is as wide.
    private void RunNarrow<V>(int block, T[] numbers)
        where V : struct, IVector<V, T>
    {
        var (elements, outputs, besides) = (length * inner, results * inner, BesideOfBlock);
        var size = V.Count * ((2 * length) + results + (besides / inner));
        var borrowed = ArrayPool<T>.Shared.Rent(size);
        var input = borrowed.AsSpan(0, length * V.Count);
        var second = borrowed.AsSpan(input.Length, input.Length);
        var output = borrowed.AsSpan(2 * input.Length, results * V.Count);
        var given = borrowed.AsSpan((2 * input.Length) + output.Length, besides / inner * V.Count);
        borrowed.AsSpan(0, size).Clear();
        for (var row = 0; row < inner; row++)
        {
            Copy(_x.Slice(block * elements, elements), inner, input, V.Count, row);
            Copy(_y.Slice(block * elements, elements), inner, second, V.Count, row);
            Copy(_beside.Slice(block * besides, besides), inner, given, V.Count, row);
        }

        Run<V>(input, second, output, given, numbers, V.Count, V.Count);
        for (var row = 0; row < inner; row++)
        {
            Copy(output, V.Count, _z.Slice(block * outputs, outputs), inner, row);
        }

        ArrayPool<T>.Shared.Return(borrowed);

        static void Copy(ReadOnlySpan<T> from, int stride, Span<T> to, int toStride, int row)
        {
            for (var j = 0; j < from.Length / stride; j++)
            {
                to[(j * toStride) + row] = from[(j * stride) + row];
            }
        }
    }

    private void Run<V>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z, ReadOnlySpan<T> beside, T[] numbers, int stride, int width)
        where V : struct, IVector<V, T> => kernel.Columns<T, V>(new ColumnBlock<T>(
            ref MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(y), ref MemoryMarshal.GetReference(z),
            ref MemoryMarshal.GetReference(beside), ref numbers[0], stride, length, width));
}
