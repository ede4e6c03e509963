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
        Span<int> strides = stackalloc int[shape.Rank];
        StridedView.StridesOf(shape.Lengths, strides);

        // The axes of y: their lengths, and their strides in x.
        Span<int> permutedLengths = stackalloc int[shape.Rank];
        Span<int> permuted = stackalloc int[shape.Rank];
        for (var i = 0; i < axes.Length; i++)
        {
            (permutedLengths[i], permuted[i]) = (shape[axes[i]], strides[axes[i]]);
        }

        Read(x, permuted, permutedLengths, y);
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

        Read(x, strides, shape.Lengths, y);
    }

    // Element (i, j, ...) of y is element i strides[0] + j strides[1] + ... of x. Axes that stay together are one.
    private static void Read<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> merged = stackalloc int[lengths.Length];
        Span<int> from = stackalloc int[lengths.Length];
        var rank = 0;
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            if (lengths[axis] == 1)
            {
                continue;
            }

            if (rank > 0 && from[rank - 1] == strides[axis] * lengths[axis])
            {
                (merged[rank - 1], from[rank - 1]) = (merged[rank - 1] * lengths[axis], strides[axis]);
            }
            else
            {
                (merged[rank], from[rank]) = (lengths[axis], strides[axis]);
                rank++;
            }
        }

        // Along which axis of y neighbors of x lie; if it is the last one, they are neighbors in y too.
        var neighbors = from[..rank].IndexOf(1);
        if (y.IsEmpty || neighbors == rank - 1)
        {
            StridedView.Read(x, 0, from[..rank], merged[..rank], y);
            return;
        }

        Span<int> to = stackalloc int[rank];
        StridedView.StridesOf(merged[..rank], to);
        var loop = new TurnLoop<T>(merged[..rank], from[..rank], to, neighbors, x, y);
        ParallelLoop.Run(loop.Blocks, y.Length, loop);
    }

    /// <summary>
    /// Turns matrices: neighbors of x become rows of y. An iteration is a block of one, as large as fits into the nearest cache: its rows
    /// in x are copied closer together, turned, and copied to where its rows are in y, whatever the distances of rows. Few rows need no
    /// copy.
    /// </summary>
    private readonly unsafe ref struct TurnLoop<T> : IRangeLoop
        where T : unmanaged
    {
        private const int BlockBytes = 256;
        private const int FewRows = 8;

        private readonly ReadOnlySpan<int> _lengths;
        private readonly ReadOnlySpan<int> _from;
        private readonly ReadOnlySpan<int> _to;
        private readonly int _neighbors;
        private readonly ReadOnlySpan<T> _x;
        private readonly Span<T> _y;

        /// <summary>Plans the blocks.</summary>
        /// <param name="lengths">The axes of y.</param>
        /// <param name="from">Their strides in x.</param>
        /// <param name="to">Their strides in y.</param>
        /// <param name="neighbors">The axis that has stride 1 in x, not the last one.</param>
        /// <param name="x">The elements.</param>
        /// <param name="y">Where they go.</param>
        public TurnLoop(
            ReadOnlySpan<int> lengths, ReadOnlySpan<int> from, ReadOnlySpan<int> to, int neighbors, ReadOnlySpan<T> x, Span<T> y)
        {
            _lengths = lengths;
            _from = from;
            _to = to;
            _neighbors = neighbors;
            _x = x;
            _y = y;
            Blocks = 1;
            for (var axis = 0; axis < lengths.Length; axis++)
            {
                Blocks *= BlocksAlong(axis);
            }
        }

        /// <summary>The number of blocks.</summary>
        public int Blocks { get; }

        private static int Block => BlockBytes / sizeof(T);

        [SkipLocalsInit]
        public void Run(int first, int count)
        {
            var buffer = stackalloc T[Block * Block];
            var (rowStride, columnStride) = (_from[^1], _to[_neighbors]);
            fixed (T* x = _x, y = _y)
            {
                for (var block = first; block < first + count; block++)
                {
                    // The last axis of y first, whose blocks follow each other.
                    var (left, rows, columns) = (block, 0, 0);
                    var from = x;
                    var to = y;
                    for (var axis = _lengths.Length - 1; axis >= 0; axis--)
                    {
                        (left, var position) = Math.DivRem(left, BlocksAlong(axis));
                        if (IsTurned(axis))
                        {
                            position *= Block;
                            var length = Math.Min(Block, _lengths[axis] - position);
                            (rows, columns) = axis == _neighbors ? (rows, length) : (length, columns);
                        }

                        from += (nint)position * _from[axis];
                        to += (nint)position * _to[axis];
                    }

                    if (Math.Min(rows, columns) <= FewRows)
                    {
                        TransposedCopy.Run(from, rowStride, rows, columns, to, columnStride);
                        continue;
                    }

                    TransposedCopy.Run(from, rowStride, rows, columns, buffer, Block);
                    for (var column = 0; column < columns; column++)
                    {
                        new ReadOnlySpan<T>(buffer + (column * Block), rows).CopyTo(new Span<T>(to + ((nint)column * columnStride), rows));
                    }
                }
            }
        }

        private bool IsTurned(int axis) => axis == _neighbors || axis == _lengths.Length - 1;

        private int BlocksAlong(int axis) => IsTurned(axis) ? (_lengths[axis] + Block - 1) / Block : _lengths[axis];
    }
}
