using System.Buffers;
using System.Numerics;

namespace Autograd;

/// <summary>A computation on each row of an array, where a row runs over the axes that an operation works along.</summary>
internal interface IRowKernel
{
    /// <summary>Computes the result of one row of at least one element.</summary>
    static abstract void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Brings any set of axes into rows, contiguous stretches of elements, and back.</summary>
internal static class Rows
{
    /// <summary>Whether the axes lie together, so that the array is outer x length x inner with the axes in the middle.</summary>
    public static bool TrySplit(Shape shape, IntList axes, out int outer, out int length, out int inner)
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
    public static void Map<T, TKernel>(NdArray<T> x, IntList axes, Span<T> y)
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
            MapRows<T, TKernel>(x.Span, length, y);
            return;
        }

        using var rows = new Permuted<T>(x, axes);
        MapRows<T, TKernel>(rows.Elements, length, rows.Elements);
        Permutation.Copy(rows.Elements, rows.Shape, Permutation.Inverse(rows.Order), y);
    }

    /// <summary>Maps each row over the axes to one number.</summary>
    public static void Reduce<T, TKernel>(NdArray<T> x, IntList axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel => Reduce(x, axes, y, static row =>
        {
            var number = T.Zero;
            TKernel.Row(row, new Span<T>(ref number));
            return number;
        });

    /// <summary>Maps each row over the axes to one result; a row may be empty.</summary>
    public static void Reduce<T, TResult>(NdArray<T> x, IntList axes, Span<TResult> y, Func<ReadOnlySpan<T>, TResult> reduce)
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
    public static int Length(Shape shape, IntList axes)
    {
        var length = 1;
        foreach (var axis in axes.Span)
        {
            length *= shape[axis];
        }

        return length;
    }

    private static void MapRows<T, TKernel>(ReadOnlySpan<T> x, int length, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IRowKernel
    {
        var rows = y.Length / length;
        if (Cores.Pay(y.Length) && rows > 1)
        {
            Cores.Share(rows, x, y, length, static (length, _, from, to) => Loop(from, length, to));
        }
        else
        {
            Loop(x, length, y);
        }

        static void Loop(ReadOnlySpan<T> x, int length, Span<T> y)
        {
            for (var start = 0; start < y.Length; start += length)
            {
                TKernel.Row(x.Slice(start, length), y.Slice(start, length));
            }
        }
    }

    private static void ReduceRows<T, TResult>(ReadOnlySpan<T> x, int length, Span<TResult> y, Func<ReadOnlySpan<T>, TResult> reduce)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = 0; row < y.Length; row++)
        {
            y[row] = reduce(x.Slice(row * length, length));
        }
    }

    /// <summary>A copy of an array, in a borrowed buffer, with some axes moved to the end.</summary>
    public readonly ref struct Permuted<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T[] _buffer;
        private readonly int _size;

        public Permuted(NdArray<T> x, IntList axes)
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
