using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y has the elements of x along an axis in sorted order.</summary>
        /// <remarks>
        /// Made of <c>ArgSort</c> and <see cref="Autograd.TakeAlongAxis"/>: the gradient goes back to the places that the elements came
        /// from. y has the shape of x. Elsewhere <c>np.sort</c>, <c>torch.sort</c>, <c>jnp.sort</c>.
        /// </remarks>
        /// <kinks test="Equal_elements_keep_their_order_and_nan_comes_last">
        /// Equal elements keep their order, and each gets the gradient of its own place; NaN comes last.
        /// </kinks>
        /// <param name="axis">The axis to sort along; a negative one counts from the last.</param>
        /// <param name="descending">Whether the largest come first.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public Node<T> Sort(int axis = -1, bool descending = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = x.Shape.Axis(axis);
            return x.TakeAlongAxis(SortedPositions.Of("Sort", x.Inspect(), along, descending, x.Shape[along]), along);
        }
    }
}
