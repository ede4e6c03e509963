using System.Numerics;
using static System.FormattableString;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// r^2 / 2 where the error r = x - targets is at most delta in size, and delta
        /// (|r| - delta / 2) beyond: squared near 0, absolute far away.
        /// </summary>
        /// <remarks>The slope is r, held between -delta and delta. P. J. Huber, Robust Estimation of a Location Parameter (1964).</remarks>
        /// <kinks test="Losses_have_these_slopes_at_their_corners">At |r| = delta the second derivative is that of the square, 1.</kinks>
        /// <param name="targets">The true values, of exactly the shape of x.</param>
        /// <param name="delta">The size of the error from which on it counts linearly; above 0.</param>
        /// <param name="reduction">Mean or sum over all elements, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x.</returns>
        /// <exception cref="ShapeException">The shapes differ, or the mean of nothing is asked for.</exception>
        /// <exception cref="ArgumentOutOfRangeException">delta is not above 0.</exception>
        public Node<T> Huber(Node<T> targets, double delta = 1, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            Require.SameShape("Huber", "x", x, targets);
            if (!(T.CreateChecked(delta) > T.Zero))
            {
                throw new ArgumentOutOfRangeException(nameof(delta), delta, Invariant($"Huber: delta is {delta}; it must be above 0."));
            }

            return Losses.Reduce("Huber", new HuberError(delta).Apply(x - targets), reduction);
        }
    }
}
