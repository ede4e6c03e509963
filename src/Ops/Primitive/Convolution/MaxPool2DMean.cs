namespace Autograd;

/// <summary>z is the mean of y where x has its largest element in each window: the derivative of <see cref="MaxPool2D"/> along y.</summary>
/// <remarks>
/// x and y have shape (n, channels, height, width), z (n, channels, rows of windows, columns of windows). The gradient of y is
/// <see cref="MaxPool2DGradient"/> of grad; x only says where the largest elements are, and has no gradient.
/// </remarks>
/// <kinks test="The_derivative_of_max_pooling_along_a_direction_is_its_mean_where_elements_tie">
/// Where elements tie, the mean of all of them; other elements get a strong zero.
/// </kinks>
/// <param name="Size">The height and width of a window.</param>
/// <param name="Stride">The distance from one window to the next.</param>
/// <param name="Padding">The rows and columns that are put around the image and never win, fewer than the window has.</param>
public sealed record MaxPool2DMean(HeightWidth Size, HeightWidth Stride, HeightWidth Padding) : BinaryOp
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y) => x == y
        ? MaxPool2D.WindowsOf(Name, x, Window())
        : throw new ShapeException($"{Name}: x has shape {x} and y has shape {y}; they must be the same.");

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) => MaxWindows.Mean(x, y.Span, Window(), z);

    /// <inheritdoc/>
    protected override Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
    {
        var share = new MaxPool2DGradient(Size, Stride, Padding);
        return StrongZeros.Select(grad, part => share.Apply(x, part));
    }

    private Window2D Window() => Window2D.Pooling(Name, Size, Stride, Padding);
}
