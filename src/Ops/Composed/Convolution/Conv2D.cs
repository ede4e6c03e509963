using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y[n, o, p, q] = bias[o] + the sum over c, i, j of weight[o, c, i, j] times element (i, j) of window (p, q) on channel c of x[n]: a convolution of images.</summary>
        /// <remarks>
        /// <para>As everywhere in deep learning the kernel is not flipped (a cross-correlation). x has shape (n, channels, height, width), the
        /// weight (outputs, channels / groups, kernel height, kernel width), the bias (outputs), the result (n, outputs, rows of windows, columns
        /// of windows): floor((length + 2 padding - dilation (kernel - 1) - 1) / stride) + 1 along each axis.</para>
        /// <para>With groups, channels and outputs are cut into as many equal parts, and each part of the outputs sees its part of the channels;
        /// as many groups as channels is a depthwise convolution.</para>
        /// <para>One matrix product for the whole batch: the patches of all images (<see cref="Autograd.Unfold2D"/>) are its right factor. It holds
        /// kernel height times kernel width copies of x.</para>
        /// </remarks>
        /// <param name="weight">The kernels, (outputs, channels / groups, kernel height, kernel width).</param>
        /// <param name="bias">One number for each output; left out, 0.</param>
        /// <param name="stride">The distance from one window to the next; left out, 1.</param>
        /// <param name="padding">The rows and columns of zeros that are put around the images.</param>
        /// <param name="dilation">The distance between neighbouring elements of a window; left out, 1.</param>
        /// <param name="groups">The number of parts.</param>
        /// <returns>A node of shape (n, outputs, rows of windows, columns of windows).</returns>
        /// <exception cref="ShapeException">A rank is wrong, the channels do not fit or do not divide by the groups, or the kernel is larger than the padded image.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A stride, a dilation or the groups are below 1, or a padding is negative.</exception>
        public Node<T> Conv2D(
            Node<T> weight, Node<T>? bias = null, HeightWidth? stride = null, HeightWidth padding = default, HeightWidth? dilation = null, int groups = 1)
        {
            ArgumentNullException.ThrowIfNull(weight);
            Convolution.RequireShapes("Conv2D", "height, width", x.Shape, weight.Shape, bias?.Shape, groups);
            var window = new Window2D((weight.Shape[2], weight.Shape[3]), stride ?? 1, padding, dilation ?? 1);
            window.RequireInside("Conv2D", x.Shape);
            return Convolution.Of(x, weight, bias, window, groups);
        }
    }
}
