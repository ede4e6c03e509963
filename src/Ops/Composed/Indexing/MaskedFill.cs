using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = value where the mask is not 0, else x.</summary>
        /// <remarks>
        /// A <see cref="Autograd.Where"/>: elements that are filled get a strong zero (<see cref="StrongZeros"/>),
        /// and none goes to the mask. The mask broadcasts to the shape of x; that of x stays.
        /// </remarks>
        /// <kinks test="Filled_elements_get_a_strong_zero">Filled elements get a strong zero; the value may be infinite.</kinks>
        /// <param name="mask">Not 0 where y is filled.</param>
        /// <param name="value">What it is filled with.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ShapeException">The mask does not broadcast to the shape of x.</exception>
        public Node<T> MaskedFill(Node<T> mask, double value)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(mask);
            Broadcasting.RequireBroadcastable("MaskedFill, mask", mask.Shape, x.Shape, Origins.OfInputs(x, mask));
            return mask.Where(value, x);
        }
    }
}
