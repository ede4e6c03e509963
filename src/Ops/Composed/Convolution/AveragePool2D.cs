using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The mean of x in each window; the zeros of the padding count.</summary>
        /// <remarks>
        /// x has shape (n, channels, height, width), the result (n, channels, rows of windows, columns of
        /// windows): floor((length + 2 padding - size) / stride) + 1 along each axis. Always divided by the
        /// number of elements of a window, so one that lies partly in the padding has a smaller mean
        /// (PyTorch's default, count_include_pad). The gradient is shared equally by the elements of a window.
        /// </remarks>
        /// <kinks test="Average_pooling_counts_the_zeros_of_the_padding">
        /// The zeros of the padding count; elements in no window get a strong zero.
        /// </kinks>
        /// <param name="size">The height and width of a window.</param>
        /// <param name="stride">The distance from one window to the next; left out, the size, so that windows lie side by side.</param>
        /// <param name="padding">The rows and columns of zeros that are put around the image, fewer than the window has.</param>
        /// <returns>A node of shape (n, channels, rows of windows, columns of windows).</returns>
        /// <exception cref="ShapeException">x is not (n, channels, height, width), or a window is larger than the padded image.</exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A size or a stride is below 1, or a padding is negative or as large as the window.
        /// </exception>
        public Node<T> AveragePool2D(HeightWidth size, HeightWidth? stride = null, HeightWidth padding = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            var window = Window2D.Pooling("AveragePool2D", size, stride, padding);
            window.RequireInside("AveragePool2D", x.Shape);
            return new Unfold2D(window).Apply(x).Mean([1, 2]).Transpose([1, 0, 2, 3]);
        }
    }
}
