using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The largest element of x in each window of a sequence; padding never wins, NaN does.</summary>
        /// <remarks>
        /// <see cref="Autograd.MaxPool2D"/> of images of height 1. x has shape (n, channels, length), the result (n, channels, windows):
        /// floor((length + 2 padding - size) / stride) + 1. Elsewhere <c>torch.max_pool1d</c>, <c>nn.MaxPool1d</c>.
        /// </remarks>
        /// <kinks test="Pooling_of_sequences_is_that_of_images_of_height_1">
        /// A tie shares the gradient equally; the other elements get a strong zero.
        /// </kinks>
        /// <param name="size">The length of a window.</param>
        /// <param name="stride">The distance from one window to the next; left out, the size, so that windows lie side by side.</param>
        /// <param name="padding">The positions that are put at both ends and never win, fewer than the window has.</param>
        /// <returns>A node of shape (n, channels, windows).</returns>
        /// <exception cref="ShapeException">
        /// x is not (n, channels, length), a window is larger than the padded sequence, or there are no elements to search.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// The size or the stride is below 1, or the padding is negative or as large as the window.
        /// </exception>
        public Node<T> MaxPool1D(int size, int? stride = null, int padding = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            return SequencePooling.Of("MaxPool1D", x, size, stride, padding, (image, window) =>
                image.MaxPool2D(window.Size, window.Stride, window.Padding));
        }
    }
}
