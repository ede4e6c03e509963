namespace Autograd;

/// <summary>
/// The values of a function of a step t at t = 0 and at a ladder of steps up and down, each evaluated when it is first asked for.
/// </summary>
/// <remarks>
/// The steps are powers of two, each a quarter of the one before, so that adding one to an element rounds hardly anything away. The
/// function may have several values, which are judged one by one.
/// </remarks>
internal sealed class StepLadder
{
    /// <summary>The number of steps: from 1/8 down to 1.9e-9.</summary>
    public const int Rungs = 14;

    private static readonly double[] s_steps = [.. Enumerable.Range(0, Rungs).Select(rung => Math.ScaleB(0.125, -2 * rung))];

    private readonly Func<double, double[]?> _along;
    private readonly double[]?[] _above = new double[]?[Rungs];
    private readonly double[]?[] _below = new double[]?[Rungs];
    private readonly bool[] _isKnown = new bool[Rungs];

    /// <summary>A ladder along a line.</summary>
    /// <param name="along">The values at a step; null where the function has none.</param>
    public StepLadder(Func<double, double[]?> along)
    {
        _along = along;
        Here = along(0);
    }

    /// <summary>The values at t = 0; null if there are none.</summary>
    public double[]? Here { get; }

    public static double Step(int rung) => s_steps[rung];

    /// <summary>One of the function's values a step above and a step below; NaN where it has none.</summary>
    public (double Above, double Below) At(int rung, int channel)
    {
        if (!_isKnown[rung])
        {
            _above[rung] = _along(s_steps[rung]);
            _below[rung] = _along(-s_steps[rung]);
            _isKnown[rung] = true;
        }

        return (FiniteOrNaN(_above[rung], channel), FiniteOrNaN(_below[rung], channel));
    }

    /// <summary>The largest of all values at the point and a step from it; 0 if there are none.</summary>
    public double Magnitude(int rung)
    {
        var largest = double.NaN;
        for (var channel = 0; channel < Here?.Length; channel++)
        {
            var (above, below) = At(rung, channel);
            var larger = double.MaxNumber(Math.Abs(above), Math.Abs(below));
            largest = double.MaxNumber(largest, double.MaxNumber(Math.Abs(Here[channel]), larger));
        }

        return double.IsNaN(largest) ? 0 : largest;
    }

    /// <summary>One of the function's values on the whole ladder.</summary>
    /// <param name="channel">Which of the values.</param>
    /// <param name="leastNoise">A noise known beforehand.</param>
    public DifferenceQuotient Quotient(int channel, double leastNoise = 0)
    {
        var (above, below) = (new double[Rungs], new double[Rungs]);
        for (var rung = 0; rung < Rungs; rung++)
        {
            (above[rung], below[rung]) = At(rung, channel);
        }

        return new DifferenceQuotient(FiniteOrNaN(Here, channel), above, below, leastNoise);
    }

    private static double FiniteOrNaN(double[]? values, int channel) =>
        values is not null && double.IsFinite(values[channel]) ? values[channel] : double.NaN;
}
