using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The mean of x in each window of a sequence; the zeros of the padding count, if it is not said otherwise.</summary>
        /// <remarks>
        /// <c>AveragePool2D</c> of images of height 1. x has shape (n, channels, length), the result (n, channels, windows):
        /// floor((length + 2 padding - size) / stride) + 1. Elsewhere <c>torch.avg_pool1d</c>, <c>nn.AvgPool1d</c>.
        /// </remarks>
        /// <kinks test="Pooling_of_sequences_is_that_of_images_of_height_1">Elements in no window get a strong zero.</kinks>
        /// <param name="size">The length of a window.</param>
        /// <param name="stride">The distance from one window to the next; left out, the size, so that windows lie side by side.</param>
        /// <param name="padding">The zeros that are put at both ends, fewer than the window has.</param>
        /// <param name="countPadding">Whether the zeros of the padding count; if not, a mean is that of the elements of x alone.</param>
        /// <returns>A node of shape (n, channels, windows).</returns>
        /// <exception cref="ShapeException">x is not (n, channels, length), or a window is larger than the padded sequence.</exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// The size or the stride is below 1, or the padding is negative or as large as the window.
        /// </exception>
        public Node<T> AveragePool1D(int size, int? stride = null, int padding = 0, bool countPadding = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            return SequencePooling.Of("AveragePool1D", x, size, stride, padding, (image, window) =>
                image.AveragePool2D(window.Size, window.Stride, window.Padding, countPadding));
        }
    }
}
