using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y = gain (x - mean) / sqrt(variance + eps) + bias, with given statistics of each
        /// feature, axis 1: batch normalization after training.
        /// </summary>
        /// <remarks>
        /// x has shape (n, features, ...), where n may be 1. An affine function of x: the statistics are constants. y has the shape of x.
        /// </remarks>
        /// <param name="running">The statistics that BatchNorm gathered in training.</param>
        /// <param name="gain">The factor of each feature; left out, 1.</param>
        /// <param name="bias">The term of each feature; left out, 0.</param>
        /// <param name="eps">Added to the variance; positive, the same as in training.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ShapeException">
        /// x has fewer than two axes, or the gain, the bias or the statistics have not one number for each feature.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">eps is not positive.</exception>
        public Node<T> BatchNormInference(RunningStatistics<T> running, Node<T>? gain = null, Node<T>? bias = null, double eps = 1e-5)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(running);
            var positive = BatchNormalization.Require("BatchNormInference", x.Shape, gain, bias, running, eps);
            var along = BatchNormalization.Along(x.Shape);
            var centered = x - Node.Constant(running.Mean.WithShape(along));
            var standardized = Normalization.Standardize(centered, Node.Constant(running.Variance.WithShape(along)), positive);
            return Normalization.Scale(standardized, gain, bias, along);
        }
    }
}
