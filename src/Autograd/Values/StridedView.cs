using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// Copies from and to a view of an array: element (i, j, ...) of the view is element <c>start + i strides[0] + j strides[1] + ...</c> of
/// the array.
/// </summary>
public static class StridedView
{
    /// <summary>Copies the view of x to y.</summary>
    /// <param name="x">The array.</param>
    /// <param name="start">Where the view's first element is in the array.</param>
    /// <param name="strides">For each axis of the view, how far its next element is in the array.</param>
    /// <param name="lengths">The lengths of the view's axes.</param>
    /// <param name="y">The elements of the view in row-major order.</param>
    public static void Read<T>(ReadOnlySpan<T> x, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var runs = new Runs(stackalloc int[ScratchFor(lengths.Length)], start, strides, lengths);
        while (runs.MoveNext())
        {
            var output = y.Slice(runs.View, runs.Length);
            if (runs.Stride == 1)
            {
                x.Slice(runs.Array, runs.Length).CopyTo(output);
            }
            else if (runs.Stride == -1)
            {
                x.Slice(runs.Array - runs.Length + 1, runs.Length).CopyTo(output);
                output.Reverse();
            }
            else
            {
                var (index, stride) = (runs.Array, runs.Stride);
                for (var i = 0; i < output.Length; i++, index += stride)
                {
                    output[i] = x[index];
                }
            }
        }
    }

    /// <summary>Copies x to the view of y; the rest of y stays as it is.</summary>
    /// <param name="x">The elements of the view in row-major order.</param>
    /// <param name="y">The array.</param>
    /// <param name="start">Where the view's first element is in the array.</param>
    /// <param name="strides">For each axis of the view, how far its next element is in the array; no two elements may coincide.</param>
    /// <param name="lengths">The lengths of the view's axes.</param>
    public static void Write<T>(ReadOnlySpan<T> x, Span<T> y, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var runs = new Runs(stackalloc int[ScratchFor(lengths.Length)], start, strides, lengths);
        while (runs.MoveNext())
        {
            var input = x.Slice(runs.View, runs.Length);
            if (runs.Stride == 1)
            {
                input.CopyTo(y[runs.Array..]);
            }
            else if (runs.Stride == -1)
            {
                var output = y.Slice(runs.Array - runs.Length + 1, runs.Length);
                input.CopyTo(output);
                output.Reverse();
            }
            else
            {
                var (index, stride) = (runs.Array, runs.Stride);
                for (var i = 0; i < input.Length; i++, index += stride)
                {
                    y[index] = input[i];
                }
            }
        }
    }

    /// <summary>Adds x to the view of y.</summary>
    /// <inheritdoc cref="Write" path="/param"/>
    public static void Add<T>(ReadOnlySpan<T> x, Span<T> y, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var runs = new Runs(stackalloc int[ScratchFor(lengths.Length)], start, strides, lengths);
        while (runs.MoveNext())
        {
            var input = x.Slice(runs.View, runs.Length);
            if (runs.Stride == 1)
            {
                var sum = y.Slice(runs.Array, runs.Length);
                TensorPrimitives.Add(sum, input, sum);
            }
            else
            {
                var (index, stride) = (runs.Array, runs.Stride);
                for (var i = 0; i < input.Length; i++, index += stride)
                {
                    y[index] += input[i];
                }
            }
        }
    }

    /// <summary>The strides of an array whose axes have these lengths: for each axis, how far its next element is.</summary>
    public static void StridesOf(ReadOnlySpan<int> lengths, Span<int> strides)
    {
        var stride = 1;
        for (var axis = lengths.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= lengths[axis];
        }
    }

    private static int ScratchFor(int rank) => 3 * Math.Max(rank, 1);

    /// <summary>
    /// The stretches of a view in which the position in the view advances by 1 and that in the array by a fixed stride. Neighboring axes
    /// that together are one longer axis are merged, so that whole rows, blocks or arrays are one run.
    /// </summary>
    private ref struct Runs
    {
        private readonly Span<int> _lengths;
        private readonly Span<int> _strides;
        private readonly Span<int> _position;
        private readonly int _outer;
        private bool _started;

        /// <summary>Plans the walk.</summary>
        /// <param name="scratch">Room for <see cref="ScratchFor"/> the view's rank.</param>
        /// <param name="start">Where the view's first element is in the array.</param>
        /// <param name="strides">For each axis of the view, how far its next element is in the array.</param>
        /// <param name="lengths">The lengths of the view's axes.</param>
        public Runs(Span<int> scratch, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths)
        {
            var room = scratch.Length / 3;
            _lengths = scratch[..room];
            _strides = scratch.Slice(room, room);
            _position = scratch.Slice(2 * room, room);
            _position.Clear();
            (_lengths[0], _strides[0]) = (1, 1);

            // From the last axis on; group 0 is the innermost.
            var groups = 0;
            for (var axis = lengths.Length - 1; axis >= 0; axis--)
            {
                if (lengths[axis] == 1)
                {
                    continue;
                }

                if (groups > 0 && strides[axis] == _strides[groups - 1] * _lengths[groups - 1])
                {
                    _lengths[groups - 1] *= lengths[axis];
                }
                else
                {
                    (_lengths[groups], _strides[groups]) = (lengths[axis], strides[axis]);
                    groups++;
                }
            }

            _outer = Math.Max(groups, 1);
            (Array, Length, Stride) = (start, lengths.Contains(0) ? 0 : _lengths[0], _strides[0]);
        }

        /// <summary>The number of elements in each run.</summary>
        public int Length { get; }

        /// <summary>How far the next element of a run is in the array.</summary>
        public int Stride { get; }

        /// <summary>Where the current run starts in the array.</summary>
        public int Array { get; private set; }

        /// <summary>Where the current run starts in the view.</summary>
        public int View { get; private set; }

        public bool MoveNext()
        {
            if (!_started)
            {
                _started = true;
                return Length > 0;
            }

            for (var group = 1; group < _outer; group++)
            {
                Array += _strides[group];
                if (++_position[group] < _lengths[group])
                {
                    View += Length;
                    return true;
                }

                Array -= _lengths[group] * _strides[group];
                _position[group] = 0;
            }

            return false;
        }
    }
}
