using System.Numerics;

namespace Autograd;

/// <summary>A computation on each row of an array, where a row runs over the axes that an operation works along.</summary>
internal interface IRowKernel
{
    /// <summary>Computes the result of one row of at least one element.</summary>
    static abstract void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Computes the results of rows of some length together, if that is faster than one by one; else returns false.</summary>
    static virtual bool TryRows<T>(int length, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => false;
}

/// <summary>A computation on each two rows of two arrays.</summary>
internal interface IRowKernel2
{
    /// <summary>Computes the result of two rows of the same length.</summary>
    static abstract void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Computes the results of rows of some length together, if that is faster than one by one; else returns false.</summary>
    static virtual bool TryRows<T>(int length, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => false;
}

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
    public static void Map<T, TKernel>(NdArray<T> x, ReadOnlySpan<int> axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel
    {
        if (y.IsEmpty)
        {
            return;
        }

        var length = Length(x.Shape, axes);
        if (TrySplit(x.Shape, axes, out _, out _, out var inner) && inner == 1)
        {
            Run<T, OneRow<TKernel>>(y.Length / length, length, length, x.Span, x.Span, y);
            return;
        }

        using var rows = new PermutedRows<T>(x, axes);
        Run<T, OneRow<TKernel>>(y.Length / length, length, length, rows.Elements, rows.Elements, rows.Elements);
        rows.CopyTo(y);
    }

    /// <summary>Maps two rows over the axes, of arrays of the same shape, to a row of the same length.</summary>
    public static void Map<T, TKernel>(NdArray<T> x, NdArray<T> y, ReadOnlySpan<int> axes, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2
    {
        if (z.IsEmpty)
        {
            return;
        }

        var length = Length(x.Shape, axes);
        if (TrySplit(x.Shape, axes, out _, out _, out var inner) && inner == 1)
        {
            Run<T, TKernel>(z.Length / length, length, length, x.Span, y.Span, z);
            return;
        }

        using var first = new PermutedRows<T>(x, axes);
        using var second = new PermutedRows<T>(y, axes);
        Run<T, TKernel>(z.Length / length, length, length, first.Elements, second.Elements, first.Elements);
        first.CopyTo(z);
    }

    /// <summary>Maps each row over the axes to one number.</summary>
    public static void Reduce<T, TKernel>(NdArray<T> x, ReadOnlySpan<int> axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel
    {
        if (y.IsEmpty)
        {
            return;
        }

        if (TrySplit(x.Shape, axes, out _, out var length, out var inner) && inner == 1)
        {
            Run<T, OneRow<TKernel>>(y.Length, length, 1, x.Span, x.Span, y);
            return;
        }

        using var rows = new PermutedRows<T>(x, axes);
        Run<T, OneRow<TKernel>>(y.Length, length, 1, rows.Elements, rows.Elements, y);
    }

    /// <summary>Maps two rows along the last axis, of arrays of the same shape, to one number.</summary>
    public static void ReduceLast<T, TKernel>(NdArray<T> x, NdArray<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2 => Run<T, TKernel>(z.Length, x.Shape[^1], 1, x.Span, y.Span, z);

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

    // x and y are (rows, inputLength), z is (rows, outputLength).
    private static void Run<T, TKernel>(int rows, int inputLength, int outputLength, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2
    {
        ParallelLoop.Run(rows, rows * inputLength, new RowLoop<T, TKernel>(inputLength, outputLength, x, y, z));
    }

    private static void ReduceRows<T, TResult, TArgument>(
        ReadOnlySpan<T> x, int length, Span<TResult> y, TArgument argument, Func<ReadOnlySpan<T>, TArgument, TResult> reduce)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = 0; row < y.Length; row++)
        {
            y[row] = reduce(x.Slice(row * length, length), argument);
        }
    }

    private readonly struct OneRow<TKernel> : IRowKernel2
        where TKernel : struct, IRowKernel
    {
        public static void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IFloatingPointIeee754<T> => TKernel.Row(x, z);

        public static bool TryRows<T>(int length, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IFloatingPointIeee754<T> => TKernel.TryRows(length, x, z);
    }

    private readonly ref struct RowLoop<T, TKernel>(int inputLength, int outputLength, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _z = z;

        public void Run(int first, int count)
        {
            var (start, elements) = (first * inputLength, count * inputLength);
            var results = _z.Slice(first * outputLength, count * outputLength);
            if (TKernel.TryRows(inputLength, _x.Slice(start, elements), _y.Slice(start, elements), results))
            {
                return;
            }

            for (var row = first; row < first + count; row++)
            {
                var (input, output) = (row * inputLength, row * outputLength);
                TKernel.Row(_x.Slice(input, inputLength), _y.Slice(input, inputLength), _z.Slice(output, outputLength));
            }
        }
    }
}
