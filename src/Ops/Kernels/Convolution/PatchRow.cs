namespace Autograd;

/// <summary>
/// One row of patches: what one element of the windows meets as the windows go along a row, as far as it lies in the image and not in the
/// padding. Patches are an array (channels, window height, window width, images, rows of windows, columns of windows).
/// </summary>
/// <param name="Patch">Where it starts in the patches.</param>
/// <param name="Image">Where it starts in the images (n, channels, height, width).</param>
/// <param name="Window">Where it starts in an array with one element for each window (n, channels, rows, columns).</param>
/// <param name="Count">How many elements it has, at least one.</param>
internal readonly record struct PatchRow(int Patch, int Image, int Window, int Count)
{
    /// <summary>The rows of the patches of some images, in the order of the patches; none where a row lies in the padding.</summary>
    /// <param name="window">How the windows lie.</param>
    /// <param name="images">The shape of the images.</param>
    public static IEnumerable<PatchRow> Of(Window2D window, Shape images) => Of(window, images, 0, images[1]);

    /// <inheritdoc cref="Of(Window2D, Shape)"/>
    /// <param name="window">How the windows lie.</param>
    /// <param name="images">The shape of the images.</param>
    /// <param name="firstChannel">The first channel whose patches are wanted.</param>
    /// <param name="channelCount">The number of channels.</param>
    public static IEnumerable<PatchRow> Of(Window2D window, Shape images, int firstChannel, int channelCount)
    {
        var (count, channels, height, width) = (images[0], images[1], images[2], images[3]);
        var rows = window.Rows(height);
        var columns = window.Columns(width);
        var (rowCount, columnCount) = (rows.Count, columns.Count);
        var patch = firstChannel * window.Size.Height * window.Size.Width * count * rowCount * columnCount;
        for (var channel = firstChannel; channel < firstChannel + channelCount; channel++)
        {
            for (var i = 0; i < window.Size.Height; i++)
            {
                for (var j = 0; j < window.Size.Width; j++)
                {
                    var (firstRow, endRow) = rows.Inside(i);
                    var (first, end) = columns.Inside(j);
                    for (var image = 0; image < count && first < end; image++)
                    {
                        var plane = (image * channels) + channel;
                        for (var row = firstRow; row < endRow; row++)
                        {
                            yield return new PatchRow(
                                patch + (((image * rowCount) + row) * columnCount) + first,
                                (((plane * height) + rows.Position(row, i)) * width) + columns.Position(first, j),
                                (((plane * rowCount) + row) * columnCount) + first,
                                end - first);
                        }
                    }

                    patch += count * rowCount * columnCount;
                }
            }
        }
    }
}
