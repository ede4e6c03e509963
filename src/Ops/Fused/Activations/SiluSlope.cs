using System.Numerics;

namespace Autograd;

/// <summary>y = sigma(x) + x sigma(x) sigma(-x), element by element: the derivative of <see cref="Silu"/>.</summary>
/// <remarks>
/// y' = sigma(x) sigma(-x) (2 - x tanh(x / 2)); its digits hold while sigma(x) sigma(-x) is a normal number. y has the shape of x.
/// </remarks>
public sealed record SiluSlope : ElementwiseOp, IFused
{
    internal static readonly SiluSlope Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SiluSlopeFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        // Beyond, the first factor is 0, and the second may be infinite.
        var near = x.Clamp(-1000, 1000);
        return grad * (SigmoidSlope.Instance.Apply(x) * (2 - (near * (0.5 * near).Tanh())));
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sigma = inputs[0].Sigmoid();
        return sigma * (1 + (inputs[0] * (-inputs[0]).Sigmoid()));
    }
}
