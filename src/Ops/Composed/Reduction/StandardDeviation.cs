using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = the square root of sum_i (x_i - mean)^2 / (n - correction) over some axes: the standard deviation, std.</summary>
        /// <remarks>
        /// The mean is subtracted first, so a large offset costs no digits; then the root of the mean of the squares is taken
        /// (<see cref="RootMeanSquare"/>), which is finite where the elements are, however large. The gradient is
        /// (x - mean) / ((n - correction) y). Where y = 0 the second derivative is 0; the square of y has that of the variance, because it
        /// is recognized (<see cref="Stabilizing"/>). Added up as by <see cref="Autograd.Mean"/> and <see cref="Autograd.Norm"/>.
        /// </remarks>
        /// <kinks test="The_standard_deviation_of_equal_elements_has_gradient_0">Of equal elements exactly 0, gradient 0.</kinks>
        /// <param name="axes">The axes to reduce; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <param name="correction">0 divides by the number n of elements, 1 by n - 1.</param>
        /// <exception cref="ShapeException">There are not more elements than the correction.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist, or the correction is negative.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> StandardDeviation(IntList axes = default, bool keepDims = false, int correction = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            var (halves, over, divisor) = Deviations.Of(x, axes, correction);
            return new RootMeanSquare(over, keepDims, divisor).Apply(halves);
        }
    }
}
