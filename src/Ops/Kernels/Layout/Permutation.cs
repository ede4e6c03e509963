using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Puts the axes of an array in another order.</summary>
internal static class Permutation
{
    /// <summary>The shape whose axis i is axis <c>axes[i]</c> of the given one.</summary>
    public static Shape Apply(Shape shape, IntList axes)
    {
        Span<int> lengths = stackalloc int[shape.Rank];
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = shape[axes[i]];
        }

        return new Shape(lengths);
    }

    /// <summary>The order that undoes this one.</summary>
    public static IntList Inverse(IntList axes)
    {
        var inverse = new int[axes.Count];
        for (var i = 0; i < inverse.Length; i++)
        {
            inverse[axes[i]] = i;
        }

        return new IntList(inverse);
    }

    /// <summary>All axes in order, those given moved to the end.</summary>
    /// <param name="axes">The axes to be moved.</param>
    /// <param name="order">To be written, as long as there are axes.</param>
    public static void MoveLast(ReadOnlySpan<int> axes, Span<int> order)
    {
        var count = 0;
        for (var axis = 0; axis < order.Length; axis++)
        {
            if (!axes.Contains(axis))
            {
                order[count++] = axis;
            }
        }

        axes.CopyTo(order[count..]);
    }

    // x is (shape), y is (shape[axes[0]], shape[axes[1]], ...).

    /// <summary>Copies the elements in the order of the permuted array.</summary>
    public static void Copy<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Axes that stay together are one.
        Span<int> lengths = stackalloc int[shape.Rank];
        Span<int> order = stackalloc int[shape.Rank];
        var rank = Merge(shape, axes, lengths, order);
        lengths = lengths[..rank];
        order = order[..rank];
        if (SwapsLast(order))
        {
            var (rows, columns) = (lengths[^2], lengths[^1]);
            ParallelLoop.Run(x.Length / Math.Max(1, rows), x.Length, new SwapLoop<T>(rows, columns, x, y));
            return;
        }

        Span<int> strides = stackalloc int[rank];
        StridedView.StridesOf(lengths, strides);

        // The axes of y: their lengths, and their strides in x.
        Span<int> permutedLengths = stackalloc int[rank];
        Span<int> permuted = stackalloc int[rank];
        for (var i = 0; i < rank; i++)
        {
            (permutedLengths[i], permuted[i]) = (lengths[order[i]], strides[order[i]]);
        }

        StridedView.Read(x, 0, permuted, permutedLengths, y);
    }

    // x is (shape[axes[0]], shape[axes[1]], ...), y is (shape).

    /// <summary>Copies the elements of a permuted array back to the order of the array itself.</summary>
    public static void CopyBack<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The strides in x of the axes of y.
        Span<int> strides = stackalloc int[shape.Rank];
        var stride = 1;
        for (var i = axes.Length - 1; i >= 0; i--)
        {
            strides[axes[i]] = stride;
            stride *= shape[axes[i]];
        }

        StridedView.Read(x, 0, strides, shape.Lengths, y);
    }

    // Writes the lengths of the axes, those that follow each other before and after as one, and their order; gives their number.
    private static int Merge(Shape shape, ReadOnlySpan<int> axes, Span<int> lengths, Span<int> order)
    {
        Span<int> merged = stackalloc int[axes.Length];
        var rank = 0;
        for (var axis = 0; axis < axes.Length; axis++)
        {
            if (axis > 0 && axes.IndexOf(axis) == axes.IndexOf(axis - 1) + 1)
            {
                lengths[rank - 1] *= shape[axis];
            }
            else
            {
                lengths[rank++] = shape[axis];
            }

            merged[axis] = rank - 1;
        }

        var count = 0;
        for (var i = 0; i < axes.Length; i++)
        {
            if (i == 0 || axes[i] != axes[i - 1] + 1)
            {
                order[count++] = merged[axes[i]];
            }
        }

        return rank;
    }

    // Whether all axes stay but the last two, which change places.
    private static bool SwapsLast(ReadOnlySpan<int> axes)
    {
        var swaps = axes.Length >= 2 && axes[^1] == axes.Length - 2 && axes[^2] == axes.Length - 1;
        for (var axis = 0; axis < axes.Length - 2 && swaps; axis++)
        {
            swaps = axes[axis] == axis;
        }

        return swaps;
    }

    /// <summary>
    /// x is (matrices, rows, columns), y is (matrices, columns, rows); an iteration is a row of y. In square blocks: one is written in rows
    /// of x to where it fits into the nearest cache, whatever the distance of rows, and read from there in rows of y.
    /// </summary>
    private readonly ref struct SwapLoop<T>(int rows, int columns, ReadOnlySpan<T> x, Span<T> y) : IRangeLoop
        where T : unmanaged
    {
        private const int Block = 32;

        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        [SkipLocalsInit]
        public void Run(int first, int count)
        {
            Span<T> block = stackalloc T[Block * Block];
            for (var end = first + count; first < end;)
            {
                var (matrix, column) = Math.DivRem(first, columns);
                var width = Math.Min(Math.Min(Block, columns - column), end - first);
                var source = _x.Slice((matrix * rows * columns) + column, ((rows - 1) * columns) + width);
                var target = _y.Slice(first * rows, width * rows);
                for (var row = 0; row < rows; row += Block)
                {
                    var height = Math.Min(Block, rows - row);
                    Swap(source[(row * columns)..], height, width, block);
                    for (var i = 0; i < width; i++)
                    {
                        block.Slice(i * Block, height).CopyTo(target[((i * rows) + row)..]);
                    }
                }

                first += width;
            }
        }

        // Element (row, i) of the source goes to element (i, row) of the block.
        private void Swap(ReadOnlySpan<T> source, int height, int width, Span<T> block)
        {
            for (var row = 0; row < height; row++)
            {
                var elements = source.Slice(row * columns, width);
                var column = block[row..];
                for (var i = 0; i < elements.Length; i++)
                {
                    column[i * Block] = elements[i];
                }
            }
        }
    }
}
