using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// h_ni = e^(-|w_i - x_n|^2 / s_i^2): near 1 where example x_n is close to the center w_i of unit i, compared with its width s_i.
        /// </summary>
        /// <remarks>
        /// Computed as e^-|(x - w) / s|^2 from the differences themselves, so that close points keep their digits. Shapes:
        /// (n, d) with centers (k, d) and widths (k) give (n, k); memory n k d. The gradients vanish far away from every center.
        /// </remarks>
        /// <kinks test="RadialBasis_is_1_at_a_center_with_slope_0_and_0_far_away">
        /// 1 at a center, with slope 0; far away 0, with gradients 0.
        /// </kinks>
        /// <param name="centers">The points w at which the units answer most, one a row.</param>
        /// <param name="widths">How far from its center each unit answers; not 0.</param>
        /// <returns>A node of shape (n, k).</returns>
        /// <exception cref="ShapeException">The shapes do not fit each other.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A width is 0.</exception>
        public Node<T> RadialBasis(Node<T> centers, Node<T> widths)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(centers);
            ArgumentNullException.ThrowIfNull(widths);
            if (x.Shape.Rank != 2 || centers.Shape.Rank != 2 || centers.Shape[1] != x.Shape[1] || widths.Shape != [centers.Shape[0]])
            {
                throw new ShapeException(
                    $"RadialBasis: x has shape {x.Shape}, centers has shape {centers.Shape} and widths has shape {widths.Shape}; "
                    + "they must be (n, d), (k, d) and (k): points of d numbers, and one width for each center."
                    + Origins.OfInputs(x, centers, widths));
            }

            var zero = widths.Inspect().Span.IndexOf(T.Zero);
            if (zero >= 0)
            {
                throw new ArgumentOutOfRangeException(nameof(widths),
                    $"RadialBasis: width {zero} is 0, so nothing has a distance in terms of it; start with 1, for instance.");
            }

            var distances = (x.Reshape([x.Shape[0], 1, x.Shape[1]]) - centers) / widths.Reshape([widths.Shape[0], 1]);
            var exponents = distances.SumOfSquares(-1);

            // Far away the unit answers 0, and the slope of an infinite square would make NaN of it.
            return exponents.EqualTo(double.PositiveInfinity).Where(0, (-exponents).Exp());
        }
    }
}
