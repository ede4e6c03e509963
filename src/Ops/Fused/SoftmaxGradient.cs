using System.Numerics;

namespace Autograd;

/// <summary>
/// z_i = y_i (x_i - sum_j x_j y_j) over some axes: the gradient of the input of
/// <see cref="Softmax"/>, from the gradient x of its output and that output y.
/// </summary>
/// <remarks>
/// One pass over a row while it is in the cache. With s = sum(x y), the gradient of x is the same operation
/// on grad and y, that of y is grad (x - s) - x sum(grad y). Both have the same shape; nothing broadcasts. s is off by at most 128 + log2 n
/// roundings of the sum of the |x y| along the last axes, and max(64, 2 sqrt(n) + 2) along others.
/// </remarks>
/// <param name="Axes">The axes along which y sums to 1, ascending, counted from the outermost.</param>
public sealed record SoftmaxGradient(IntList Axes) : BinaryOp, IFused
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        x.RequireAxes(Axes, Name);
        Require.Alike(Name, nameof(x), x, nameof(y), y);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) => Rows.Map<T, SoftmaxGradientRow>(x, y, Axes.Span, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Apply(grad, y);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        (grad * (x - (x * y).Sum(Axes, keepDims: true))) - (x * (grad * y).Sum(Axes, keepDims: true));

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, y) = (inputs[0], inputs[1]);
        return y * (x - (x * y).Sum(Axes, keepDims: true));
    }
}
