namespace Autograd;

/// <summary>The mean of numbers as they come: of the losses of an epoch, each with the number of examples that it is the mean of.</summary>
/// <remarks>Sums are compensated (Neumaier), so that a billion small numbers count as much as the first.</remarks>
public sealed class RunningMean
{
    private double _sum;
    private double _lost;

    /// <summary>How many numbers, or the sum of their weights; 0 before the first.</summary>
    public double Count { get; private set; }

    /// <summary>The mean; NaN before the first number.</summary>
    public double Mean => (_sum + _lost) / Count;

    /// <summary>Adds a number.</summary>
    /// <param name="value">The number; NaN makes the mean NaN.</param>
    /// <param name="weight">How often it counts, 0 or more: the number of examples of the batch whose mean it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, infinite or NaN.</exception>
    public void Add(double value, double weight = 1)
    {
        if (!(weight >= 0 && double.IsFinite(weight)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(weight), weight, FormattableString.Invariant($"RunningMean: weight is {weight}; it must be 0 or more."));
        }

        var term = value * weight;
        var sum = _sum + term;
        if (double.IsFinite(sum))
        {
            _lost += Math.Abs(_sum) >= Math.Abs(term) ? _sum - sum + term : term - sum + _sum;
        }

        (_sum, Count) = (sum, Count + weight);
    }

    /// <summary>Forgets all numbers.</summary>
    public void Reset() => (_sum, _lost, Count) = (0, 0, 0);
}
