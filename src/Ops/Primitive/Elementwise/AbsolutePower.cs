using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = |x|^p, element by element: what a norm adds up.</summary>
/// <remarks>y' = p sgn(x) |x|^(p - 1). y has the shape of x.</remarks>
/// <kinks test="AbsolutePower_has_slope_0_at_0">
/// Slope 0 at x = 0 for every p, also where it is a corner (p = 1) or infinite (p below 1).
/// </kinks>
/// <param name="Exponent">The power p.</param>
public sealed record AbsolutePower(double Exponent) : ElementwiseOp
{
    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        TensorPrimitives.Abs(x, y);
        Powers.Run(y, Exponent, y);
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => Exponent == 2
        ? grad * (2 * x)
        : Mask.Of(x, grad * (Exponent * x.Sign() * new AbsolutePower(Exponent - 1).Apply(x)));
}
