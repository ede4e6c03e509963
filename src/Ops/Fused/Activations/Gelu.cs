using System.Numerics;

namespace Autograd;

/// <summary>
/// y = x Phi(x), element by element, with the distribution function Phi of a standard normal variable: the Gaussian error linear unit.
/// </summary>
/// <remarks>
/// y' = Phi(x) + x phi(x) (<see cref="GeluSlope"/>), with the density phi. Phi is the exact one, erfc(-x / sqrt 2) / 2;
/// <c>GeluTanh</c> is the approximation that many published models were trained with. Value and slope have all digits down to the
/// smallest normal number. D. Hendrycks, K. Gimpel, Gaussian Error Linear Units (2016). y has the shape of x.
/// </remarks>
/// <kinks test="Activations_and_their_derivatives_keep_their_digits_in_saturation">
/// Value and slopes keep their digits for very negative x.
/// </kinks>
/// <kinks test="At_minus_infinity_the_products_of_x_and_0_are_nan">At x = -infinity NaN, as 0 times infinity is.</kinks>
public sealed record Gelu : ElementwiseOp, IFused
{
    internal static readonly Gelu Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, GeluFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * GeluSlope.Instance.Apply(x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => 0.5 * inputs[0] * (-Math.Sqrt(0.5) * inputs[0]).Erfc();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Gelu"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Gelu() => Autograd.Gelu.Instance.Apply(x);
    }
}
