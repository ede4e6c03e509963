using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The positions of the k largest elements of x along an axis, the largest first; or of the smallest.</summary>
        /// <remarks>
        /// Positions are integers, not a node: no gradient goes through them. The values, with theirs, are
        /// <c>x.TakeAlongAxis(positions, axis)</c>. Elsewhere <c>torch.topk</c>, <c>jax.lax.top_k</c>.
        /// </remarks>
        /// <kinks test="Equal_elements_keep_their_order_and_nan_comes_last">Equal elements keep their order; NaN comes last.</kinks>
        /// <param name="k">How many.</param>
        /// <param name="axis">The axis to search; a negative one counts from the last.</param>
        /// <param name="smallest">Whether to take the smallest, the smallest first.</param>
        /// <returns>Positions along the axis, of the shape of x with k of them along the axis.</returns>
        /// <exception cref="ArgumentOutOfRangeException">
        /// The axis does not exist, or k is negative or larger than the axis is long.
        /// </exception>
        public IntArray TopK(int k, int axis = -1, bool smallest = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = x.Shape.Axis(axis);
            return k >= 0 && k <= x.Shape[along]
                ? SortedPositions.Of("TopK", x.Inspect(), along, !smallest, k)
                : throw new ArgumentOutOfRangeException(nameof(k), k,
                    $"TopK: k is {k}, and axis {axis} of shape {x.Shape} has {x.Shape[along]} elements; give 0 to {x.Shape[along]}.");
        }
    }
}
