using System.Numerics;

namespace Autograd;

/// <summary>y = Phi(x) + x phi(x), element by element: the derivative of <see cref="Gelu"/>.</summary>
/// <remarks>
/// y' = phi(x) (2 - x^2), with the density phi of a standard normal variable; its digits hold while phi is a normal number. y has the
/// shape of x.
/// </remarks>
public sealed record GeluSlope : ElementwiseOp, IFused
{
    internal static readonly GeluSlope Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, GeluSlopeFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        // Where phi is 0, the square is not needed, and must not overflow.
        var near = x.Clamp(-100, 100);
        return grad * (x.Gaussian() * ((2 - near.Square()) / Math.Sqrt(Math.Tau)));
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        return (0.5 * (-Math.Sqrt(0.5) * x).Erfc()) + (x * (-0.5 * x.Square()).Exp() / Math.Sqrt(Math.Tau));
    }
}
