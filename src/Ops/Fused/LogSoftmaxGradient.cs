using System.Numerics;

namespace Autograd;

/// <summary>
/// z_i = x_i - e^y_i sum_j x_j over some axes: the gradient of the input of <see cref="LogSoftmax"/>, from the gradient x of its output and
/// that output y.
/// </summary>
/// <remarks>
/// One pass over a row while it is in the cache. The gradient of x is grad - sum(grad e^y), that of y is -grad e^y sum(x). Both have the
/// same shape; nothing broadcasts. The sum has the digits of <see cref="Sum"/> along the last axes, and is off by at most max(64,
/// 2 sqrt(n) + 2) roundings along others.
/// </remarks>
/// <param name="Axes">The axes along which e^y sums to 1, ascending, counted from the outermost.</param>
public sealed record LogSoftmaxGradient(IntList Axes) : BinaryOp, IFused
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        x.RequireAxes(Axes, Name);
        Require.Alike(Name, nameof(x), x, nameof(y), y);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) => Rows.Map<T, LogSoftmaxGradientRow>(x, y, Axes.Span, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        grad - (grad * y.Exp()).Sum(Axes, keepDims: true);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        -(grad * y.Exp() * x.Sum(Axes, keepDims: true));

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0] - (inputs[1].Exp() * inputs[0].Sum(Axes, keepDims: true));
}
