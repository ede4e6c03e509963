namespace Autograd;

/// <summary>
/// A number that is differentiated: an element of one of the arrays that are computed at a step, or a weighted sum of that array.
/// </summary>
/// <param name="Part">The array: 0 for the outputs, 1 for the gradient, and so on.</param>
/// <param name="Element">The element; -1 for the weighted sum.</param>
/// <param name="Weights">The weights of the sum.</param>
internal readonly record struct CheckedNumber(int Part, int Element, double[] Weights)
{
    /// <summary>How much it is above its value at the point.</summary>
    public double Change(double[][] values, double[][] here) => Element >= 0
        ? values[Part][Element] - here[Part][Element]
        : Sums.Changes(values[Part], here[Part], Weights);

    /// <summary>The size of what it is rounded with.</summary>
    /// <param name="values">The arrays.</param>
    /// <param name="counts">Which elements of its array count, 1 or 0; empty if all do.</param>
    public double Size(double[][] values, ReadOnlySpan<double> counts)
    {
        if (Element < 0)
        {
            return Sums.Size(values[Part], Weights, counts);
        }

        var value = values[Part][Element];
        return double.IsFinite(value) ? Math.Abs(value) : 0;
    }
}
