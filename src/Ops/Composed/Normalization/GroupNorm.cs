using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y = gain (x - mean) / sqrt(variance + eps) + bias, with the mean and the variance of each example over a group of features,
        /// which are on axis 1.
        /// </summary>
        /// <remarks>
        /// x has shape (n, features, ...); neighboring features make a group, with all that is on the axes after them. One group for each
        /// feature is instance normalization. The variance is the biased one. y has the shape of x, and is right for every finite x.
        /// Elsewhere <c>nn.GroupNorm</c>, <c>nn.InstanceNorm2d</c>. Y. Wu, K. He: Group Normalization (2018).
        /// </remarks>
        /// <kinks test="Constant_input_is_normalized_to_the_bias_with_finite_gradients">
        /// Of equal elements, variance 0: the bias, with finite gradients.
        /// </kinks>
        /// <param name="groups">The number of groups, which divides that of the features.</param>
        /// <param name="gain">The factor of each feature; left out, 1.</param>
        /// <param name="bias">The term of each feature; left out, 0.</param>
        /// <param name="eps">Added to the variance; positive.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ShapeException">
        /// x has fewer than two axes, the groups do not divide the features, or the gain or the bias have not one number for each feature.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">There is not at least one group, or eps is not positive.</exception>
        public Node<T> GroupNorm(int groups, Node<T>? gain = null, Node<T>? bias = null, double eps = 1e-5)
        {
            ArgumentNullException.ThrowIfNull(x);
            const string Name = "GroupNorm";
            BatchNormalization.Require(Name, x.Shape, gain, bias, null, eps);
            if (groups < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(groups), groups, $"{Name}: groups {groups} must be 1 or more.");
            }

            if (x.Shape[1] % groups != 0)
            {
                throw new ShapeException(
                    $"{Name}: x has shape {x.Shape} with {x.Shape[1]} features, which {groups} groups do not divide into equal parts.");
            }

            var (count, features) = (x.Shape[0], x.Shape[1]);
            var inner = x.Shape.Size == 0 ? 0 : x.Shape.Size / (count * features);
            var grouped = x.Reshape([count, groups, features / groups, inner]);
            return Normalization.Standardize(grouped, [2, 3], [1, 2], eps, gain, bias).Reshape(x.Shape);
        }
    }
}
