using System.Numerics;

namespace Autograd;

/// <summary>y_i = e^x_i / sum_j e^x_j over some axes: positive, with sum 1, unchanged when a constant is added to x.</summary>
/// <remarks>
/// <para>Shifted by the largest element, so nothing overflows. y' : the gradient of x is y (grad -
/// sum(grad y)) (<see cref="SoftmaxGradient"/>).</para>
/// <para>Along axes with nothing but -infinity, y is 0 and so is the gradient; +infinity or NaN gives NaN.
/// <c>Log(Softmax(z))</c> becomes LogSoftmax(z) (<see cref="Stabilizing"/>). The sum has the digits of <see cref="LogSumExp"/>.</para>
/// </remarks>
/// <kinks test="Softmax_of_nothing_but_minus_infinity_is_0">Of nothing but -infinity: 0, gradient 0.</kinks>
/// <param name="Axes">The axes along which y sums to 1, ascending, counted from the outermost.</param>
public sealed record Softmax(IntList Axes) : UnaryOp, IFused
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes(Axes, Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => Rows.Map<T, SoftmaxRow>(x, Axes.Span, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new SoftmaxGradient(Axes).Apply(grad, y);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var exp = inputs[0].Exp();
        return exp / exp.Sum(Axes, keepDims: true);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Softmax"/>
        /// <param name="axes">The axes along which y sums to 1; negative ones count from the last. Left out, the last.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Softmax(IntList axes = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new Softmax(x.Shape.Axes(axes.IsDefault ? -1 : axes)).Apply(x);
        }
    }
}
