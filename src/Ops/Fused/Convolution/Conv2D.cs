using System.Numerics;

namespace Autograd;

/// <summary>
/// y[n, o, p, q] = bias[o] + the sum over c, i, j of weight[o, c, i, j] times element (i, j) of
/// window (p, q) on channel c of x[n]: a convolution of images.
/// </summary>
/// <remarks>
/// <para>As everywhere in deep learning the kernel is not flipped (a cross-correlation). x has shape (n, channels, height, width), the
/// weight (outputs, channels / groups, kernel height, kernel width), the bias (outputs), the result (n, outputs, rows of windows, columns
/// of windows): floor((length + 2 padding - dilation (kernel - 1) - 1) / stride) + 1 along each axis.</para>
/// <para>With g groups, channels and outputs are cut into g equal parts, and each part of the outputs sees only its part of the channels;
/// one group for each channel is a depthwise convolution.</para>
/// <para>The gradient of x is <see cref="Conv2DImages"/>, with a strong zero for elements that are in no window
/// (<see cref="StrongZeros"/>); that of the weight is <see cref="Conv2DWeight"/>; that of the bias the sum of grad
/// for each output. It equals a matrix product with the patches of all images (<see cref="Autograd.Unfold2D"/>),
/// which would hold kernel height times kernel width copies of x; here they are not written out.</para>
/// <para>A sum over k products is off by at most max(1024, 2 sqrt(k) + 2) roundings of the sum of their sizes.</para>
/// </remarks>
/// <kinks test="Elements_in_no_window_keep_infinite_slopes_out">Elements in no window get a strong zero.</kinks>
/// <param name="Window">How the windows lie; their size is that of the kernels.</param>
/// <param name="Groups">The number of parts.</param>
public sealed record Conv2D(Window2D Window, int Groups) : Op, IFused
{
    /// <inheritdoc/>
    public override Arity Arity => new(2, 3, "x, the weight and, if wanted, a bias");

    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) =>
        Convolution.ResultOf(Name, inputs[0], inputs[1], inputs.Length == 3 ? inputs[2] : null, Window, Groups);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) =>
        Correlation.OverWindows(inputs[0], inputs[1], inputs.Length == 3 ? inputs[2].Span : [], Window, Groups, output);

    /// <inheritdoc/>
    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var (x, weight) = (inputs[0], inputs[1]);
        var gradients = new Node<T>?[inputs.Length];
        gradients[0] = x.RequiresGrad ? Convolution.ImageGradient(grad, weight, Window, x.Shape, Groups) : null;
        gradients[1] = weight.RequiresGrad ? new Conv2DWeight(Window, Groups).Apply(grad, x) : null;
        if (inputs.Length == 3 && inputs[2].RequiresGrad)
        {
            gradients[2] = grad.Sum([2, 3]).Sum(0);
        }

        return gradients;
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var patches = new Unfold2D(Window).Apply(inputs[0]);
        var (images, rows, columns) = (patches.Shape[3], patches.Shape[4], patches.Shape[5]);
        var outputs = inputs[1].Shape[0];
        var y = Convolution.Kernels(inputs[1], Groups).MatMul(Convolution.Patches(patches, Groups));
        y = inputs.Length == 3 ? y + inputs[2].Reshape([Groups, outputs / Groups, 1]) : y;
        return y.Reshape([outputs, images, rows, columns]).Transpose([1, 0, 2, 3]);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Conv2D"/>
        /// <param name="weight">The kernels, (outputs, channels / groups, kernel height, kernel width).</param>
        /// <param name="bias">One number for each output; left out, 0.</param>
        /// <param name="stride">The distance from one window to the next; left out, 1.</param>
        /// <param name="padding">The rows and columns of zeros that are put around the images.</param>
        /// <param name="dilation">The distance between neighboring elements of a window; left out, 1.</param>
        /// <param name="groups">The number of parts.</param>
        /// <returns>A node of shape (n, outputs, rows of windows, columns of windows).</returns>
        /// <exception cref="ShapeException">
        /// A rank is wrong, the channels do not fit or do not divide by the groups, or the kernel is larger than the padded image.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A stride, a dilation or the groups are below 1, or a padding is negative.
        /// </exception>
        public Node<T> Conv2D(
            Node<T> weight,
            Node<T>? bias = null,
            HeightWidth? stride = null,
            HeightWidth padding = default,
            HeightWidth? dilation = null,
            int groups = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(weight);
            Convolution.RequireShapes(
                "Conv2D", "height, width", x.Shape, weight.Shape, bias?.Shape, groups, Origins.OfInputs(x, weight, bias));
            var window = new Window2D((weight.Shape[2], weight.Shape[3]), stride ?? 1, padding, dilation ?? 1);
            return Convolution.Of(x, weight, bias, window, groups);
        }
    }
}
