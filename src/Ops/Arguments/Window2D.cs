namespace Autograd;

/// <summary>How the windows of a convolution or a pooling lie on an image.</summary>
/// <remarks>
/// Along an axis of length l there are floor((l + 2 padding - dilation (size - 1) - 1) / stride) + 1 windows; what is left over at the
/// end is in none of them.
/// </remarks>
/// <param name="Size">The elements of a window, 1 or more.</param>
/// <param name="Stride">The distance from one window to the next, 1 or more.</param>
/// <param name="Padding">The zeros that are put around the image, on both sides alike; 0 or more.</param>
/// <param name="Dilation">The distance between neighboring elements of a window, 1 or more; 1 leaves no gaps.</param>
public readonly record struct Window2D(HeightWidth Size, HeightWidth Stride, HeightWidth Padding, HeightWidth Dilation)
{
    /// <summary>The four numbers along each axis.</summary>
    public override string ToString() => $"size {Size}, stride {Stride}, padding {Padding}, dilation {Dilation}";

    /// <summary>
    /// The windows of a pooling: without gaps, side by side unless a stride is given, and each with at least one element of the image.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The padding is as large as a window.</exception>
    internal static Window2D Pooling(string operation, HeightWidth size, HeightWidth? stride, HeightWidth padding) =>
        padding.Height < Math.Max(size.Height, 1) && padding.Width < Math.Max(size.Width, 1)
            ? new Window2D(size, stride ?? size, padding, 1)
            : throw new ArgumentOutOfRangeException(nameof(padding), padding,
                $"{operation}: padding {padding} is not smaller than size {size}, so there would be windows of nothing but padding; "
                + "make it smaller.");

    /// <summary>The windows along the height of an image.</summary>
    internal WindowAxis Rows(int height) => new(height, Size.Height, Stride.Height, Padding.Height, Dilation.Height);

    /// <summary>The windows along the width of an image.</summary>
    internal WindowAxis Columns(int width) => new(width, Size.Width, Stride.Width, Padding.Width, Dilation.Width);

    /// <summary>Refuses numbers that no window can have, and windows that do not fit into images (n, c, h, w).</summary>
    /// <exception cref="ShapeException">The images have another rank, or are smaller than a window.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size, a stride or a dilation is below 1, or a padding is negative.</exception>
    internal void RequireInside(string operation, Shape images)
    {
        if (images.Rank != 4)
        {
            throw new ShapeException(
                $"{operation}: x has shape {images} with {images.Rank} axes; give images (n, channels, height, width).");
        }

        Rows(images[2]).Require(operation, "height");
        Columns(images[3]).Require(operation, "width");
    }
}
