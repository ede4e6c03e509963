using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Reduces an array over some of its axes: a large one on all cores, in an order that does not depend on their number.</summary>
internal static class ReduceLoop
{
    private const int MostRowsInOrder = 16;

    // A row of this length is reduced in segments by several cores: they are the halves of its halves.
    private const int LongRow = 1 << 16;
    private const int Segments = 16;

    // Columns that a core reduces together.
    private const int ColumnsAtOnce = 512;

    /// <summary>Reduces over the axes; the output has the elements that are left, in row-major order.</summary>
    public static void Run<T, TReduction>(NdArray<T> x, ReadOnlySpan<int> axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<TReduction>
    {
        if (x.Size == 0)
        {
            y.Fill(TReduction.OfNothing<T>());
            return;
        }

        if (Rows.TrySplit(x.Shape, axes, out _, out var length, out var inner))
        {
            Run<T, TReduction>(x.Span, length, inner, y);
            return;
        }

        // One group of neighboring axes after the other, from the last on: what is left is reduced further, so that no element is moved.
        Span<int> lengths = stackalloc int[x.Shape.Rank];
        x.Shape.Lengths.CopyTo(lengths);
        var borrowed = ReduceLast<T, TReduction>(x.Span, lengths, ref axes);
        while (!axes.IsEmpty)
        {
            var next = ReduceLast<T, JoinReduction<TReduction>>(borrowed, lengths, ref axes);
            ArrayPool<T>.Shared.Return(borrowed);
            borrowed = next;
        }

        borrowed.AsSpan(0, y.Length).CopyTo(y);
        ArrayPool<T>.Shared.Return(borrowed);
    }

    /// <summary>Reduces the columns of x, (rows, inner), to y, (inner).</summary>
    public static void Columns<T, TReduction>(ReadOnlySpan<T> x, int rows, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<TReduction> => Run<T, TReduction>(x, rows, y.Length, y);

    // Reduces over the last of the axes and its neighbors, which get length 1 and leave the axes; returns a borrowed array.
    private static T[] ReduceLast<T, TReduction>(scoped ReadOnlySpan<T> x, scoped Span<int> lengths, ref ReadOnlySpan<int> axes)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<TReduction>
    {
        var first = axes.Length - 1;
        while (first > 0 && axes[first - 1] == axes[first] - 1)
        {
            first--;
        }

        var (outer, length, inner) = (1, 1, 1);
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            if (axis < axes[first])
            {
                outer *= lengths[axis];
            }
            else if (axis > axes[^1])
            {
                inner *= lengths[axis];
            }
            else
            {
                length *= lengths[axis];
                lengths[axis] = 1;
            }
        }

        axes = axes[..first];
        var borrowed = ArrayPool<T>.Shared.Rent(outer * inner);
        Run<T, TReduction>(x[..(outer * length * inner)], length, inner, borrowed.AsSpan(0, outer * inner));
        return borrowed;
    }

    // x is (outer, length, inner), y is (outer, inner).
    private static void Run<T, TReduction>(ReadOnlySpan<T> x, int length, int inner, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<TReduction>
    {
        if (inner == 1)
        {
            ParallelLoop.Run(y.Length, x.Length, new RowLoop<T, TReduction>(x, length, y));
        }
        else
        {
            var loop = new ColumnLoop<T, TReduction>(x, length, inner, y);
            ParallelLoop.Run(loop.Count, x.Length, loop);
        }
    }

    private static T ReduceLongRow<T, TReduction>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<TReduction>
    {
        Span<T> results = stackalloc T[Segments];
        ParallelLoop.Run(Segments, row.Length, new SegmentLoop<T, TReduction>(row, results));
        for (var left = Segments / 2; left > 0; left /= 2)
        {
            for (var i = 0; i < left; i++)
            {
                TReduction.Join(results.Slice(2 * i, 1), results.Slice((2 * i) + 1, 1));
                results[i] = results[2 * i];
            }
        }

        return results[0];
    }

    // x is (rows, inner), y is (some of inner): in pairs of halves too, so that a long column of a sum is as accurate as a long row.
    private static void ReduceColumns<T, TReduction>(ReadOnlySpan<T> x, int rows, int inner, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<TReduction>
    {
        if (rows <= MostRowsInOrder)
        {
            TReduction.Start(x[..y.Length], y);
            for (var row = 1; row < rows; row++)
            {
                TReduction.Add(y, x.Slice(row * inner, y.Length));
            }

            return;
        }

        var half = rows / 2;
        var borrowed = ArrayPool<T>.Shared.Rent(y.Length);
        var second = borrowed.AsSpan(0, y.Length);
        ReduceColumns<T, TReduction>(x, half, inner, y);
        ReduceColumns<T, TReduction>(x[(half * inner)..], rows - half, inner, second);
        TReduction.Join<T>(y, second);
        ArrayPool<T>.Shared.Return(borrowed);
    }

    // x is (rows, inner), y is (inner), and inner is small: several rows are taken for one long one, which is folded at the end.
    [SkipLocalsInit]
    private static void ReduceNarrow<T, TReduction>(ReadOnlySpan<T> x, int rows, int inner, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<TReduction>
    {
        var together = ColumnsAtOnce / inner;
        var whole = rows / together * together;
        Span<T> wide = stackalloc T[together * inner];
        ReduceColumns<T, TReduction>(x, rows / together, wide.Length, wide);
        for (; together > 1; together -= together / 2)
        {
            var half = together / 2 * inner;
            TReduction.Join<T>(wide[..half], wide.Slice((together * inner) - half, half));
        }

        wide[..inner].CopyTo(y);
        if (whole < rows)
        {
            ReduceColumns<T, TReduction>(x[(whole * inner)..], rows - whole, inner, wide[..inner]);
            TReduction.Join(y, wide[..inner]);
        }
    }

    private readonly ref struct RowLoop<T, TReduction>(ReadOnlySpan<T> x, int length, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<TReduction>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public void Run(int first, int count)
        {
            for (var row = first; row < first + count; row++)
            {
                var elements = _x.Slice(row * length, length);
                _y[row] = length < LongRow ? TReduction.Row(elements) : ReduceLongRow<T, TReduction>(elements);
            }
        }
    }

    private readonly ref struct SegmentLoop<T, TReduction>(ReadOnlySpan<T> row, Span<T> results) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<TReduction>
    {
        private readonly ReadOnlySpan<T> _row = row;
        private readonly Span<T> _results = results;

        public void Run(int first, int count)
        {
            for (var index = first; index < first + count; index++)
            {
                _results[index] = TReduction.Row(Segment(index));
            }
        }

        private ReadOnlySpan<T> Segment(int index)
        {
            var segment = _row;
            for (var bit = Segments / 2; bit > 0; bit /= 2)
            {
                var half = SumReduction.Half(segment.Length);
                segment = (index & bit) == 0 ? segment[..half] : segment[half..];
            }

            return segment;
        }
    }

    /// <summary>x is (outer, length, inner), y is (outer, inner): an iteration is some of the columns of one outer block.</summary>
    private readonly ref struct ColumnLoop<T, TReduction>(ReadOnlySpan<T> x, int length, int inner, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<TReduction>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;
        private readonly int _chunks = (inner + ColumnsAtOnce - 1) / ColumnsAtOnce;

        public int Count => _y.Length / inner * _chunks;

        public void Run(int first, int count)
        {
            for (var i = first; i < first + count; i++)
            {
                var (block, column) = (i / _chunks, i % _chunks * ColumnsAtOnce);
                var elements = _x.Slice(block * length * inner, length * inner);
                var results = _y.Slice((block * inner) + column, Math.Min(ColumnsAtOnce, inner - column));
                if (inner <= ColumnsAtOnce / 2 && length >= 2 * (ColumnsAtOnce / inner))
                {
                    ReduceNarrow<T, TReduction>(elements, length, inner, results);
                }
                else
                {
                    ReduceColumns<T, TReduction>(elements[column..], length, inner, results);
                }
            }
        }
    }
}
