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
        /// The rounding of given x and p shows in the sum of terms of close distributions, which may be below 0. Where they are made by
        /// <c>LogSoftmax</c> and <c>Softmax</c> of the last axis, sum and mean are computed from the logits
        /// (<see cref="Stabilizing"/>), keep their digits and are never below 0, as the divergence of two
        /// <see cref="CategoricalDistribution{T}"/>.
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
            Require.SameShape("KullbackLeibler", "x", x, targets);
            Require.Positive("KullbackLeibler", nameof(targets), targets.Inspect().Span, orZero: true);
            if (reduction is Reduction.Sum or Reduction.Mean && OfLogits() is { } sum)
            {
                return reduction == Reduction.Sum ? sum : sum / x.Shape.Size;
            }

            var log = targets.EqualTo(0).Where(1, targets).Log();
            return Losses.Reduce("KullbackLeibler", (log - x).MultiplyNoNan(targets), reduction);

            Node<T>? OfLogits()
            {
                IntList last = [x.Shape.Rank - 1];
                return x.Op is LogSoftmax inX && targets.Op is Softmax inTargets && inX.Axes == last && inTargets.Axes == last
                    && x.Shape.Size > 0 && Stabilizing.TryReplace(x, out var y) && Stabilizing.TryReplace(targets, out var z)
                    ? Stabilizing.Replace(Distributions.OfLogits(z, y).Sum(), "KullbackLeibler(LogSoftmax(y), Softmax(z))", x, targets)
                    : null;
            }
        }
    }
}
