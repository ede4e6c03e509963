using System.Numerics;

namespace Autograd;

/// <summary>
/// z[n, c, h, w] = the sum over o, i, j, p, q of y[o, c, i, j] x[n, o, p, q], where element (i, j) of
/// window (p, q) is element (h, w) of the image: the gradient of <see cref="Conv2D"/> by its images.
/// </summary>
/// <remarks>
/// <para>Also called transposed convolution. x has shape (n, outputs, rows of windows, columns of
/// windows), the weight y (outputs, channels / groups, kernel height, kernel width), z
/// (n, channels, height, width). What lies in the padding is dropped; elements in no window are 0.</para>
/// <para>A sum over k products is off by at most max(1024, 2 sqrt(k) + 2) roundings of the sum of their sizes.</para>
/// <para>The gradient of x is <see cref="Conv2D"/> of grad, that of y <see cref="Conv2DWeight"/> of x and grad.</para>
/// </remarks>
/// <param name="Window">How the windows lie; their size is that of the kernels.</param>
/// <param name="Image">The height and width of an image.</param>
/// <param name="Groups">The number of parts.</param>
public sealed record Conv2DImages(Window2D Window, HeightWidth Image, int Groups) : BinaryOp, IFused
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Convolution.RequireRank(Name, "x", x, "n, outputs, rows of windows, columns of windows");
        Convolution.RequireRank(Name, "the weight", y, "outputs, channels / groups, height, width");
        Convolution.RequireGroups(Name, Groups);
        Shape images = [x[0], y[1] * Groups, Image.Height, Image.Width];
        Convolution.RequireResult(Name, x, images, y, Window, Groups);
        return images;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) => Correlation.OverImages(x, y, Window, Image, Groups, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Convolution.Of(grad, y, null, Window, Groups);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => new Conv2DWeight(Window, Groups).Apply(x, grad);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, weight) = (inputs[0], inputs[1]);
        var patches = Convolution.Kernels(weight, Groups).Transpose([0, 2, 1]).MatMul(Convolution.Outputs(x, Groups));
        return new Fold2D(Window, Image).Apply(
            patches.Reshape([weight.Shape[1] * Groups, Window.Size.Height, Window.Size.Width, x.Shape[0], x.Shape[2], x.Shape[3]]));
    }
}
