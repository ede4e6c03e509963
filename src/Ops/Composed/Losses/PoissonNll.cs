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

            // Of large counts t the three terms cancel; of a rate r = e^x near t it is t (r / t - 1 - ln(r / t)) and what is left of ln t!.
            var rate = x.Exp();
            var distance = (rate - targets) / targets;
            var isNear = distance.Abs() < 0.5;
            var near = targets * isNear.Where(distance, 0).Log1p().Expm1MinusX();
            var far = rate - targets - (targets * (x - targets.Log()));
            var rest = (0.5 * targets.Log()) + Losses.HalfLogTwoPi + LogGammaSums.Correction(targets);
            var usual = rate - x.MultiplyNoNan(targets) + (targets + 1).LogGamma();
            var losses = (targets < 1).Where(usual, isNear.Where(near, far) + rest);
            return Losses.Reduce("PoissonNll", losses, reduction);
        }
    }
}
