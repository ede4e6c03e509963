namespace Autograd;

/// <summary>A number and how far the truth may be from it.</summary>
internal readonly record struct Estimate(double Value, double Error)
{
    public static readonly Estimate None = new(double.NaN, double.PositiveInfinity);

    public bool Exists => double.IsFinite(Value) && double.IsFinite(Error);

    /// <summary>Whether two estimates cannot be of the same number.</summary>
    public bool Contradicts(Estimate other, double times) => Exists && other.Exists && Math.Abs(Value - other.Value) > times * (Error + other.Error);
}

/// <summary>The slope of a function at a point, and to either side of it, from its values on a <see cref="StepLadder"/>.</summary>
/// <remarks>
/// Quotients of neighboring steps are extrapolated to step 0 (Richardson, Ridders). What the steps differ by is the error that a
/// step too long makes; the noise of the values, measured on the shortest steps, over the step is that of a step too short. The
/// extrapolation with the smallest error is taken, unless shorter steps contradict it beyond their own error: the function then has a
/// structure that the longer steps jump over.
/// </remarks>
internal sealed class DifferenceQuotient
{
    private const double Unit = 1.2e-16;
    private const int Rungs = StepLadder.Rungs;

    // How many times the errors two estimates must be apart to contradict each other.
    private const double Apart = 4;

    private readonly double _here;
    private readonly double[] _above;
    private readonly double[] _below;
    private readonly Estimate[] _shorter;

    /// <summary>Estimates the slopes.</summary>
    /// <param name="here">The value at the point.</param>
    /// <param name="above">The values a step above, longest step first; NaN where there is none.</param>
    /// <param name="below">The values a step below.</param>
    /// <param name="leastNoise">A noise known beforehand.</param>
    public DifferenceQuotient(double here, double[] above, double[] below, double leastNoise = 0)
    {
        (_here, _above, _below) = (here, above, below);

        // Rounding scatters both sides alike; a kink near by, one of them.
        Noise = Math.Max(leastNoise, Math.Max(2 * Unit * Near(), 3 * double.MinNumber(Scatter(above), Scatter(below))));
        (Center, _shorter) = Extrapolated([.. above.Select((value, rung) => (value - below[rung]) / (2 * StepLadder.Step(rung)))], noise: Noise, ratio: 16);
        (Right, _) = Extrapolated(Side(above), noise: 2.7 * Noise, ratio: 4);
        (Left, _) = Extrapolated([.. Side(below).Select(slope => -slope)], noise: 2.7 * Noise, ratio: 4);
    }

    /// <summary>How much a value is off by rounding.</summary>
    public double Noise { get; }

    /// <summary>Whether the values scatter so much on the shortest steps that this is no rounding: the function changes too fast to be seen.</summary>
    public bool IsUnresolved => Noise > 1e-5 * _above.Concat(_below).Append(_here).Max(value => double.IsNaN(value) ? 0 : Math.Abs(value));

    /// <summary>Whether shorter steps than those of <see cref="Center"/> speak for this slope and against the one found.</summary>
    public bool ShorterStepsSupport(double slope)
    {
        var far = Math.Abs(slope - Center.Value);
        return Array.Exists(_shorter, estimate => estimate.Error < far && Math.Abs(estimate.Value - slope) <= estimate.Error)
            || (_shorter.Length > 1 && Array.TrueForAll(_shorter[^2..], estimate => Math.Abs(estimate.Value - slope) < 0.2 * far));
    }

    /// <summary>The largest slope of a line from the point to one of the values farthest off.</summary>
    public double Steepness => Enumerable.Range(0, 4).Max(rung => double.MaxNumber(Math.Abs(_above[rung] - _here), Math.Abs(_below[rung] - _here)) / StepLadder.Step(rung)) is var slope && double.IsFinite(slope) ? slope : 0;

    /// <summary>The slope from both sides together.</summary>
    public Estimate Center { get; }

    /// <summary>The slope just above the point. A jump at the point itself is no part of it.</summary>
    public Estimate Right { get; }

    /// <summary>The slope just below the point.</summary>
    public Estimate Left { get; }

    /// <summary>Whether not one value differs from the value at the point.</summary>
    public bool IsFlat => FlatTail == Rungs;

    /// <summary>Whether the function is finite just above and not just below, or the other way about: 1 or -1; 0 otherwise.</summary>
    public int OnlySide => (Ends(_above), Ends(_below)) switch { (false, true) => 1, (true, false) => -1, _ => 0 };

    /// <summary>Whether the slopes to the two sides differ, or the value jumps.</summary>
    public bool HasKink =>
        Right.Contradicts(Left, Apart) && Math.Abs(Right.Value - Left.Value) > 1e-5 * Math.Max(Math.Abs(Right.Value), Math.Abs(Left.Value)) || Jumps(_above, Right) || Jumps(_below, Left);

    /// <summary>Whether the slope of a side grows without bound: its sign, or 0.</summary>
    public int UnboundedSide(bool above)
    {
        var slopes = Side(above ? _above : _below);
        var sign = 0;
        for (var rung = Rungs - 6; rung < Rungs - 1; rung++)
        {
            var slope = above ? slopes[rung] : -slopes[rung];
            if (!(Math.Abs(slope) > 16 * Unit * Near() / StepLadder.Step(rung)) || !(Math.Abs(slope) > 1.3 * Math.Abs(slopes[rung - 1])) || (sign != 0 && Math.Sign(slope) != sign))
            {
                return 0;
            }

            sign = Math.Sign(slope);
        }

        return sign;
    }

