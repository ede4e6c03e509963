using System.Numerics;

namespace Autograd;

/// <summary>
/// A window of an array by start and step: position i of the window along an axis is position <c>start[axis] + i step[axis]</c> of the
/// array. An axis with step 0 has one position, start, and the window does not have it.
/// </summary>
internal static class SliceWindow
{
    /// <summary>Copies the window of x to y.</summary>
    public static void Read<T>(NdArray<T> x, IntList start, IntList step, Shape window, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> strides = stackalloc int[window.Rank];
        var first = Locate(x.Shape, start, step, strides);
        StridedView.Read(x.Span, first, strides, window.Lengths, y);
    }

    /// <summary>Copies x to the window of y, which has a shape of its own; the rest of y stays as it is.</summary>
    public static void Write<T>(NdArray<T> x, IntList start, IntList step, Shape array, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> strides = stackalloc int[x.Shape.Rank];
        var first = Locate(array, start, step, strides);
        StridedView.Write(x.Span, y, first, strides, x.Shape.Lengths);
    }

    /// <summary>Adds x to the window of y, which has a shape of its own.</summary>
    public static void Add<T>(NdArray<T> x, IntList start, IntList step, Shape array, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> strides = stackalloc int[x.Shape.Rank];
        var first = Locate(array, start, step, strides);
        StridedView.Add(x.Span, y, first, strides, x.Shape.Lengths);
    }

    /// <summary>Refuses a window that is not inside its array.</summary>
    /// <exception cref="ArgumentException">The ranks differ, or a position of the window is outside the array.</exception>
    public static void RequireInside(string operation, Shape array, IntList start, IntList step, Shape window)
    {
        if (start.Count != array.Rank || step.Count != array.Rank || window.Rank != array.Rank - step.Span.Count(0))
        {
            throw new ShapeException(
                $"{operation}: a window of shape {window}, start {start} and step {step} does not lie in shape {array}; "
                + $"give one start and step for each of its {array.Rank} axes, and a length for each whose step is not 0.");
        }

        var kept = 0;
        for (var axis = 0; axis < array.Rank; axis++)
        {
            var length = step[axis] == 0 ? 1 : window[kept++];
            var last = start[axis] + ((length - 1L) * step[axis]);
            if (length > 0 && ((uint)start[axis] >= (uint)array[axis] || last < 0 || last >= array[axis]))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(start),
                    start[axis],
                    $"{operation}: positions {start[axis]} to {last} of axis {axis} are not all inside shape {array}; "
                    + $"that axis has positions 0 to {array[axis] - 1}.");
            }
        }
    }

    // Where the window starts in the array, and for each of its axes how far the next element is there.
    private static int Locate(Shape array, IntList start, IntList step, Span<int> strides)
    {
        var (first, stride, kept) = (0, 1, strides.Length);
        for (var axis = array.Rank - 1; axis >= 0; axis--)
        {
            first += start[axis] * stride;
            if (step[axis] != 0)
            {
                strides[--kept] = step[axis] * stride;
            }

            stride *= array[axis];
        }

        return first;
    }
}
