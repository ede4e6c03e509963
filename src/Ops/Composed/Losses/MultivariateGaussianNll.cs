using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// |L^-1 (targets - x)|^2 / 2 + ln det L + (d / 2) ln 2 pi for each row: the negative
        /// log-likelihood of a Gaussian vector of mean x and covariance L L'.
        /// </summary>
        /// <remarks>
        /// <para>The full covariance by its Cholesky factor L, lower triangular with a positive diagonal (of a
        /// covariance, <c>Cholesky</c> gives it): nothing is inverted. With w = L^-1 (targets - x), the slope by x
        /// is -L'^-1 w, that by L the lower triangle of -(L'^-1 w) w' plus the reciprocals of its diagonal.</para>
        /// <para>Shapes: x and targets (..., d); L (..., d, d), or one (d, d) for all rows. Only the lower triangle is read.</para>
        /// </remarks>
        /// <param name="targets">The true vectors, of exactly the shape of x.</param>
        /// <param name="factor">L, one for each row or one for all.</param>
        /// <param name="reduction">Mean or sum over the rows, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x without its last axis.</returns>
        /// <exception cref="ShapeException">
        /// x is a scalar, the shapes do not belong together, or the mean of nothing is asked for.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">A diagonal element of L is not above 0.</exception>
        public Node<T> MultivariateGaussianNll(Node<T> targets, Node<T> factor, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            ArgumentNullException.ThrowIfNull(factor);
            const string name = "MultivariateGaussianNll";
            Require.SameShape(name, "x", x, targets);
            if (x.Shape.Rank == 0)
            {
                throw new ShapeException(
                    $"{name}: x is a scalar; it must have at least one axis, the last one, for the elements of a vector.");
            }

            var d = x.Shape[^1];
            Shape batch = new(x.Shape.Lengths[..^1]);
            var shared = factor.Shape == [d, d];
            if (!shared && factor.Shape != [.. batch, d, d])
            {
                throw new ShapeException(
                    $"{name}: x has shape {x.Shape} and {nameof(factor)} has shape {factor.Shape}; "
                    + $"it must be ({d}, {d}) for all rows, or {new Shape([.. batch, d, d])}, one for each."
                    + Origins.OfInputs(x, factor));
            }

            int[] onDiagonal = [.. Enumerable.Range(0, d).Select(i => i * (d + 1))];
            var diagonals = factor.Reshape([shared ? 1 : batch.Size, d * d]).Gather(onDiagonal, axis: 1);
            Require.Positive(name, nameof(factor), diagonals.Inspect().Span, part: "the diagonal of ");
            var error = (targets - x).Reshape([batch.Size, d]);
            var white = shared
                ? factor.TriangularSolve(error.Transpose()).Transpose()
                : factor.Reshape([batch.Size, d, d]).TriangularSolve(error.Reshape([batch.Size, d, 1])).Reshape([batch.Size, d]);
            var halfSquare = 0.5 * white.SumOfSquares(-1);
            var losses = halfSquare + diagonals.Log().Sum(-1) + (d * Losses.HalfLogTwoPi);
            return Losses.Reduce(name, losses.Reshape(batch), reduction);
        }
    }
}
