using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = x for x above 0, else a x with a small fixed slope a, element by element.</summary>
        /// <remarks>
        /// y' = 1 for x above 0, else a. A slope of -1 makes it |x|, and 0 the rectifier. See
        /// <see cref="PRelu"/> for a slope that is learned. y has the shape of x.
        /// </remarks>
        /// <kinks test="LeakyRelu_and_PRelu_have_the_slope_of_the_negative_side_at_0">At x = 0 the slope is a.</kinks>
        /// <param name="slope">The slope a for x at or below 0.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The slope is infinite or NaN.</exception>
        public Node<T> LeakyRelu(double slope = 0.01)
        {
            ArgumentNullException.ThrowIfNull(x);
            Require.Finite("LeakyRelu", nameof(slope), slope);
            return x.PRelu(slope);
        }
    }
}
