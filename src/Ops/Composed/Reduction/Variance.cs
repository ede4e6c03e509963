using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = sum_i (x_i - mean)^2 / (n - correction) over some axes: the variance.</summary>
        /// <remarks>
        /// The mean is subtracted first, so a large offset costs no digits. The gradient is 2 (x - mean) / (n - correction).
        /// </remarks>
        /// <kinks test="Variance_and_standard_deviation_keep_their_digits_at_large_offsets">
        /// Of equal elements exactly 0, gradient 0.
        /// </kinks>
        /// <param name="axes">The axes to reduce; negative ones count from the last. None given means all.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <param name="correction">
        /// 0 divides by the number n of elements, 1 by n - 1: the unbiased estimate of the variance that a sample was drawn from.
        /// </param>
        /// <exception cref="ShapeException">There are not more elements than the correction.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist, or the correction is negative.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Variance(ReadOnlySpan<int> axes = default, bool keepDims = false, int correction = 0)
        {
            var (deviations, over, divisor) = Deviations.Of("Variance", x, axes, correction);
            return new SumOfSquares(over, keepDims).Apply(deviations) / divisor;
        }

        /// <summary>The variance of x over one axis.</summary>
        /// <param name="axis">The axis to reduce; a negative one counts from the last.</param>
        /// <param name="keepDims">Whether it stays, with length 1.</param>
        /// <param name="correction">0 divides by the number n of elements, 1 by n - 1.</param>
        /// <exception cref="ShapeException">There are not more elements than the correction.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist, or the correction is negative.</exception>
        public Node<T> Variance(int axis, bool keepDims = false, int correction = 0) => x.Variance([axis], keepDims, correction);
    }
}

/// <summary>What the variance and the standard deviation have in common.</summary>
internal static class Deviations
{
    /// <summary>x minus its mean over some axes, those axes, and n - correction.</summary>
    /// <exception cref="ShapeException">There are not more elements than the correction.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An axis does not exist, or the correction is negative.</exception>
    public static (Node<T> Deviations, IntList Axes, T Divisor) Of<T>(string operation, Node<T> x, ReadOnlySpan<int> axes, int correction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var over = x.Shape.Axes(axes, operation);
        var count = Rows.Length(x.Shape, over.Span);
        var kept = x.Shape.Without(over, keepDims: true);
        if (correction < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(correction), correction,
                $"{operation}: correction {correction} is negative; give 0 to divide by the number of elements, 1 for one less.");
        }

        if (count <= correction && kept.Size > 0)
        {
            throw new ShapeException(
                $"{operation}: shape {x.Shape} has {count} elements along axes {over}, and correction {correction} leaves "
                + $"{count - correction} to divide by; give at least {correction + 1} elements.");
        }

        if (x.Shape.Size == 0)
        {
            return (x, over, T.One);
        }

        // Deviations do not depend on an offset. With one of the elements subtracted, the mean is as small as they are,
        // and exactly 0 when all are equal.
        var first = x;
        foreach (var axis in over)
        {
            first = first.Gather([0], axis);
        }

        var shifted = x - first.StopGradient();
        return (shifted - (shifted.SumTo(kept) / T.CreateChecked(count)), over, T.CreateChecked(count - correction));
    }
}
