using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = x for x above 0, else a (e^x - 1), element by element: the exponential linear unit.</summary>
        /// <remarks>
        /// y' = 1 for x above 0, else a e^x. The exponential never sees the positive x, for which it could overflow. D. Clevert
        /// et al., Fast and Accurate Deep Network Learning by Exponential Linear Units (2016). y has the shape of x.
        /// </remarks>
        /// <kinks test="Elu_and_Selu_have_the_slope_of_the_negative_side_at_0">
        /// At x = 0 the slope is a, and the second derivative a.
        /// </kinks>
        /// <param name="alpha">The size a of the limit -a for very negative x.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">Alpha is infinite or NaN.</exception>
        public Node<T> Elu(double alpha = 1)
        {
            Require.Finite("Elu", nameof(alpha), alpha);
            var positive = x > 0;
            return positive.Where(x, alpha * positive.Where(0, x).Expm1());
        }
    }
}
