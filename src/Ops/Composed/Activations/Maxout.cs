using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y_i = the maximum of a group of neighboring elements of x along an axis: a learned piecewise linear unit.</summary>
        /// <remarks>
        /// Unit i of y is the maximum of the elements k i to k i + k - 1 of x, for k pieces: the layer before
        /// makes k elements for each unit. Two pieces x and 0 make the rectifier, x and -x make |x|. The gradient
        /// goes to the largest piece (<see cref="Autograd.Max"/>). I. Goodfellow et al., Maxout Networks (2013).
        /// </remarks>
        /// <kinks test="Maxout_shares_the_gradient_of_a_tie_equally">
        /// A tie shares the gradient equally; the pieces not taken get a strong zero; NaN wins.
        /// </kinks>
        /// <param name="pieces">The number k of neighboring elements in a group.</param>
        /// <param name="axis">The axis of the units; a negative one counts from the last.</param>
        /// <returns>A node of the shape of x with that axis k times shorter.</returns>
        /// <exception cref="ArgumentOutOfRangeException">There is less than one piece, or no such axis.</exception>
        /// <exception cref="ShapeException">The axis cannot be divided into groups of that size.</exception>
        public Node<T> Maxout(int pieces, int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (pieces < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(pieces), pieces, $"Maxout: {pieces} pieces; a group has at least one.");
            }

            var units = x.Shape.Axis(axis);
            var length = x.Shape[units];
            return length % pieces == 0
                ? x.Reshape([.. x.Shape.Lengths[..units], length / pieces, pieces, .. x.Shape.Lengths[(units + 1)..]]).Max(units + 1)
                : throw new ShapeException(
                    $"Maxout: axis {units} of shape {x.Shape} has length {length}, which is not a multiple of {pieces} pieces; "
                    + $"make {pieces} elements for each unit.");
        }
    }
}
