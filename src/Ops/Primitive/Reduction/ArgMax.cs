using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The position of the largest element of x over some axes, for each of the others.</summary>
        /// <remarks>
        /// Positions are integers, not a node: no gradient goes through them. They can be labels, or indices of <c>Gather</c>.
        /// </remarks>
        /// <kinks test="The_first_position_wins_a_tie_and_nan_wins_all">Of a tie the first position; the first NaN wins.</kinks>
        /// <param name="axes">The axes to search; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <returns>
        /// One position for each element of the shape that is left, in row-major order. Along
        /// several axes it counts their elements in row-major order.
        /// </returns>
        /// <exception cref="ShapeException">There are no elements to search.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public IntList ArgMax(IntList axes = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            return ExtremePositions.Of<T, LargestFirst>(x.Inspect(), x.Shape.Axes(axes), "largest");
        }
    }
}
