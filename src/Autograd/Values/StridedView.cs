using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// Copies from and to a view of an array: element (i, j, ...) of the view is element <c>start + i strides[0] + j strides[1] + ...</c> of
/// the array. Large views are copied on all cores.
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
        where T : unmanaged, IFloatingPointIeee754<T> => Walk<T, Reading>(x, y, start, strides, lengths);

    /// <summary>Copies x to the view of y; the rest of y stays as it is.</summary>
    /// <param name="x">The elements of the view in row-major order.</param>
    /// <param name="y">The array.</param>
    /// <param name="start">Where the view's first element is in the array.</param>
    /// <param name="strides">For each axis of the view, how far its next element is in the array; no two elements may coincide.</param>
    /// <param name="lengths">The lengths of the view's axes.</param>
    public static void Write<T>(ReadOnlySpan<T> x, Span<T> y, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths)
        where T : unmanaged, IFloatingPointIeee754<T> => Walk<T, Writing>(x, y, start, strides, lengths);

    /// <summary>Adds x to the view of y.</summary>
    /// <inheritdoc cref="Write" path="/param"/>
    public static void Add<T>(ReadOnlySpan<T> x, Span<T> y, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths)
        where T : unmanaged, IFloatingPointIeee754<T> => Walk<T, Adding>(x, y, start, strides, lengths);

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

    // Elements of the view are shared out among the cores, wherever a share begins.
    private static void Walk<T, TMove>(
        ReadOnlySpan<T> source, Span<T> target, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TMove : struct, IRunMove
    {
        var count = 1;
        foreach (var length in lengths)
        {
            count *= length;
        }

        ParallelLoop.Run(count, count, new Loop<T, TMove>(source, target, start, strides, lengths), equalShares: true);
    }

    /// <summary>What is done with a run of a view.</summary>
    private interface IRunMove
    {
        static abstract void Move<T>(ReadOnlySpan<T> source, Span<T> target, in Runs run)
            where T : unmanaged, IFloatingPointIeee754<T>;
    }

    private readonly struct Reading : IRunMove
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Move<T>(ReadOnlySpan<T> source, Span<T> target, in Runs run)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var view = target.Slice(run.View, run.Length);
            if (run.Stride == 1)
            {
                source.Slice(run.Array, run.Length).CopyTo(view);
            }
            else if (run.Stride == -1)
            {
                source.Slice(run.Array - run.Length + 1, run.Length).CopyTo(view);
                view.Reverse();
            }
            else
            {
                var (index, stride) = (run.Array, run.Stride);
                for (var i = 0; i < view.Length; i++, index += stride)
                {
                    view[i] = source[index];
                }
            }
        }
    }

    private readonly struct Writing : IRunMove
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Move<T>(ReadOnlySpan<T> source, Span<T> target, in Runs run)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var view = source.Slice(run.View, run.Length);
            if (run.Stride == 1)
            {
                view.CopyTo(target[run.Array..]);
            }
            else if (run.Stride == -1)
            {
                var output = target.Slice(run.Array - run.Length + 1, run.Length);
                view.CopyTo(output);
                output.Reverse();
            }
            else
            {
                var (index, stride) = (run.Array, run.Stride);
                for (var i = 0; i < view.Length; i++, index += stride)
                {
                    target[index] = view[i];
                }
            }
        }
    }

    private readonly struct Adding : IRunMove
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Move<T>(ReadOnlySpan<T> source, Span<T> target, in Runs run)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var view = source.Slice(run.View, run.Length);
            if (run.Stride == 1)
            {
                var sum = target.Slice(run.Array, run.Length);
                TensorPrimitives.Add(sum, view, sum);
            }
            else
            {
                var (index, stride) = (run.Array, run.Stride);
                for (var i = 0; i < view.Length; i++, index += stride)
                {
                    target[index] += view[i];
                }
            }
        }
    }

    private readonly ref struct Loop<T, TMove>(
        ReadOnlySpan<T> source, Span<T> target, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TMove : struct, IRunMove
    {
        private readonly ReadOnlySpan<T> _source = source;
        private readonly Span<T> _target = target;
        private readonly ReadOnlySpan<int> _strides = strides;
        private readonly ReadOnlySpan<int> _lengths = lengths;

        public void Run(int first, int count)
        {
            var runs = new Runs(stackalloc int[ScratchFor(_lengths.Length)], start, _strides, _lengths, first, count);
            while (runs.MoveNext())
            {
                TMove.Move(_source, _target, runs);
            }
        }
    }

    /// <summary>
    /// The stretches of a view, or of some of its elements, in which the position in the view advances by 1 and that in the array by a
    /// fixed stride. Neighboring axes that together are one longer axis are merged, so that whole rows, blocks or arrays are one run.
    /// </summary>
    private ref struct Runs
    {
        private readonly Span<int> _lengths;
        private readonly Span<int> _strides;
        private readonly Span<int> _position;
        private int _origin;
        private int _skipped;
        private int _left;

        /// <summary>Plans the walk.</summary>
        /// <param name="scratch">Room for <see cref="ScratchFor"/> the view's rank.</param>
        /// <param name="start">Where the view's first element is in the array.</param>
        /// <param name="strides">For each axis of the view, how far its next element is in the array.</param>
        /// <param name="lengths">The lengths of the view's axes, none of them 0.</param>
        /// <param name="first">The element of the view to begin with.</param>
        /// <param name="count">How many elements to walk over.</param>
        public Runs(Span<int> scratch, int start, ReadOnlySpan<int> strides, ReadOnlySpan<int> lengths, int first, int count)
        {
            var room = scratch.Length / 3;
            _lengths = scratch[..room];
            _strides = scratch.Slice(room, room);
            _position = scratch.Slice(2 * room, room);
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

            (View, Stride, _left) = (first, _strides[0], count);
            (var run, _skipped) = Math.DivRem(first, _lengths[0]);
            _origin = start;
            for (var group = 1; group < groups; group++)
            {
                (run, _position[group]) = Math.DivRem(run, _lengths[group]);
                _origin += _position[group] * _strides[group];
            }
        }

        /// <summary>The number of elements in the current run.</summary>
        public int Length { get; private set; }

        /// <summary>How far the next element of a run is in the array.</summary>
        public int Stride { get; }

        /// <summary>Where the current run starts in the array.</summary>
        public int Array { get; private set; }

        /// <summary>Where the current run starts in the view.</summary>
        public int View { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            if (Length > 0)
            {
                View += Length;
                MoveOrigin();
            }

            Array = _origin + (_skipped * Stride);
            Length = Math.Min(_lengths[0] - _skipped, _left);
            _left -= Length;
            _skipped = 0;
            return true;
        }

        // To the next run; there is one as long as elements are left.
        private void MoveOrigin()
        {
            for (var group = 1; group < _position.Length; group++)
            {
                _origin += _strides[group];
                if (++_position[group] < _lengths[group])
                {
                    return;
                }

                _origin -= _lengths[group] * _strides[group];
                _position[group] = 0;
            }
        }
    }
}
