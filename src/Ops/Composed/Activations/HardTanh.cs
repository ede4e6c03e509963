using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = min(max(x, a), b), element by element, with -1 and 1 for a and b: straight lines in the place of tanh.</summary>
        /// <remarks>It is <see cref="Clamp"/> under the name that it has as an activation. y has the shape of x.</remarks>
        /// <kinks test="HardTanh_and_HardSigmoid_have_slope_0_at_a_corner">Slope 0 at a corner and outside.</kinks>
        /// <param name="min">The lower bound a.</param>
        /// <param name="max">The upper bound b.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The lower bound is above the upper one, or one is NaN.</exception>
        public Node<T> HardTanh(double min = -1, double max = 1)
        {
            Autograd.Clamp.RequireOrdered("HardTanh", min, max);
            return x.Clamp(min, max);
        }
    }
}
