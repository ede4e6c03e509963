using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// -ln sum_k softmax(x)_k N(targets; means_k, softplus(scales_k)^2) for each row: the
        /// negative log-likelihood of a mixture of Gaussians.
        /// </summary>
        /// <remarks>
        /// <para>The loss of a mixture density network, which predicts whole distributions, with several maxima too. Computed
        /// by log-sum-exp from the logarithms of weights and densities. C. M. Bishop, Mixture Density Networks (1994).</para>
        /// <para>Shapes: the logits x are (..., k) for k components. For numbers as targets (...), means and scales are (..., k); for
        /// vectors as targets (..., d), they are (..., k, d), each component having the diagonal covariance of its scales.</para>
        /// </remarks>
        /// <kinks test="A_component_whose_density_underflows_gets_no_gradient">
        /// A component whose density is 0 in the arithmetic gets no gradient; a mean that meets its target exactly does not divide 0 by 0.
        /// </kinks>
        /// <param name="targets">The true values.</param>
        /// <param name="means">The mean of each component.</param>
        /// <param name="scaleLogits">For each mean its a, of which softplus(a) is the standard deviation.</param>
        /// <param name="reduction">Mean or sum over the rows, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x without its last axis.</returns>
        /// <exception cref="ShapeException">The shapes do not belong together, or the mean of nothing is asked for.</exception>
        public Node<T> MixtureDensityNll(Node<T> targets, Node<T> means, Node<T> scaleLogits, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            ArgumentNullException.ThrowIfNull(means);
            ArgumentNullException.ThrowIfNull(scaleLogits);
            const string name = "MixtureDensityNll";
            RequireShapes();

            // A scale that underflows is replaced by the smallest number, so that an error of 0 is 0 of them, and not 0 / 0.
            var batch = x.Shape.Rank - 1;
            var error = targets.Reshape([.. targets.Shape.Lengths[..batch], 1, .. targets.Shape.Lengths[batch..]]) - means;
            var scales = scaleLogits.Softplus();
            scales = scales.EqualTo(0).Where(Node.Constant(T.Epsilon), scales);
            var surprise = (0.5 * (error / scales).Square()) + (Losses.LogSoftplus(scaleLogits) + Losses.HalfLogTwoPi);
            if (means.Shape.Rank > x.Shape.Rank)
            {
                surprise = surprise.Sum(-1);
            }

            // An infinite square has an infinite slope, and a weight of 0 in the sum: the branch not taken keeps that product out.
            var density = surprise.NotEqualTo(double.PositiveInfinity).Where(-surprise, double.NegativeInfinity);
            return Losses.Reduce(name, -(x.LogSoftmax() + density).LogSumExp(-1), reduction);

            void RequireShapes()
            {
                if (x.Shape.Rank == 0)
                {
                    throw new ShapeException($"{name}: x is a scalar; it must have at least one axis, the last one, for the components.");
                }

                var (m, s) = (means.Shape, x.Shape);
                if (m != s && (m.Rank != s.Rank + 1 || !m.Lengths[..^1].SequenceEqual(s.Lengths)))
                {
                    throw new ShapeException(
                        $"{name}: x has shape {s} and means has shape {m}; for the {s[^1]} components on the last axis of x, "
                        + "means must have the shape of x, or that with one more axis for the elements of a mean."
                        + Origins.OfInputs(x, means));
                }

                Require.SameShape(name, nameof(means), means, scaleLogits, nameof(scaleLogits));
                Require.SameShape(name, "one component", m.Without([s.Rank - 1]), targets.Shape);
            }
        }
    }
}
