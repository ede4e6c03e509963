using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// p (ln p - x) for each element of log-probabilities x and targets p: the terms of the Kullback-Leibler divergence of e^x from p.
        /// </summary>
        /// <remarks>
        /// The divergence of a row is the sum of its terms: take <see cref="Reduction.Sum"/> and divide by the number of rows for
        /// their mean; <see cref="Reduction.Mean"/> is the mean over all elements. The gradient of x is -p, that of p is ln p + 1 - x.
        /// </remarks>
        /// <kinks test="KullbackLeibler_takes_0_log_0_as_0">
        /// Where p is 0, the term is 0, even if x is -infinity; p ln p has the slope 0 there.
        /// </kinks>
        /// <param name="targets">The true probabilities p, of exactly the shape of x, none negative.</param>
        /// <param name="reduction">Mean or sum over all elements, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x.</returns>
        /// <exception cref="ShapeException">The shapes differ, or the mean of nothing is asked for.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A target is negative.</exception>
        public Node<T> KullbackLeibler(Node<T> targets, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            Require.SameShape("KullbackLeibler", "x", x.Shape, targets.Shape);
            Require.Positive("KullbackLeibler", nameof(targets), targets.Inspect().Span, orZero: true);
            var log = targets.EqualTo(0).Where(1, targets).Log();
            return Losses.Reduce("KullbackLeibler", (log - x).MultiplyNoNan(targets), reduction);
        }
    }
}
