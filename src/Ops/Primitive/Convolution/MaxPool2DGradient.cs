namespace Autograd;

/// <summary>
/// z shares each element of y equally among the largest elements of x in its window, and adds up
/// the shares: the gradient of <see cref="MaxPool2D"/>.
/// </summary>
/// <remarks>
/// x has shape (n, channels, height, width), y (n, channels, rows of windows, columns of windows), z the shape of x. The gradient of y is
/// <see cref="MaxPool2DMean"/> of grad; x only says where the largest elements are, and has no gradient.
/// </remarks>
/// <kinks test="Max_pooling_shares_the_gradient_of_a_tie_equally">A tie shares equally; all other elements get a strong zero.</kinks>
/// <param name="Size">The height and width of a window.</param>
/// <param name="Stride">The distance from one window to the next.</param>
/// <param name="Padding">The rows and columns that are put around the image and never win, fewer than the window has.</param>
public sealed record MaxPool2DGradient(HeightWidth Size, HeightWidth Stride, HeightWidth Padding) : BinaryOp
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        var windows = MaxPool2D.WindowsOf(Name, x, Window());
        return y == windows
            ? x
            : throw new ShapeException(
                $"{Name}: y has shape {y}, but x of shape {x} has windows {windows}; give one element for each window.");
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) => MaxWindows.Share(x, y.Span, Window(), z);

    /// <inheritdoc/>
    protected override Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
    {
        var mean = new MaxPool2DMean(Size, Stride, Padding);
        var gradient = mean.Apply(x, grad);
        return StrongZeros.Move(grad, gradient, mask => mean.Apply(x, mask));
    }

    private Window2D Window() => Window2D.Pooling(Name, Size, Stride, Padding);
}
