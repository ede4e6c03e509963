using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y = gain (x - mean) / sqrt(variance + eps) + bias, with the mean and the variance of
        /// each feature, axis 1, over the batch: for training.
        /// </summary>
        /// <remarks>
        /// <para>x has shape (n, features, ...); the statistics run over all other axes. The variance that divides is
        /// the biased one, the mean of (x - mean)^2. y has the shape of x, and is right for every finite x (<see cref="Standardize"/>).
        /// S. Ioffe, C. Szegedy: Batch Normalization (2015).</para>
        /// <para>A side effect: each call also updates the running statistics that it is given (<see cref="RunningStatistics{T}"/>),
        /// for use in BatchNormInference. No gradient goes through them. So does a call inside <see cref="Recording.Off"/>, and each
        /// evaluation of a gradient check: give the statistics in training steps only.</para>
        /// </remarks>
        /// <kinks test="Constant_input_is_normalized_to_the_bias_with_finite_gradients">
        /// Of equal elements, variance 0: the bias, with finite gradients.
        /// </kinks>
        /// <param name="gain">The factor of each feature; left out, 1.</param>
        /// <param name="bias">The term of each feature; left out, 0.</param>
        /// <param name="running">Running statistics to update, or none.</param>
        /// <param name="eps">Added to the variance; positive.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ShapeException">
        /// x has fewer than two axes, or only one element for a feature, which has no variance; or
        /// the gain, the bias or the statistics have not one number for each feature.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">eps is not positive.</exception>
        public Node<T> BatchNorm(Node<T>? gain = null, Node<T>? bias = null, RunningStatistics<T>? running = null, double eps = 1e-5)
        {
            ArgumentNullException.ThrowIfNull(x);
            const string Name = "BatchNorm";
            BatchNormalization.Require(Name, x.Shape, gain, bias, running, eps);
            var over = BatchNormalization.AllAxesButFeatures(x.Shape);
            if (x.Shape.Size > 0)
            {
                var count = x.Shape.Size / x.Shape[1];
                if (count == 1)
                {
                    throw new ShapeException(
                        $"{Name}: x has shape {x.Shape} with one element for each feature, which has no variance to divide by; "
                        + "give a larger batch, or use BatchNormInference.");
                }

                if (running is not null)
                {
                    Recording.AnnounceDecision(
                        Name,
                        "the running statistics would be updated once, when recorded; "
                        + "leave them out, and update them outside the function with the mean and the variance of the batch");
                    using (Recording.Off())
                    {
                        running.Update(x.Mean(over).Span, x.Variance(over).Span, count);
                    }
                }
            }

            return Normalization.Standardize(x, over, [1], eps, gain, bias);
        }
    }
}
