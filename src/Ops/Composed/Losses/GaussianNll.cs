using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// (ln(2 pi v) + (targets - x)^2 / v) / 2 for each element: the negative log-likelihood of
        /// a Gaussian variable of mean x and variance v.
        /// </summary>
        /// <remarks>
        /// <para>With r = targets - x, the slope by x is -r / v and that by v is (1 - r^2 / v) / (2 v).</para>
        /// <para>Of a variance that a network finds, <c>HeteroscedasticGaussianNll</c> is the stable form.</para>
        /// </remarks>
        /// <param name="targets">The true values, of exactly the shape of x.</param>
        /// <param name="variance">The variance v of each element, of exactly the shape of x, above 0.</param>
        /// <param name="reduction">Mean or sum over all elements, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x.</returns>
        /// <exception cref="ShapeException">The shapes differ, or the mean of nothing is asked for.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A variance is not above 0.</exception>
        public Node<T> GaussianNll(Node<T> targets, Node<T> variance, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            ArgumentNullException.ThrowIfNull(variance);
            Require.SameShape("GaussianNll", "x", x, targets);
            Require.SameShape("GaussianNll", "x", x, variance, nameof(variance));
            Require.Positive("GaussianNll", nameof(variance), variance.Inspect().Span);
            var error = targets - x;

            // Dividing before multiplying keeps the square of the error from overflowing, and from vanishing, before its quotient does.
            var losses = (0.5 * (variance.Log() + (error / variance * error))) + Losses.HalfLogTwoPi;
            return Losses.Reduce("GaussianNll", losses, reduction);
        }
    }
}
