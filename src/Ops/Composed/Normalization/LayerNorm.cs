using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = gain (x - mean) / sqrt(variance + eps) + bias, with the mean and the variance of x along some axes.</summary>
        /// <remarks>
        /// The variance is the biased one, the mean of (x - mean)^2. Gain and bias have one number for each
        /// element along the axes. y has the shape of x, and is right for every finite x.
        /// J. L. Ba, J. R. Kiros, G. E. Hinton: Layer Normalization (2016).
        /// </remarks>
        /// <kinks test="Constant_input_is_normalized_to_the_bias_with_finite_gradients">
        /// Of equal elements, variance 0: the bias, with finite gradients.
        /// </kinks>
        /// <param name="gain">The factor, of the shape of those axes; left out, 1.</param>
        /// <param name="bias">The term, of the shape of those axes; left out, 0.</param>
        /// <param name="axes">
        /// The axes to normalize along; negative ones count from the last. Left out, the last, as after a layer: each example by itself.
        /// </param>
        /// <param name="eps">Added to the variance; positive.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ShapeException">The gain or the bias has another shape.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist, or eps is not positive.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> LayerNorm(Node<T>? gain = null, Node<T>? bias = null, IntList axes = default, double eps = 1e-5)
        {
            ArgumentNullException.ThrowIfNull(x);
            const string Name = "LayerNorm";
            var along = x.Shape.Axes(axes.IsDefault ? -1 : axes, Name);
            Normalization.RequirePositive<T>(Name, eps);
            var lengths = new int[along.Count];
            for (var i = 0; i < lengths.Length; i++)
            {
                lengths[i] = x.Shape[along[i]];
            }

            Normalization.RequireShape(Name, "gain", gain, new Shape(lengths), x.Shape);
            Normalization.RequireShape(Name, "bias", bias, new Shape(lengths), x.Shape);
            return Normalization.Standardize(x, along, along, eps, gain, bias);
        }
    }
}
