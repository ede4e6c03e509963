using System.Buffers;
using System.Numerics;

namespace Autograd;

/// <summary>Brings any set of axes into rows, contiguous stretches of elements, and back.</summary>
internal static class Rows
{
    /// <summary>Whether the axes lie together, so that the array is outer x length x inner with the axes in the middle.</summary>
    public static bool TrySplit(Shape shape, ReadOnlySpan<int> axes, out int outer, out int length, out int inner)
    {
        (outer, length, inner) = (1, 1, 1);
        var together = true;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (axes.Contains(axis))
            {
                together &= inner == 1;
                length *= shape[axis];
            }
            else if (length == 1)
            {
                outer *= shape[axis];
            }
            else
            {
                inner *= shape[axis];
            }
        }

        return together;
    }

    // In all of these, x with the axes moved to the end is (rows, length).

    /// <summary>Maps each row over the axes to a row of the same length.</summary>
    public static void Map<T, TKernel>(NdArray<T> x, ReadOnlySpan<int> axes, Span<T> y, TKernel kernel = default)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel, IColumnKernel => Run(x, axes, y, Length(x.Shape, axes), kernel);

    /// <summary>Maps each row over the axes to one number.</summary>
    public static void Reduce<T, TKernel>(NdArray<T> x, ReadOnlySpan<int> axes, Span<T> y, TKernel kernel = default)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel, IColumnKernel => Run(x, axes, y, 1, kernel);

    /// <summary>Maps two rows over the axes, of arrays of the same shape, to a row of the same length.</summary>
    public static void Map<T, TKernel>(NdArray<T> x, NdArray<T> y, ReadOnlySpan<int> axes, Span<T> z, TKernel kernel = default)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2, IColumnKernel
    {
        if (!z.IsEmpty)
        {
            Run(2, x, y, axes, Length(x.Shape, axes), z, kernel);
        }
    }

    /// <summary>Maps rows over the first axes, of one array or of two of the same shape, each with some numbers beside it.</summary>
    public static void MapFirst<T, TKernel>(
        NdArray<T> x, NdArray<T> y, IntList axes, ReadOnlySpan<NdArray<T>> numbers, Span<T> z, TKernel kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel
    {
        if (z.IsEmpty)
        {
            return;
        }

        var length = Length(x.Shape, axes.Span);
        var inner = x.Size / length;
        var beside = ArrayPool<T>.Shared.Rent(numbers.Length * inner);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i].Span.CopyTo(beside.AsSpan(i * inner));
        }

        var behind = beside.AsSpan(0, numbers.Length * inner);
        var loop = new ColumnLoop<T, TKernel>(kernel, length, length, inner, x.Span, y.Span, z, behind);
        ParallelLoop.Run(loop.Count, x.Size, loop);
        ArrayPool<T>.Shared.Return(beside);
    }

    /// <summary>Maps two rows over the first axes, of arrays of the same shape, to two results, which lie along a new first axis.</summary>
    public static void ReduceFirst<T, TKernel>(NdArray<T> x, NdArray<T> y, IntList axes, Span<T> z, TKernel kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel
    {
        var (length, inner) = (Length(x.Shape, axes.Span), z.Length / 2);
        z.Clear();
        if (x.Size > 0)
        {
            var loop = new ColumnLoop<T, TKernel>(kernel, length, 2, inner, x.Span, y.Span, z);
            ParallelLoop.Run(loop.Count, x.Size, loop);
        }
    }

    /// <summary>Maps two rows along the last axis, of arrays of the same shape, to a row of the same length.</summary>
    public static void MapLast<T, TKernel>(NdArray<T> x, NdArray<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2 => RunRows(x.Shape[^1], x.Shape[^1], x.Span, y.Span, z, default(TKernel));

    /// <summary>Maps two rows along the last axis, of arrays of the same shape, to one number.</summary>
    public static void ReduceLast<T, TKernel>(NdArray<T> x, NdArray<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2 => RunRows(x.Shape[^1], 1, x.Span, y.Span, z, default(TKernel));

    /// <summary>Maps each row over the axes to one result; a row may be empty.</summary>
    public static void Reduce<T, TResult>(NdArray<T> x, ReadOnlySpan<int> axes, Span<TResult> y, Func<ReadOnlySpan<T>, TResult> reduce)
        where T : unmanaged, IFloatingPointIeee754<T> => Reduce(x, axes, y, reduce, static (row, reduce) => reduce(row));

    /// <summary>Maps each row over the axes to one result, with an argument for all; a row may be empty.</summary>
    public static void Reduce<T, TResult, TArgument>(
        NdArray<T> x, ReadOnlySpan<int> axes, Span<TResult> y, TArgument argument, Func<ReadOnlySpan<T>, TArgument, TResult> reduce)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.IsEmpty)
        {
            return;
        }

        if (TrySplit(x.Shape, axes, out _, out var length, out var inner) && inner == 1)
        {
            ReduceRows(x.Span, length, y, argument, reduce);
            return;
        }

        using var rows = new PermutedRows<T>(x, axes);
        ReduceRows(rows.Elements, length, y, argument, reduce);
    }

    /// <summary>The number of elements along the axes together.</summary>
    public static int Length(Shape shape, ReadOnlySpan<int> axes)
    {
        var length = 1;
        foreach (var axis in axes)
        {
            length *= shape[axis];
        }

        return length;
    }

    private static void Run<T, TKernel>(NdArray<T> x, ReadOnlySpan<int> axes, Span<T> y, int results, TKernel kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel, IColumnKernel
    {
        if (!y.IsEmpty)
        {
            Run(1, x, x, axes, results, y, new OneInput<TKernel>(kernel));
        }
    }

    private static void Run<T, TKernel>(
        int inputs, NdArray<T> x, NdArray<T> y, ReadOnlySpan<int> axes, int results, Span<T> z, TKernel kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2, IColumnKernel
    {
        var together = TrySplit(x.Shape, axes, out _, out var length, out var inner);
        if (!together || length == 0 || (inner > 1 && inner < ColumnLoop<T, TKernel>.LeastInner))
        {
            ParallelLoop.Run(z.Length / results, x.Size, new GatherLoop<T, TKernel>(kernel, inputs, x, y, axes, results, z));
        }
        else if (inner > 1)
        {
            var loop = new ColumnLoop<T, TKernel>(kernel, length, results, inner, x.Span, y.Span, z);
            ParallelLoop.Run(loop.Count, x.Size, loop);
        }
        else if (length <= ShortRows.Longest)
        {
            ParallelLoop.Run(z.Length / results, x.Size, new ShortRowLoop<T, TKernel>(kernel, inputs, length, results, x.Span, y.Span, z));
        }
        else
        {
            RunRows(length, results, x.Span, y.Span, z, kernel);
        }
    }

    // x and y are (rows, length), z is (rows, results).
    private static void RunRows<T, TKernel>(int length, int results, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z, TKernel kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2
    {
        if (!z.IsEmpty)
        {
            ParallelLoop.Run(z.Length / results, x.Length, new RowLoop<T, TKernel>(kernel, length, results, x, y, z));
        }
    }

    private static void ReduceRows<T, TResult, TArgument>(
        ReadOnlySpan<T> x, int length, Span<TResult> y, TArgument argument, Func<ReadOnlySpan<T>, TArgument, TResult> reduce)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ParallelLoop.Run(y.Length, x.Length, new ReduceLoop<T, TResult, TArgument>(x, length, y, argument, reduce));
    }

    private readonly ref struct ReduceLoop<T, TResult, TArgument>(
        ReadOnlySpan<T> x, int length, Span<TResult> y, TArgument argument, Func<ReadOnlySpan<T>, TArgument, TResult> reduce) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<TResult> _y = y;

        public void Run(int first, int count)
        {
            for (var row = first; row < first + count; row++)
            {
                _y[row] = reduce(_x.Slice(row * length, length), argument);
            }
        }
    }

    private readonly struct OneInput<TKernel>(TKernel kernel) : IRowKernel2, IColumnKernel
        where TKernel : struct, IRowKernel, IColumnKernel
    {
        public void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IFloatingPointIeee754<T> => kernel.Row(x, z);

        public void Columns<T, V>(in ColumnBlock<T> rows)
            where T : unmanaged, IFloatingPointIeee754<T>
            where V : struct, IVector<V, T> => kernel.Columns<T, V>(rows);
    }

    private readonly ref struct RowLoop<T, TKernel>(
        TKernel kernel, int length, int results, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _z = z;

        public void Run(int first, int count)
        {
            for (var row = first; row < first + count; row++)
            {
                var (input, output) = (row * length, row * results);
                kernel.Row(_x.Slice(input, length), _y.Slice(input, length), _z.Slice(output, results));
            }
        }
    }

    private readonly ref struct ShortRowLoop<T, TKernel>(
        TKernel kernel, int inputs, int length, int results, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _z = z;

        public void Run(int first, int count)
        {
            var elements = new Range(first * length, (first + count) * length);
            ShortRows.TryRun(length, _x[elements], inputs == 1 ? [] : _y[elements], _z.Slice(first * results, count * results), kernel);
        }
    }

    /// <summary>Rows over axes that do not lie together: each is copied to where it is contiguous, and back.</summary>
    private readonly ref struct GatherLoop<T, TKernel>(
        TKernel kernel, int inputs, NdArray<T> x, NdArray<T> y, ReadOnlySpan<int> axes, int results, Span<T> z) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2
    {
        private readonly ReadOnlySpan<int> _axes = axes;
        private readonly Span<T> _z = z;

        public void Run(int first, int count)
        {
            var shape = x.Shape;
            var (along, kept) = (_axes.Length, shape.Rank - _axes.Length);
            Span<int> order = stackalloc int[shape.Rank];
            Permutation.MoveLast(_axes, order);
            Span<int> strides = stackalloc int[shape.Rank];
            StridedView.StridesOf(shape.Lengths, strides);
            Span<int> rowLengths = stackalloc int[along];
            Span<int> rowStrides = stackalloc int[along];
            for (var i = 0; i < along; i++)
            {
                (rowLengths[i], rowStrides[i]) = (shape[order[kept + i]], strides[order[kept + i]]);
            }

            var length = Length(shape, _axes);
            var borrowed = ArrayPool<T>.Shared.Rent((inputs * length) + results);
            var one = borrowed.AsSpan(0, length);
            var other = borrowed.AsSpan((inputs - 1) * length, length);
            var result = borrowed.AsSpan(inputs * length, results);
            for (var row = first; row < first + count; row++)
            {
                var (start, left) = (0, row);
                for (var i = kept - 1; i >= 0; i--)
                {
                    (left, var position) = Math.DivRem(left, shape[order[i]]);
                    start += position * strides[order[i]];
                }

                StridedView.Read(x.Span, start, rowStrides, rowLengths, one);
                if (inputs == 2)
                {
                    StridedView.Read(y.Span, start, rowStrides, rowLengths, other);
                }

                kernel.Row(one, other, result);
                if (results == 1)
                {
                    _z[row] = result[0];
                }
                else
                {
                    StridedView.Write(result, _z, start, rowStrides, rowLengths);
                }
            }

            ArrayPool<T>.Shared.Return(borrowed);
        }
    }
}
