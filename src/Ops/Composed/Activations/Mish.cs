using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    // Beyond it the slope of tanh(softplus(x)) is 0 to the last digit, and must not be multiplied by an infinite x.
    private const double FarthestMish = 1000;

    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = x tanh(softplus(x)), element by element.</summary>
        /// <remarks>
        /// y' = tanh(s) + x sech^2(s) sigma(x) with s = softplus(x). D. Misra, Mish: A Self
        /// Regularized Non-Monotonic Activation Function (2020). y has the shape of x. Its digits hold while e^x is a normal number
        /// (x above -87 in float, -708 in double).
        /// </remarks>
        /// <kinks test="Activations_and_their_derivatives_keep_their_digits_in_saturation">
        /// Value and slopes keep their digits for very negative x.
        /// </kinks>
        /// <kinks test="At_minus_infinity_the_products_of_x_and_0_are_nan">
        /// At x = -infinity NaN, as 0 times infinity is.
        /// </kinks>
        /// <kinks test="Values_and_slopes_at_infinity_and_at_the_largest_numbers">
        /// At x = +infinity the slope is 1, at -infinity 0, its limits.
        /// </kinks>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Mish() => x * x.Clamp(double.NegativeInfinity, FarthestMish).Softplus().Tanh();
    }
}
