using System.Numerics;

namespace Autograd;

/// <summary>
/// z[o, c, i, j] = the sum over n, p, q of x[n, o, p, q] times element (i, j) of window (p, q) on
/// channel c of y[n]: the gradient of <see cref="Conv2D"/> by its weight.
/// </summary>
/// <remarks>
/// x has shape (n, outputs, rows of windows, columns of windows), the images y (n, channels, height, width), z (outputs,
/// channels / groups, kernel height, kernel width). The gradient of x is <see cref="Conv2D"/> of y with grad as its weight, that of
/// y <see cref="Conv2DImages"/> of x with grad, with a strong zero for elements that are in no window (<see cref="StrongZeros"/>). Of k
/// windows of all images, a sum is off by at most 1,024 + k / 65,536 roundings of the sum of the sizes.
/// </remarks>
/// <kinks test="Elements_in_no_window_keep_infinite_slopes_out">Elements in no window get a strong zero.</kinks>
/// <param name="Window">How the windows lie; their size is that of the kernels.</param>
/// <param name="Groups">The number of parts.</param>
public sealed record Conv2DWeight(Window2D Window, int Groups) : BinaryOp, IFused
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Convolution.RequireRank(Name, "x", x, "n, outputs, rows of windows, columns of windows");
        Convolution.RequireRank(Name, "the images", y, "n, channels, height, width");
        Convolution.RequireGroups(Name, Groups);
        Shape weight = [x[1], y[1] / Groups, Window.Size.Height, Window.Size.Width];
        Convolution.RequireResult(Name, x, y, weight, Window, Groups);
        return weight;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        if (x.Shape[1] / Groups >= OutputSums.LeastOutputs)
        {
            OutputSums.Sum(x, y, Window, Groups, z);
        }
        else
        {
            TapSums.Sum(x, y, Window, Groups, z);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Convolution.Of(y, grad, null, Window, Groups);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        Convolution.ImageGradient(x, grad, Window, y.Shape, Groups);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, images) = (inputs[0], inputs[1]);
        var patches = Convolution.Patches(new Unfold2D(Window).Apply(images), Groups);
        return Convolution.Outputs(x, Groups).MatMul(patches.Transpose([0, 2, 1]))
            .Reshape([x.Shape[1], images.Shape[1] / Groups, Window.Size.Height, Window.Size.Width]);
    }
}
