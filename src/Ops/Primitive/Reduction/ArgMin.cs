using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The position of the smallest element of x over some axes, for each of the others.</summary>
        /// <remarks>
        /// Positions are integers, not a node: no gradient goes through them. They can be labels, or indices of <c>Gather</c>.
        /// </remarks>
        /// <kinks test="The_first_position_wins_a_tie_and_nan_wins_all">Of a tie the first position; the first NaN wins.</kinks>
        /// <param name="axes">The axes to search; negative ones count from the last. None given means all.</param>
        /// <returns>
        /// One position for each element of the shape that is left, in row-major order. Along
        /// several axes it counts their elements in row-major order.
        /// </returns>
        /// <exception cref="ShapeException">There are no elements to search.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public IntList ArgMin(ReadOnlySpan<int> axes = default) =>
            ExtremePositions.Of<T, SmallestFirst>("ArgMin", x.Value, x.Shape.Axes(axes, "ArgMin"), "smallest");

        /// <summary>The position of the smallest element of x along an axis, for each of the others.</summary>
        /// <param name="axis">The axis to search; a negative one counts from the last.</param>
        /// <returns>One position for each element of the shape that is left, in row-major order.</returns>
        /// <exception cref="ShapeException">There are no elements to search.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public IntList ArgMin(int axis) => x.ArgMin([axis]);
    }
}
