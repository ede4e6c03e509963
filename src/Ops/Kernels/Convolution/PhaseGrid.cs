using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// A copy of some rows of an image, with zeros for the padding, in which neighboring windows read neighboring cells, whatever the stride:
/// sums over all windows read it in vectors, without patches being written out.
/// </summary>
/// <remarks>
/// For each channel and each pair of phases (<see cref="WindowAxis"/>) there is a plane of cells, row-major. Element (i, j) of window
/// (p, q) reads the cell <c>Offset(channel, i, j) + p Pitch + q</c>. With stride 1 there is one phase, and the plane is the padded image.
/// </remarks>
/// <param name="rows">The windows along the height.</param>
/// <param name="columns">The windows along the width.</param>
/// <param name="band">The rows of windows that are wanted at a time.</param>
internal readonly struct PhaseGrid(WindowAxis rows, WindowAxis columns, int band)
{
    private readonly int _height = band + rows.Shift(rows.Size - 1);
    private readonly int _rowPhases = rows.Phases;
    private readonly int _columnPhases = columns.Phases;

    /// <summary>The distance between neighboring rows of cells.</summary>
    public int Pitch { get; } = (int)columns.Cells;

    /// <summary>The number of cells for each channel.</summary>
    public int ChannelSize => _rowPhases * _columnPhases * _height * Pitch;

    /// <summary>The most rows of windows, at least one, whose grid has no more than a number of cells.</summary>
    public static int BandFor(WindowAxis rows, WindowAxis columns, int channels, int cells)
    {
        var row = Math.Max(channels, 1) * (long)rows.Phases * columns.Phases * columns.Cells;
        return (int)Math.Clamp((cells / row) - rows.Shift(rows.Size - 1), 1, rows.Count);
    }

    /// <summary>The cell that element (i, j) of the first window reads.</summary>
    public int Offset(int channel, int i, int j)
    {
        var plane = (i % _rowPhases * _columnPhases) + (j % _columnPhases);
        return (channel * ChannelSize) + (plane * _height * Pitch) + (rows.Shift(i) * Pitch) + columns.Shift(j);
    }

    /// <summary>The cell that a tap of the first window reads; taps are the elements (channel, i, j) in row-major order.</summary>
    public int Offset(int tap)
    {
        var (channelAndRow, j) = Math.DivRem(tap, columns.Size);
        var (channel, i) = Math.DivRem(channelAndRow, rows.Size);
        return Offset(channel, i, j);
    }

    /// <summary>Copies a band of windows.</summary>
    /// <param name="image">(channels, height, width).</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="firstRow">The first row of windows of the band.</param>
    /// <param name="cells">(channels, row phases, column phases, rows, pitch); holds zeros, or a band copied before.</param>
    public unsafe void Read<T>(T* image, int channels, int firstRow, T* cells)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var channel = 0; channel < channels; channel++)
        {
            for (var i = 0; i < _rowPhases; i++)
            {
                for (var j = 0; j < _columnPhases; j++)
                {
                    ReadPlane(image, i, j, firstRow, cells);
                    cells += _height * Pitch;
                }
            }

            image += (nint)rows.Length * columns.Length;
        }
    }

    // The cells left and right of the image stay 0; the rows of cells above and below it are cleared.
    private unsafe void ReadPlane<T>(T* image, int rowPhase, int columnPhase, int firstRow, T* cells)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (first, end) = rows.CellsInside(rowPhase);
        var (left, right) = columns.CellsInside(columnPhase);
        if (first >= end || left >= right)
        {
            new Span<T>(cells, _height * Pitch).Clear();
            return;
        }

        var (top, bottom) = (Math.Clamp(first - firstRow, 0, _height), Math.Clamp(end - firstRow, 0, _height));
        var row = rows.CellPosition(firstRow + top, rowPhase);
        var from = image + ((nint)row * columns.Length) + columns.CellPosition(left, columnPhase);
        new Span<T>(cells, top * Pitch).Clear();
        CopyRows(from, (nint)rows.Stride * columns.Length, columns.Stride, cells + (top * Pitch) + left, Pitch, bottom - top, right - left);
        new Span<T>(cells + (bottom * Pitch), (_height - bottom) * Pitch).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void CopyRows<T>(T* from, nint fromPitch, int stride, T* to, nint toPitch, int rows, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = 0; row < rows; row++)
        {
            StridedCopy.Gather(from, stride, new Span<T>(to, length));
            from += fromPitch;
            to += toPitch;
        }
    }
}
