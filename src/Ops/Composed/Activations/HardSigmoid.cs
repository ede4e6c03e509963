using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = x / 6 + 1/2 kept between 0 and 1, element by element: straight lines in the place of sigma.</summary>
        /// <remarks>y' = 1/6 for x between -3 and 3, else 0. PyTorch's slope; other libraries have 1/5. y has the shape of x.</remarks>
        /// <kinks test="HardTanh_and_HardSigmoid_have_slope_0_at_a_corner">Slope 0 at a corner, x = -3 and 3, and outside.</kinks>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> HardSigmoid() => (x + 3).Clamp(0, 6) / 6;
    }
}
