namespace Autograd;

/// <summary>The windows along one axis of an image: element i of window q lies at q stride - padding + i dilation.</summary>
/// <remarks>
/// <para>Elements of a window whose distance is a multiple of the stride lie on the same elements of the axis, in different windows: they
/// are of one phase. What a phase reads, with gaps of the stride left out, is a row of cells. For three windows of size 3 with stride
/// 2:</para>
/// <code>
/// axis        0 1 2 3 4 5 6
/// window 0    0 1 2            phase 0: cells 0 2 4 6; window q reads cell q with element 0, and cell q + 1 with element 2
/// window 1        0 1 2        phase 1: cells 1 3 5 -; window q reads cell q with element 1
/// window 2            0 1 2
/// </code>
/// <para>So element i is of phase i modulo <see cref="Phases"/>, and reads cell q + <see cref="Shift"/> in window q.</para>
/// </remarks>
internal readonly record struct WindowAxis(int Length, int Size, int Stride, int Padding, int Dilation)
{
    /// <summary>The number of windows.</summary>
    public int Count => (int)Math.Min(((Padded - Extent) / Stride) + 1, int.MaxValue);

    /// <summary>Whether each element of the axis is in a window.</summary>
    public bool ReachesAll
    {
        get
        {
            for (var position = 0; position < Length; position++)
            {
                if (!Reaches(position))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The number of phases.</summary>
    public int Phases
    {
        get
        {
            var (divisor, rest) = (Stride, Dilation % Stride);
            while (rest != 0)
            {
                (divisor, rest) = (rest, divisor % rest);
            }

            return Math.Min(Size, Stride / divisor);
        }
    }

    /// <summary>The number of cells of a phase: one for each window, and as many more as the last element of a window is shifted.</summary>
    public long Cells => Count + ((Size - 1L) * Dilation / Stride);

    private long Padded => Length + (2L * Padding);

    // From the first element of a window to its last.
    private long Extent => ((Size - 1L) * Dilation) + 1;

    /// <summary>Where an element of a window lies; outside the axis it lies in the padding.</summary>
    public int Position(int window, int element) => (int)(((long)window * Stride) - Padding + ((long)element * Dilation));

    /// <summary>The windows, from the first up to but without the end, whose element lies on the axis and not in the padding.</summary>
    public (int First, int End) Inside(int element) => Inside(Padding - ((long)element * Dilation), Count);

    /// <summary>How many cells an element is beyond the first one of its phase.</summary>
    public int Shift(int element) => (int)((long)element * Dilation / Stride);

    /// <summary>The number of elements of a window that are of a phase.</summary>
    public int ElementsOf(int phase) => (Size - phase + Phases - 1) / Phases;

    /// <summary>Where a cell of a phase lies on the axis; outside the axis it lies in the padding.</summary>
    public int CellPosition(int cell, int phase) => (int)(((long)cell * Stride) - Padding + ((long)phase * Dilation % Stride));

    /// <summary>The cells, from the first up to but without the end, that lie on the axis and not in the padding.</summary>
    public (int First, int End) CellsInside(int phase) => Inside(Padding - ((long)phase * Dilation % Stride), Cells);

    /// <summary>Refuses numbers that no window can have, and windows that do not fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size, stride or dilation is below 1, or the padding negative.</exception>
    /// <exception cref="ShapeException">A window is larger than the axis with its padding.</exception>
    public void Require(string operation, string axis)
    {
        RequireAtLeast(1, "size", Size, operation, axis);
        RequireAtLeast(1, "stride", Stride, operation, axis);
        RequireAtLeast(0, "padding", Padding, operation, axis);
        RequireAtLeast(1, "dilation", Dilation, operation, axis);
        if (Padded < Extent)
        {
            throw new ShapeException(
                $"{operation}: a window of size {Size} with dilation {Dilation} spans {Extent} elements, "
                + $"but along the {axis} there are {Length}, {Padded} with the padding on both sides; "
                + "make the window smaller or the padding larger.");
        }
    }

    private bool Reaches(int position)
    {
        for (var element = 0; element < Size; element++)
        {
            var (window, rest) = Math.DivRem((long)position + Padding - ((long)element * Dilation), Stride);
            if (rest == 0 && window >= 0 && window < Count)
            {
                return true;
            }
        }

        return false;
    }

    private (int First, int End) Inside(long before, long count)
    {
        var first = before <= 0 ? 0 : (before + Stride - 1) / Stride;
        var end = Length + before <= 0 ? 0 : ((Length + before - 1) / Stride) + 1;
        var bounded = Math.Min(end, count);
        return ((int)Math.Min(first, bounded), (int)bounded);
    }

    private static void RequireAtLeast(int least, string argument, int number, string operation, string axis)
    {
        if (number < least)
        {
            throw new ArgumentOutOfRangeException(
                argument, number, $"{operation}: {argument} {number} along the {axis} must be {least} or more.");
        }
    }
}
