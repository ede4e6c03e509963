namespace Autograd;

/// <summary>
/// A number that is differentiated: an element of one of the arrays that are computed at a step, or a weighted sum of that array.
/// </summary>
/// <param name="Part">The array: 0 for the outputs, 1 for the gradient, and so on.</param>
/// <param name="Element">The element; -1 for the weighted sum.</param>
/// <param name="Weights">The weights of the sum.</param>
internal readonly record struct CheckedNumber(int Part, int Element, double[] Weights)
{
    /// <summary>How much it is above its value at the point. The differences are summed, not the values, for those cancel.</summary>
    public double Change(double[][] values, double[][] here)
    {
        var (part, start) = (values[Part], here[Part]);
        if (Element >= 0)
        {
            return part[Element] - start[Element];
        }

        var sum = 0.0;
        for (var i = 0; i < part.Length; i++)
        {
            // What does not change has no part in the sum, and may be infinite.
            sum += part[i] == start[i] ? 0 : Weights[i] * (part[i] - start[i]);
        }

        return sum;
    }

    /// <summary>The size of what it is rounded with: that of the elements that are known to change, or of all if none does.</summary>
    public double Size(double[][] values, bool[][] changes)
    {
        var part = values[Part];
        if (Element >= 0)
        {
            return FiniteSize(part[Element]);
        }

        var counts = changes[Part];
        var (some, all) = (0.0, 0.0);
        for (var i = 0; i < part.Length; i++)
        {
            var size = FiniteSize(Weights[i] * part[i]);
            all += size;
            some += counts[i] ? size : 0;
        }

        return Array.IndexOf(counts, true) >= 0 ? some : all;
    }

    private static double FiniteSize(double value) => double.IsFinite(value) ? Math.Abs(value) : 0;
}
