using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, element by element: the approximation of <see cref="Gelu"/> by a tanh.
        /// </summary>
        /// <remarks>
        /// Computed as x sigma(sqrt(8 / pi) (x + 0.044715 x^3)), in which nothing cancels. Where |x|
        /// is above 100, sigma is 0 or 1 to the last digit, and the cube is not needed; so it never
        /// overflows. Differs from <see cref="Gelu"/> by less than 0.0005. y has the shape of x.
        /// The argument u of sigma is rounded, so for very negative x value and slopes are right to |u| units in the last place (1e-5 in
        /// float, 1e-13 in double), and while sigma is a normal number (|u| below 87 in float, 708 in double).
        /// </remarks>
        /// <kinks test="Activations_and_their_derivatives_keep_their_digits_in_saturation">
        /// Value and slopes keep their digits for very negative x.
        /// </kinks>
        /// <kinks test="At_minus_infinity_the_products_of_x_and_0_are_nan">At x = -infinity NaN, as 0 times infinity is.</kinks>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> GeluTanh()
        {
            var near = x.Clamp(-100, 100);
            var cubic = near * (1 + (0.044715 * near.Square()));
            return x * (Math.Sqrt(8 / Math.PI) * cubic).Sigmoid();
        }
    }
}
