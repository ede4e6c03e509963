using System.Numerics;

namespace Autograd;

/// <summary>
/// y = sigma'(x) = sigma(x) sigma(-x), element by element: the derivative of <see cref="Sigmoid"/>,
/// and the density of the logistic distribution.
/// </summary>
/// <remarks>y = e / (1 + e)^2 with e = exp(-|x|), which neither overflows nor cancels. y' = -y tanh(x / 2). y has the shape of x.</remarks>
public sealed record SigmoidSlope : ElementwiseOp, IFused
{
    internal static readonly SigmoidSlope Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SigmoidSlopeFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => -grad * ((0.5 * x).Tanh() * y);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0].Sigmoid() * (-inputs[0]).Sigmoid();
}
