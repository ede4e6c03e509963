using System.Numerics;

namespace Autograd;

/// <summary>
/// y = Phi(x) + x phi(x), element by element, with the distribution function Phi and the density phi of a standard normal variable: the
/// derivative of <see cref="Gelu"/>.
/// </summary>
/// <remarks>y' = (2 - x^2) phi(x). y has the shape of x.</remarks>
/// <kinks test="At_minus_infinity_the_products_of_x_and_0_are_nan">At x = -infinity NaN, as 0 times infinity is.</kinks>
public sealed record GeluSlope : ElementwiseOp, IFused
{
    private static readonly double s_density0 = 1 / Math.Sqrt(2 * Math.PI);

    internal static readonly GeluSlope Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, GeluSlopeFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        // As a product of x, in which no square is infinite where the density is 0.
        var density = Density(x);
        return grad * ((2 * density) - (x * (x * density)));
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        return (0.5 * (-Math.Sqrt(0.5) * x).Erfc()) + (x * Density(x));
    }

    private static Node<T> Density<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => s_density0 * (-0.5 * x.Square()).Exp();
}
