using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y[n, o] = bias[o] + the sum over c of the kernels weight[c, o], each times an element of x[n, c] and added where its window
        /// lies: a convolution the other way round, which makes images larger.
        /// </summary>
        /// <remarks>
        /// The gradient of a convolution by its images (<see cref="Conv2DImages"/>) under a name of its own. x has shape
        /// (n, inputs, height, width), the weight (inputs, outputs / groups, kernel height, kernel width), the bias (outputs). The result
        /// is (length - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1 long. Elsewhere
        /// <c>torch.conv_transpose2d</c>, <c>nn.ConvTranspose2d</c>, <c>lax.conv_transpose</c>.
        /// </remarks>
        /// <param name="weight">The kernels, (inputs, outputs / groups, kernel height, kernel width).</param>
        /// <param name="bias">One number for each output; left out, 0.</param>
        /// <param name="stride">The distance from one window to the next in the result; left out, 1.</param>
        /// <param name="padding">The rows and columns that are taken away around the result.</param>
        /// <param name="outputPadding">
        /// Rows and columns that are added at its end, fewer than the stride: of the lengths whose convolution is x, which one.
        /// </param>
        /// <param name="dilation">The distance between neighboring elements of a window; left out, 1.</param>
        /// <param name="groups">The number of equal parts into which inputs and outputs are cut.</param>
        /// <returns>A node of shape (n, outputs, height, width).</returns>
        /// <exception cref="ShapeException">
        /// A rank is wrong, the channels do not fit or do not divide by the groups, or nothing is left between the paddings.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A stride, a dilation or the groups are below 1, a padding is negative, or the output padding is not below the stride.
        /// </exception>
        public Node<T> ConvTranspose2D(
            Node<T> weight,
            Node<T>? bias = null,
            HeightWidth? stride = null,
            HeightWidth padding = default,
            HeightWidth outputPadding = default,
            HeightWidth? dilation = null,
            int groups = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(weight);
            const string Name = "ConvTranspose2D";
            TransposedConvolution.RequireShapes(Name, "height, width", x.Shape, weight.Shape, bias?.Shape, groups);
            var window = new Window2D((weight.Shape[2], weight.Shape[3]), stride ?? 1, padding, dilation ?? 1);
            TransposedConvolution.RequireAxis(Name, "height", x.Shape[2], window.Rows(0), outputPadding.Height);
            TransposedConvolution.RequireAxis(Name, "width", x.Shape[3], window.Columns(0), outputPadding.Width);
            return TransposedConvolution.Of(x, weight, bias, window, outputPadding, groups);
        }
    }
}
