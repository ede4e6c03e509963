using System.Numerics;

namespace Autograd;

/// <summary>y_i = x_i - ln sum_j e^x_j over some axes: the logarithm of softmax, without overflow and without ln 0.</summary>
/// <remarks>
/// The gradient of x is grad - e^y sum(grad) (<see cref="LogSoftmaxGradient"/>). Near 0 for a dominant element, with all digits. Along axes
/// with nothing but -infinity, y is -infinity. The sum has the digits of <see cref="LogSumExp"/>.
/// </remarks>
/// <kinks test="Softmax_of_nothing_but_minus_infinity_is_0">Of nothing but -infinity: -infinity.</kinks>
/// <param name="Axes">The axes along which e^y sums to 1, ascending, counted from the outermost.</param>
public sealed record LogSoftmax(IntList Axes) : UnaryOp, IFused
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
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => Rows.Map<T, LogSoftmaxRow>(x, Axes.Span, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new LogSoftmaxGradient(Axes).Apply(grad, y);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0].Softmax(Axes).Log();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.LogSoftmax"/>
        /// <param name="axes">The axes along which e^y sums to 1; negative ones count from the last. Left out, the last.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> LogSoftmax(IntList axes = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new LogSoftmax(x.Shape.Axes(axes.IsDefault ? -1 : axes)).Apply(x);
        }
    }
}
