using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The squared error (x - targets)^2 of each element, and its mean.</summary>
        /// <remarks>
        /// The negative log-likelihood of a Gaussian of fixed variance, up to a constant. The gradient of the mean is 2 (x - targets) / n.
        /// </remarks>
        /// <param name="targets">The true values, of exactly the shape of x.</param>
        /// <param name="reduction">Mean or sum over all elements, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x.</returns>
        /// <exception cref="ShapeException">The shapes differ, or the mean of nothing is asked for.</exception>
        public Node<T> MeanSquaredError(Node<T> targets, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            Require.SameShape("MeanSquaredError", "x", x, targets);
            return Losses.Reduce("MeanSquaredError", (x - targets).Square(), reduction);
        }
    }
}
