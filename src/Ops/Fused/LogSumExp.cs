using System.Numerics;

namespace Autograd;

/// <summary>y = ln sum_j e^x_j over some axes: a smooth maximum, computed without overflow.</summary>
/// <remarks>
/// <para>With m the largest element, y = m + ln(1 + sum of e^(x_j - m) over the others). The gradient of x is grad softmax(x).</para>
/// <para>Of nothing, or of nothing but -infinity, y is -infinity and the gradient 0. <c>Log(Sum(Exp(z)))</c> becomes this operation
/// (<see cref="Stabilizing"/>).</para>
/// <para>The sum of n exponentials is off by at most 512 + log2 n roundings along the last axes, and max(64, 2 sqrt(n) + 2) along others.
/// </para>
/// </remarks>
/// <kinks test="LogSumExp_of_nothing_but_minus_infinity_is_minus_infinity_with_gradient_0">
/// Of nothing but -infinity: -infinity, gradient 0.
/// </kinks>
/// <param name="Axes">The axes to reduce, ascending, counted from the outermost.</param>
/// <param name="KeepDims">Whether they stay, with length 1.</param>
public sealed record LogSumExp(IntList Axes, bool KeepDims) : UnaryOp, IFused
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes(Axes, Name);
        return x.Without(Axes, KeepDims);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => Rows.Reduce<T, LogSumExpRow>(x, Axes.Span, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        grad.Reshape(x.Shape.Without(Axes, keepDims: true)) * x.Softmax(Axes);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0].Exp().Sum(Axes, KeepDims).Log();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.LogSumExp"/>
        /// <param name="axes">The axes to reduce; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> LogSumExp(IntList axes = default, bool keepDims = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new LogSumExp(x.Shape.Axes(axes), keepDims).Apply(x);
        }
    }
}
