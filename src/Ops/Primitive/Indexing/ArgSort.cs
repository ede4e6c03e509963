using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The positions of the elements of x along an axis in sorted order.</summary>
        /// <remarks>
        /// Positions are integers, not a node: no gradient goes through them. <c>x.TakeAlongAxis(positions, axis)</c> is x sorted, and
        /// sorts another array alike. Elsewhere <c>np.argsort</c>, <c>torch.argsort</c>; stable.
        /// </remarks>
        /// <kinks test="Equal_elements_keep_their_order_and_nan_comes_last">Equal elements keep their order; NaN comes last.</kinks>
        /// <param name="axis">The axis to sort along; a negative one counts from the last.</param>
        /// <param name="descending">Whether the largest come first.</param>
        /// <returns>Positions along the axis, of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public IntArray ArgSort(int axis = -1, bool descending = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = x.Shape.Axis(axis);
            return SortedPositions.Of("ArgSort", x.Inspect(), along, descending, x.Shape[along]);
        }
    }
}
