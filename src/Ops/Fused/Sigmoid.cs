using System.Numerics;

namespace Autograd;

/// <summary>y = sigma(x) = 1 / (1 + e^-x), element by element.</summary>
/// <remarks>
/// y' = sigma(x) sigma(-x) (<see cref="SigmoidSlope"/>), which keeps its digits where y is near 1. Its composition (1 + tanh(x / 2)) / 2
/// loses those of y where x is far below 0. y has the shape of x.
/// </remarks>
/// <kinks test="Saturated_losses_keep_their_digits">The derivative keeps its digits in saturation.</kinks>
public sealed record Sigmoid : ElementwiseOp, IFused
{
    internal static readonly Sigmoid Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SigmoidFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * SigmoidSlope.Instance.Apply(x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => 0.5 * (1 + (0.5 * inputs[0]).Tanh());
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Sigmoid"/>
        public Node<T> Sigmoid() => Autograd.Sigmoid.Instance.Apply(x);
    }
}
