using System.Numerics;

namespace Autograd;

/// <summary>
/// A window of an array by start and step: position i of the window along an axis is position <c>start[axis] + i step[axis]</c> of the
/// array.
/// </summary>
internal static class SliceWindow
{
    /// <summary>Copies the window of x to y.</summary>
    public static void Read<T>(NdArray<T> x, IntList start, IntList step, Shape window, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> strides = stackalloc int[window.Rank];
        var first = Locate(x.Shape, start, step, strides);
        StridedRuns.Read(x.Span, first, strides, window.Lengths, y);
    }

    /// <summary>Copies x to the window of y, which has a shape of its own; the rest of y stays as it is.</summary>
    public static void Write<T>(NdArray<T> x, IntList start, IntList step, Shape array, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> strides = stackalloc int[x.Shape.Rank];
        var first = Locate(array, start, step, strides);
        StridedRuns.Write(x.Span, y, first, strides, x.Shape.Lengths);
    }

    /// <summary>Refuses a window that is not inside its array.</summary>
    /// <exception cref="ArgumentException">The ranks differ, a step is 0, or a position of the window is outside the array.</exception>
    public static void RequireInside(string operation, Shape array, IntList start, IntList step, Shape window)
    {
        if (start.Count != array.Rank || step.Count != array.Rank || window.Rank != array.Rank)
        {
            throw new ShapeException(
                $"{operation}: a window of shape {window}, start {start} and step {step} does not lie in shape {array}; "
                + $"give one length, start and step for each of its {array.Rank} axes.");
        }

        for (var axis = 0; axis < array.Rank; axis++)
        {
            if (step[axis] == 0)
            {
                throw new ArgumentException(
                    $"{operation}: the step of axis {axis} is 0; give 1 or more to go forward, -1 or less to go backward.", nameof(step));
            }

            var last = start[axis] + ((window[axis] - 1L) * step[axis]);
            if (window[axis] > 0 && ((uint)start[axis] >= (uint)array[axis] || last < 0 || last >= array[axis]))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(start),
                    start[axis],
                    $"{operation}: positions {start[axis]} to {last} of axis {axis} are not all inside shape {array}; "
                    + $"that axis has positions 0 to {array[axis] - 1}.");
            }
        }
    }

    private static int Locate(Shape array, IntList start, IntList step, Span<int> strides)
    {
        StridedRuns.StridesOf(array.Lengths, strides);
        var first = 0;
        for (var axis = 0; axis < strides.Length; axis++)
        {
            first += start[axis] * strides[axis];
            strides[axis] *= step[axis];
        }

        return first;
    }
}
