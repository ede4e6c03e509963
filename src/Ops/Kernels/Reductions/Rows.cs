using System.Buffers;
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

        using var rows = new Permuted<T>(x, axes);
        Run<T, OneRow<TKernel>>(y.Length / length, length, length, rows.Elements, rows.Elements, rows.Elements);
        Permutation.Copy(rows.Elements, rows.Shape, Permutation.Inverse(rows.Order), y);
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

        using var first = new Permuted<T>(x, axes);
        using var second = new Permuted<T>(y, axes);
        Run<T, TKernel>(z.Length / length, length, length, first.Elements, second.Elements, first.Elements);
        Permutation.Copy(first.Elements, first.Shape, Permutation.Inverse(first.Order), z);
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

        using var rows = new Permuted<T>(x, axes);
        Run<T, OneRow<TKernel>>(y.Length, length, 1, rows.Elements, rows.Elements, y);
    }

    /// <summary>Maps two rows along the last axis, of arrays of the same shape, to one number.</summary>
    public static void ReduceLast<T, TKernel>(NdArray<T> x, NdArray<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2 => Run<T, TKernel>(z.Length, x.Shape[^1], 1, x.Span, y.Span, z);

    /// <summary>Maps each row over the axes to one result; a row may be empty.</summary>
    public static void Reduce<T, TResult>(NdArray<T> x, ReadOnlySpan<int> axes, Span<TResult> y, Func<ReadOnlySpan<T>, TResult> reduce)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.IsEmpty)
        {
            return;
        }

        if (TrySplit(x.Shape, axes, out _, out var length, out var inner) && inner == 1)
        {
            ReduceRows(x.Span, length, y, reduce);
            return;
        }

        using var rows = new Permuted<T>(x, axes);
        ReduceRows(rows.Elements, length, y, reduce);
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

    private static void Run<T, TKernel>(int rows, int inputLength, int outputLength, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2
    {
        ParallelLoop.Run(rows, rows * inputLength, new RowLoop<T, TKernel>(inputLength, outputLength, x, y, z));
    }

    private static void ReduceRows<T, TResult>(ReadOnlySpan<T> x, int length, Span<TResult> y, Func<ReadOnlySpan<T>, TResult> reduce)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = 0; row < y.Length; row++)
        {
            y[row] = reduce(x.Slice(row * length, length));
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

    private readonly ref struct RowLoop<T, TKernel>(int inputLength, int outputLength, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel2
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _z = z;

        public void Run(int first, int count)
        {
            var (start, elements) = (first * inputLength, count * inputLength);
            if (TKernel.TryRows(inputLength, _x.Slice(start, elements), _y.Slice(start, elements), _z.Slice(first * outputLength, count * outputLength)))
            {
                return;
            }

            for (var row = first; row < first + count; row++)
            {
                TKernel.Row(_x.Slice(row * inputLength, inputLength), _y.Slice(row * inputLength, inputLength), _z.Slice(row * outputLength, outputLength));
            }
        }
    }

    /// <summary>A copy of an array, in a borrowed buffer, with some axes moved to the end.</summary>
    public readonly ref struct Permuted<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T[] _buffer;
        private readonly int _size;

        public Permuted(NdArray<T> x, ReadOnlySpan<int> axes)
        {
            Order = Permutation.MovedLast(x.Shape, axes);
            Shape = Permutation.Apply(x.Shape, Order);
            _size = x.Size;
            _buffer = ArrayPool<T>.Shared.Rent(_size);
            Permutation.Copy(x.Span, x.Shape, Order, Elements);
        }

        public IntList Order { get; }

        public Shape Shape { get; }

        public Span<T> Elements => _buffer.AsSpan(0, _size);

        public void Dispose() => ArrayPool<T>.Shared.Return(_buffer);
    }
}
