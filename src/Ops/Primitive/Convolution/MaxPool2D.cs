using System.Numerics;

namespace Autograd;

/// <summary>y is the largest element of x in each window; padding never wins, NaN does.</summary>
/// <remarks>
/// <para>x has shape (n, channels, height, width), y (n, channels, rows of windows, columns of
/// windows): floor((length + 2 padding - size) / stride) + 1 along each axis.</para>
/// <para>The gradient goes to the largest element of a window; elements that tie share it equally, and all others
/// get a strong zero (<see cref="MaxPool2DGradient"/>, <see cref="StrongZeros"/>). An element that is the largest
/// of several windows gets the sum. A window with NaN shares its gradient among all of its elements.</para>
/// </remarks>
/// <kinks test="Max_pooling_shares_the_gradient_of_a_tie_equally">
/// A tie shares the gradient equally; the other elements get a strong zero; padding never wins, NaN does.
/// </kinks>
/// <param name="Size">The height and width of a window.</param>
/// <param name="Stride">The distance from one window to the next.</param>
/// <param name="Padding">The rows and columns that are put around the image and never win, fewer than the window has.</param>
public sealed record MaxPool2D(HeightWidth Size, HeightWidth Stride, HeightWidth Padding) : UnaryOp
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x) => WindowsOf(Name, x, Window());

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => MaxWindows.Largest(x, Window(), y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var gradient = new MaxPool2DGradient(Size, Stride, Padding);
        return StrongZeros.Select(grad, part => gradient.Apply(x, part));
    }

    /// <summary>The shape of an array with one element for each window; refuses images that have none.</summary>
    internal static Shape WindowsOf(string operation, Shape x, Window2D window)
    {
        window.RequireInside(operation, x);
        Shape shape = [x[0], x[1], window.Rows(x[2]).Count, window.Columns(x[3]).Count];
        return x.Size > 0 || shape.Size == 0
            ? shape
            : throw new ShapeException($"{operation}: x has shape {x} without elements, and nothing has no largest element.");
    }

    private Window2D Window() => Window2D.Pooling(Name, Size, Stride, Padding);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.MaxPool2D"/>
        /// <param name="size">The height and width of a window.</param>
        /// <param name="stride">The distance from one window to the next; left out, the size, so that windows lie side by side.</param>
        /// <param name="padding">The rows and columns that are put around the image and never win, fewer than the window has.</param>
        /// <returns>A node of shape (n, channels, rows of windows, columns of windows).</returns>
        /// <exception cref="ShapeException">
        /// x is not (n, channels, height, width), a window is larger than the padded image, or there are no elements to search.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A size or a stride is below 1, or a padding is negative or as large as the window.
        /// </exception>
        public Node<T> MaxPool2D(HeightWidth size, HeightWidth? stride = null, HeightWidth padding = default) =>
            new MaxPool2D(size, stride ?? size, padding).Apply(x);
    }
}