    /// <summary>The same function as a staircase: its shortest steps change nothing, because its values are rounded coarsely within.</summary>
    /// <returns>The quotient without those steps, the smallest change seen taken for noise; null if the shortest steps do change it, or none does.</returns>
    public DifferenceQuotient? AsStaircase()
    {
        if (FlatTail is < 2 or > Rungs - 3)
        {
            return null;
        }

        var quantum = double.PositiveInfinity;
        for (var rung = 0; rung < Rungs - FlatTail; rung++)
        {
            foreach (var change in new[] { Math.Abs(_above[rung] - _here), Math.Abs(_below[rung] - _here) })
            {
                quantum = change > 0 ? Math.Min(quantum, change) : quantum;
            }
        }

        return new DifferenceQuotient(_here, Without(_above), Without(_below), quantum);

        double[] Without(double[] values) => [.. values.Select((value, rung) => rung < Rungs - FlatTail ? value : double.NaN)];
    }

    /// <summary>How the remainder |f(t) - f(0) - t slope| falls with t: 2 if this is the slope, 1 if it is not; NaN if the remainder is mere noise.</summary>
    public double RemainderOrder(double slope)
    {
        var orders = new List<double>();
        for (var rung = Rungs - 2; rung >= 0 && orders.Count < 3; rung--)
        {
            var (longer, shorter) = (Remainder(rung), Remainder(rung + 1));
            if (shorter > 8 * Noise && double.IsFinite(longer))
            {
                orders.Add(Math.Log(longer / shorter, 4));
            }
        }

        orders.Sort();
        return orders.Count == 0 ? double.NaN : orders[orders.Count / 2];

        double Remainder(int rung)
        {
            var moved = StepLadder.Step(rung) * slope;
            return double.IsFinite(_above[rung]) ? Math.Abs(_above[rung] - _here - moved) : Math.Abs(_below[rung] - _here + moved);
        }
    }

    /// <summary>Whether the remainder falls with the square of the step, as it does for the right slope only: to both sides, or to one where there is none to the other.</summary>
    public bool RemainderIsSquare(double slope)
    {
        var (above, below) = (RemainderOrder(slope), new DifferenceQuotient(_here, _below, _above).RemainderOrder(-slope));
        return double.MinNumber(above, below) > 1.8;
    }

    private int FlatTail
    {
        get
        {
            var rung = Rungs;
            while (rung > 0 && _above[rung - 1] == _here && _below[rung - 1] == _here)
            {
                rung--;
            }

            return Rungs - rung;
        }
    }

    private static bool Ends(double[] values) => double.IsNaN(values[^1]) && double.IsNaN(values[^2]);

    private double Near() => new[] { _here, _above[^1], _below[^1], _above[^3], _below[^3] }.Max(value => double.IsNaN(value) ? 0 : Math.Abs(value));

    // How far the third of four values on short steps is off the parabola through the others: all noise, for the curve is lost at this length.
    private static double Scatter(double[] values)
    {
        var scatter = 0.0;
        for (var rung = Rungs - 5; rung < Rungs - 3; rung++)
        {
            var off = Math.Abs((values[rung + 2] - values[rung + 3]) - ((values[rung + 1] - values[rung + 3]) / 4) + ((values[rung] - values[rung + 3]) / 84));
            scatter = Math.Max(scatter, off);
        }

        return scatter;
    }

    // Between neighboring steps of one side.
    private static double[] Side(double[] values) =>
        [.. Enumerable.Range(0, Rungs - 1).Select(rung => (values[rung] - values[rung + 1]) / (StepLadder.Step(rung) - StepLadder.Step(rung + 1)))];

    private bool Jumps(double[] values, Estimate slope)
    {
        var off = Math.Abs(values[^1] - _here);
        return off > (16 * Noise) + (4 * StepLadder.Step(Rungs - 1) * (Math.Abs(slope.Value) + slope.Error)) && off > 0.5 * Math.Abs(values[^3] - _here);
    }

    // The error of the quotients is a series in the powers of the ratio by which one step to the next reduces its first term.
    private static (Estimate Best, Estimate[] Shorter) Extrapolated(double[] quotients, double noise, double ratio)
    {
        var estimates = new Estimate[quotients.Length - 1];
        for (var rung = 0; rung < estimates.Length; rung++)
        {
            var once = Once(rung);
            estimates[rung] = new(once, Math.Abs(once - quotients[rung + 1]) + (1.2 * noise / StepLadder.Step(rung + 1)));
            if (rung + 1 < estimates.Length)
            {
                var next = Once(rung + 1);
                var twice = ((ratio * ratio * next) - once) / ((ratio * ratio) - 1);
                var error = Math.Abs(twice - once) + (1.3 * noise / StepLadder.Step(rung + 2));
                estimates[rung] = error < estimates[rung].Error || !estimates[rung].Exists ? new(twice, error) : estimates[rung];
            }
        }

        var best = BestFrom(0);
        for (var rung = best + 1; rung < estimates.Length && best >= 0; rung++)
        {
            if (estimates[rung].Contradicts(estimates[best], Apart))
            {
                best = rung = BestFrom(rung);
            }
        }

        return best < 0 ? (Estimate.None, []) : (estimates[best], estimates[(best + 1)..]);

        double Once(int rung) => ((ratio * quotients[rung + 1]) - quotients[rung]) / (ratio - 1);

        int BestFrom(int first)
        {
            var smallest = -1;
            for (var rung = first; rung < estimates.Length; rung++)
            {
                if (estimates[rung].Exists && (smallest < 0 || estimates[rung].Error < estimates[smallest].Error))
                {
                    smallest = rung;
                }
            }

            return smallest;
        }
    }
}
