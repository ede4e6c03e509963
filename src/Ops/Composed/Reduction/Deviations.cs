using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>What the variance and the standard deviation have in common.</summary>
internal static class Deviations
{
    /// <summary>
    /// Half of what x is off its mean over some axes, those axes, and a fourth of n - correction, to divide the squares by.
    /// </summary>
    /// <remarks>The whole may be twice the largest number.</remarks>
    /// <exception cref="ShapeException">There are not more elements than the correction.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An axis does not exist, or the correction is negative.</exception>
    public static (Node<T> Halves, IntList Axes, double Divisor) Of<T>(
        Node<T> x, IntList axes, int correction, [CallerMemberName] string operation = "")
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
            return (x, over, 1);
        }

        // Deviations do not depend on an offset. With one of the elements subtracted, the mean is as small as they are,
        // and exactly 0 when all are equal.
        var first = x;
        foreach (var axis in over)
        {
            first = first.Gather([0], axis);
        }

        var shifted = HalfDifference.Instance.Apply(x, first.StopGradient());
        return (shifted - shifted.Mean(over, keepDims: true), over, 0.25 * (count - correction));
    }
}
