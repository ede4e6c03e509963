using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// (ln(2 pi / b) + b (targets - x)^2) / 2 with b = softplus(a) for each element: the
        /// negative log-likelihood of a Gaussian variable of mean x and precision b.
        /// </summary>
        /// <remarks>
        /// For a network that predicts how noisy its targets are: any output a gives a positive precision, nothing is divided, and
        /// ln b is a itself where b underflows. The slope by x is -b r with r = targets - x, that by a is sigma(a) (r^2 - 1 / b) / 2.
        /// </remarks>
        /// <kinks test="Losses_are_right_and_finite_at_logits_of_1000">Right for every a.</kinks>
        /// <param name="targets">The true values, of exactly the shape of x.</param>
        /// <param name="precisionLogits">The a of each element, of exactly the shape of x.</param>
        /// <param name="reduction">Mean or sum over all elements, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x.</returns>
        /// <exception cref="ShapeException">The shapes differ, or the mean of nothing is asked for.</exception>
        public Node<T> HeteroscedasticGaussianNll(Node<T> targets, Node<T> precisionLogits, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            ArgumentNullException.ThrowIfNull(precisionLogits);
            Require.SameShape("HeteroscedasticGaussianNll", "x", x, targets);
            Require.SameShape("HeteroscedasticGaussianNll", "x", x, precisionLogits, nameof(precisionLogits));
            var error = targets - x;
            var weighted = precisionLogits.Softplus() * error * error;
            var losses = (0.5 * (weighted - Losses.LogSoftplus(precisionLogits))) + Losses.HalfLogTwoPi;
            return Losses.Reduce("HeteroscedasticGaussianNll", losses, reduction);
        }
    }
}
