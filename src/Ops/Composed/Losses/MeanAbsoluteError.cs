using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The absolute error |x - targets| of each element, and its mean.</summary>
        /// <remarks>
        /// The negative log-likelihood of a Laplace variable of fixed scale, up to a constant;
        /// least at the median. The slope is sign(x - targets).
        /// </remarks>
        /// <kinks test="Losses_have_these_slopes_at_their_corners">At an error of 0 the slope is 0.</kinks>
        /// <param name="targets">The true values, of exactly the shape of x.</param>
        /// <param name="reduction">Mean or sum over all elements, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x.</returns>
        /// <exception cref="ShapeException">The shapes differ, or the mean of nothing is asked for.</exception>
        public Node<T> MeanAbsoluteError(Node<T> targets, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            Require.SameShape("MeanAbsoluteError", "x", x, targets);
            return Losses.Reduce("MeanAbsoluteError", (x - targets).Abs(), reduction);
        }
    }
}
