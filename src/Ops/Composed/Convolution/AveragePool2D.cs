using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The mean of x in each window; the zeros of the padding count, if it is not said otherwise.</summary>
        /// <remarks>
        /// x has shape (n, channels, height, width), the result (n, channels, rows of windows, columns of
        /// windows): floor((length + 2 padding - size) / stride) + 1 along each axis. Divided by the
        /// number of elements of a window, so one that lies partly in the padding has a smaller mean
        /// (PyTorch's default, count_include_pad); or by that of its elements of x. The gradient is shared equally by the elements of a
        /// window. Elsewhere <c>torch.avg_pool2d</c>, <c>nn.AvgPool2d</c>.
        /// </remarks>
        /// <kinks test="Average_pooling_counts_the_zeros_of_the_padding">
        /// The zeros of the padding count; elements in no window get a strong zero.
        /// </kinks>
        /// <param name="size">The height and width of a window.</param>
        /// <param name="stride">The distance from one window to the next; left out, the size, so that windows lie side by side.</param>
        /// <param name="padding">The rows and columns of zeros that are put around the image, fewer than the window has.</param>
        /// <param name="countPadding">Whether the zeros of the padding count; if not, a mean is that of the elements of x alone.</param>
        /// <returns>A node of shape (n, channels, rows of windows, columns of windows).</returns>
        /// <exception cref="ShapeException">x is not (n, channels, height, width), or a window is larger than the padded image.</exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A size or a stride is below 1, or a padding is negative or as large as the window.
        /// </exception>
        public Node<T> AveragePool2D(HeightWidth size, HeightWidth? stride = null, HeightWidth padding = default, bool countPadding = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            var window = Window2D.Pooling("AveragePool2D", size, stride, padding);
            window.RequireInside("AveragePool2D", x.Shape);
            var mean = new Unfold2D(window).Apply(x).Mean([1, 2]).Transpose([1, 0, 2, 3]);
            return countPadding || padding == 0
                ? mean
                : mean * (Parts<T>(window.Rows(x.Shape[2])).Reshape([-1, 1]) * Parts<T>(window.Columns(x.Shape[3])));
        }
    }

    // For each window along an axis the length of all of it, over that of its elements that do not lie in the padding.
    private static Node<T> Parts<T>(WindowAxis axis)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parts = new T[axis.Count];
        for (var window = 0; window < parts.Length; window++)
        {
            var inside = Enumerable.Range(0, axis.Size).Count(element => (uint)axis.Position(window, element) < (uint)axis.Length);
            parts[window] = T.CreateChecked((double)axis.Size / inside);
        }

        return Node.Constant(NdArray.Wrap([parts.Length], parts));
    }
}
