using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// A copy of some rows of an image, laid out so that what an element of the windows meets as the windows go along a row lies together, whatever
/// the stride, with zeros for the padding: the sum of a convolution over all windows reads it from there, without patches being written out.
/// </summary>
/// <remarks>
/// For each channel and each pair of phases (<see cref="WindowAxis.Phases"/>) a plane of places; window (p, q) meets with element (i, j)
/// the place at <c>Offset(channel, i, j) + p Pitch + q</c>. With stride 1 there is one phase, and the plane is the padded image.
/// </remarks>
/// <param name="rows">The windows along the height.</param>
/// <param name="columns">The windows along the width.</param>
/// <param name="band">The rows of windows that are wanted at a time.</param>
internal readonly struct PhaseGrid(WindowAxis rows, WindowAxis columns, int band)
{
    private readonly int _height = band + rows.Shift(rows.Size - 1);
    private readonly int _rowPhases = rows.Phases;
    private readonly int _columnPhases = columns.Phases;

    /// <summary>The distance between neighboring rows of places.</summary>
    public int Pitch { get; } = (int)columns.Places;

    /// <summary>The number of places for each channel.</summary>
    public int ChannelSize => _rowPhases * _columnPhases * _height * Pitch;

    /// <summary>The most rows of windows, at least one, for which the places of so many channels are no more than some number.</summary>
    public static int BandFor(WindowAxis rows, WindowAxis columns, int channels, int places)
    {
        var row = Math.Max(channels, 1) * (long)rows.Phases * columns.Phases * columns.Places;
        return (int)Math.Clamp((places / row) - rows.Shift(rows.Size - 1), 1, rows.Count);
    }

    /// <summary>Where the place is that element (i, j) of the first window meets.</summary>
    public int Offset(int channel, int i, int j) =>
        (channel * ChannelSize) + (((i % _rowPhases * _columnPhases) + (j % _columnPhases)) * _height * Pitch) + (rows.Shift(i) * Pitch) + columns.Shift(j);

    /// <summary>Copies the places of a band.</summary>
    /// <param name="image">The channels of an image, one after the other.</param>
    /// <param name="channels">Their number.</param>
    /// <param name="firstRow">The first row of windows of the band.</param>
    /// <param name="places">Holds zeros, or another band copied by the same grid.</param>
    public unsafe void Read<T>(T* image, int channels, int firstRow, T* places)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var channel = 0; channel < channels; channel++)
        {
            for (var i = 0; i < _rowPhases; i++)
            {
                var (first, end) = rows.PlacesInside(i);
                for (var j = 0; j < _columnPhases; j++)
                {
                    var (left, right) = columns.PlacesInside(j);
                    if (first >= end || left >= right)
                    {
                        new Span<T>(places, _height * Pitch).Clear();
                        places += _height * Pitch;
                        continue;
                    }

                    // What is left and right of the image stays 0, and above and below it whole rows are.
                    var (top, bottom) = (Math.Clamp(first - firstRow, 0, _height), Math.Clamp(end - firstRow, 0, _height));
                    var from = image + ((nint)rows.PlacePosition(firstRow + top, i) * columns.Length) + columns.PlacePosition(left, j);
                    new Span<T>(places, top * Pitch).Clear();
                    CopyRows(from, (nint)rows.Stride * columns.Length, columns.Stride, places + (top * Pitch) + left, Pitch, bottom - top, right - left);
                    new Span<T>(places + (bottom * Pitch), (_height - bottom) * Pitch).Clear();
                    places += _height * Pitch;
                }
            }

            image += (nint)rows.Length * columns.Length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void CopyRows<T>(T* from, nint fromPitch, int step, T* to, nint toPitch, int rows, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = 0; row < rows; row++)
        {
            Steps.Gather(from, step, new Span<T>(to, length));
            from += fromPitch;
            to += toPitch;
        }
    }
}
