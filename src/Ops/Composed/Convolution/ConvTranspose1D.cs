using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y[n, o] = bias[o] + the sum over c of the kernels weight[c, o], each times an element of x[n, c] and added where its window
        /// lies: a convolution the other way round, which makes sequences longer.
        /// </summary>
        /// <remarks>
        /// The transposed convolution of images of height 1 (see ConvTranspose2D). x has shape (n, inputs, length), the
        /// weight (inputs, outputs / groups, kernel length), the bias (outputs). The result is
        /// (length - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1 long. Elsewhere
        /// <c>torch.conv_transpose1d</c>, <c>nn.ConvTranspose1d</c>.
        /// </remarks>
        /// <param name="weight">The kernels, (inputs, outputs / groups, kernel length).</param>
        /// <param name="bias">One number for each output; left out, 0.</param>
        /// <param name="stride">The distance from one window to the next in the result.</param>
        /// <param name="padding">The positions that are taken away at both ends of the result.</param>
        /// <param name="outputPadding">
        /// Positions that are added at its end, fewer than the stride: of the lengths whose convolution is x, which one.
        /// </param>
        /// <param name="dilation">The distance between neighboring elements of a window.</param>
        /// <param name="groups">The number of equal parts into which inputs and outputs are cut.</param>
        /// <returns>A node of shape (n, outputs, length).</returns>
        /// <exception cref="ShapeException">
        /// A rank is wrong, the channels do not fit or do not divide by the groups, or nothing is left between the paddings.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A stride, a dilation or the groups are below 1, a padding is negative, or the output padding is not below the stride.
        /// </exception>
        public Node<T> ConvTranspose1D(
            Node<T> weight, Node<T>? bias = null, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(weight);
            const string Name = "ConvTranspose1D";
            TransposedConvolution.RequireShapes(Name, "length", x.Shape, weight.Shape, bias?.Shape, groups);
            var window = new Window2D((1, weight.Shape[2]), (1, stride), (0, padding), (1, dilation));
            TransposedConvolution.RequireAxis(Name, "length", x.Shape[2], window.Columns(0), outputPadding);
            var y = TransposedConvolution.Of(x.ExpandDims(2), weight.ExpandDims(2), bias, window, (0, outputPadding), groups);
            return y.Squeeze(2);
        }
    }
}
