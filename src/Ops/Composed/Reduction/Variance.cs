using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = sum_i (x_i - mean)^2 / (n - correction) over some axes: the variance, var.</summary>
        /// <remarks>
        /// The mean is subtracted first, so a large offset costs no digits. Infinite where the squares of all, added up, exceed four
        /// times the largest number; never NaN of finite elements. The gradient is 2 (x - mean) / (n - correction). Added up as by
        /// <see cref="Autograd.Sum"/>.
        /// </remarks>
        /// <kinks test="Variance_and_standard_deviation_keep_their_digits_at_large_offsets">
        /// Of equal elements exactly 0, gradient 0.
        /// </kinks>
        /// <param name="axes">The axes to reduce; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <param name="correction">
        /// 0 divides by the number n of elements, 1 by n - 1: the unbiased estimate of the variance that a sample was drawn from.
        /// </param>
        /// <exception cref="ShapeException">There are not more elements than the correction.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist, or the correction is negative.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Variance(IntList axes = default, bool keepDims = false, int correction = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            var (halves, over, divisor) = Deviations.Of(x, axes, correction);
            return new SumOfSquares(over, keepDims).Apply(halves) / divisor;
        }
    }
}
