using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// e^x - targets x + ln targets! for each element: the negative log-likelihood of a Poisson variable of rate e^x.
        /// </summary>
        /// <remarks>The slope by x is e^x - targets; ln n! is ln Gamma(n + 1).</remarks>
        /// <kinks test="PoissonNll_of_rate_0_and_count_0_is_0">Of a count 0 at x = -infinity, the rate 0: 0.</kinks>
        /// <param name="targets">The counts, of exactly the shape of x, none negative.</param>
        /// <param name="reduction">Mean or sum over all elements, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x.</returns>
        /// <exception cref="ShapeException">The shapes differ, or the mean of nothing is asked for.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
        public Node<T> PoissonNll(Node<T> targets, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            Require.SameShape("PoissonNll", "x", x, targets);
            Require.Positive("PoissonNll", nameof(targets), targets.Inspect().Span, orZero: true);

            // Of large counts the three terms cancel; with d = x - ln t it is t (e^d - 1 - d) and the logarithm of what is left of t!.
            var rest = (0.5 * targets.Log()) + Losses.HalfLogTwoPi + LogGammaSums.Correction(targets);
            var losses = (targets < 1).Where(
                x.Exp() - x.MultiplyNoNan(targets) + (targets + 1).LogGamma(),
                (targets * (x - targets.Log()).Expm1MinusX()) + rest);
            return Losses.Reduce("PoissonNll", losses, reduction);
        }
    }
}
