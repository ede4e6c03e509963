using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y[n, o, q] = bias[o] + the sum over c, j of weight[o, c, j] times element j of window q
        /// on channel c of x[n]: a convolution of sequences.
        /// </summary>
        /// <remarks>
        /// The convolution of images of height 1 (see Conv2D). x has shape (n, channels, length), the
        /// weight (outputs, channels / groups, kernel length), the bias (outputs), the result
        /// (n, outputs, windows): floor((length + 2 padding - dilation (kernel - 1) - 1) / stride) + 1.
        /// </remarks>
        /// <param name="weight">The kernels, (outputs, channels / groups, kernel length).</param>
        /// <param name="bias">One number for each output; left out, 0.</param>
        /// <param name="stride">The distance from one window to the next.</param>
        /// <param name="padding">The zeros that are put at both ends.</param>
        /// <param name="dilation">The distance between neighboring elements of a window.</param>
        /// <param name="groups">
        /// The number of equal parts into which channels and outputs are cut; each part of the outputs sees its part of the channels.
        /// </param>
        /// <returns>A node of shape (n, outputs, windows).</returns>
        /// <exception cref="ShapeException">
        /// A rank is wrong, the channels do not fit or do not divide by the groups, or the kernel is larger than the padded sequence.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// The stride, the dilation or the groups are below 1, or the padding is negative.
        /// </exception>
        public Node<T> Conv1D(Node<T> weight, Node<T>? bias = null, int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(weight);
            Convolution.RequireShapes(
                "Conv1D", "length", x.Shape, weight.Shape, bias?.Shape, groups, Origins.OfInputs(x, weight, bias));
            var window = new Window2D((1, weight.Shape[2]), (1, stride), (0, padding), (1, dilation));
            window.Columns(x.Shape[2]).Require("Conv1D", "length");
            var y = Convolution.Of(
                x.Reshape([x.Shape[0], x.Shape[1], 1, x.Shape[2]]),
                weight.Reshape([weight.Shape[0], weight.Shape[1], 1, weight.Shape[2]]),
                bias,
                window,
                groups);
            return y.Reshape([y.Shape[0], y.Shape[1], y.Shape[3]]);
        }
    }
}
