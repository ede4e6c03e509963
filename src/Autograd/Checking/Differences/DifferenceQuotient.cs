namespace Autograd;

/// <summary>The slope of a function at a point, and to either side of it, from its values on a <see cref="StepLadder"/>.</summary>
/// <remarks>
/// Quotients of neighboring steps are extrapolated to step 0 (Richardson, Ridders). What the steps differ by is the error that a
/// step too long makes; the noise of the values, measured on the shortest steps, over the step is that of a step too short. The
/// extrapolation with the smallest error is taken, unless shorter steps contradict it beyond their own error: the function then has a
/// structure that the longer steps jump over.
/// </remarks>
internal sealed class DifferenceQuotient
{
    private const double RoundingUnit = SlopeCheck.RoundingUnit;
    private const int Rungs = StepLadder.Rungs;

    // Below the normal numbers what is rounded is a fixed amount.
    private const double DenormalRoundings = 8;

    // Scatter above this many roundings is either the work of many roundings or a structure as fine as the shortest steps.
    private const double NoisesOfRoughness = 32;

    // How many times the errors two estimates must be apart to contradict each other.
    private const double Apart = 4;

    // Slopes to the two sides that differ by less, relative to the larger, make no kink; values that scatter by more are not rounding.
    private const double Noticeable = 1e-5;

    // The scatter is the larger of two samples of the noise of a side; three times that is seldom exceeded.
    private const double NoiseOfScatter = 3;

    // A central quotient divides two noises by two steps. That of a side divides them by the difference of two steps, three quarters of
    // the longer one: so the noise over that step counts 2 / 0.75 times.
    private const double NoiseOfSide = 2.7;

    // The error of a central quotient is a series in the squares of the step, that of the quotient of a side one in the powers of the
    // step. A step is a quarter of the one before, so from one to the next the first term of these series falls by:
    private const double CentralRatio = 16;
    private const double SideRatio = 4;

    // Extrapolating central quotients once multiplies their noise by at most 1.08, and twice by 1.09. Rounded up.
    private const double NoiseOfOnce = 1.2;
    private const double NoiseOfTwice = 1.3;

    // Quotients that from one step to the next come nearer by less than this share of that converge slowly; by less than 1 and this share,
    // not at all.
    private const double SlowShare = 0.5;
    private const double LeastRate = 0.2;

    // A slope that grows like t^-p grows by 4^p from one step to the next: that of a square root by 2, that of a power 0.8 by this.
    private const double UnboundedGrowth = 1.3;
    private const int UnboundedSteps = 5;
    private const double SlowGrowth = 1.02;

    // A measured order of the remainder above this is that of a right slope, 2, and not that of a wrong one, 1.
    private const double SquareOrder = 1.8;

    // A remainder below this many noises says nothing of its order; the median of up to three orders counts.
    private const double NoisesOfRemainder = 8;
    private const int RemainderOrders = 3;

    // A slope is nearer to a value than another if what it leaves is less than this share of what lies between the two.
    private const double NearerShare = 0.5;

    // The bend at a kink, over the step, is the same at all steps so short that the slopes stay, up to this share of it.
    private const double BendShare = 0.05;
    private const int BendSteps = 4;

    // A jump between the point and the shortest step is larger than this many noises and this many times what the slope accounts for.
    private const double NoisesOfJump = 16;
    private const double SlopesOfJump = 4;

    // A jump below this share of what the longest step changes may be one of rounding.
    private const double ShareOfJump = 1e-3;

    // A value that changes by fewer roundings than this may not have changed.
    private const double Roundings = 16;

    // Shorter steps support the slope by the rules if they lie this close to it, as a share of its distance from the slope found.
    private const double SupportingShare = 0.2;

    private readonly double[] _above;
    private readonly double[] _below;
    private readonly double[] _sizes;
    private readonly double _leastNoise;
    private readonly Estimate[] _shorter;

    /// <summary>Estimates the slopes.</summary>
    /// <param name="above">How the value changes from the point to a step above, longest step first; NaN where there is none.</param>
    /// <param name="below">How it changes to a step below.</param>
    /// <param name="sizes">The size of what it is rounded with at each step.</param>
    /// <param name="leastNoise">A noise known beforehand.</param>
    public DifferenceQuotient(double[] above, double[] below, double[] sizes, double leastNoise)
    {
        (_above, _below, _sizes, _leastNoise) = (above, below, sizes, leastNoise);
        ValueSize = Math.Max(sizes[^1], sizes[^3]);

        // Rounding scatters both sides alike, a kink near by only one of them: so the lesser scatter counts.
        var scatter = double.MinNumber(Scatter(above), Scatter(below));
        var rounding = Math.Max(leastNoise, (2 * RoundingUnit * ValueSize) + (DenormalRoundings * double.Epsilon));
        Noise = double.MaxNumber(rounding, NoiseOfScatter * scatter);
        IsRough = Noise > NoisesOfRoughness * rounding;
        double[] central = [.. above.Select((value, rung) => (value - below[rung]) / (2 * StepLadder.Step(rung)))];
        (Center, _shorter) = Extrapolate(central, Noise, CentralRatio);
        (Right, _) = Extrapolate(SlopesAway(above), NoiseOfSide * Noise, SideRatio);
        (Left, _) = Extrapolate([.. SlopesAway(below).Select(slope => -slope)], NoiseOfSide * Noise, SideRatio);
    }

    /// <summary>How much a value is off by rounding.</summary>
    public double Noise { get; }

    /// <summary>The size of what the value is rounded with near the point.</summary>
    public double ValueSize { get; }

    /// <summary>Whether the values scatter on the shortest steps by more than a few roundings.</summary>
    public bool IsRough { get; }

    /// <summary>The slope from both sides together.</summary>
    public Estimate Center { get; }

    /// <summary>The slope just above the point. A jump at the point itself is no part of it.</summary>
    public Estimate Right { get; }

    /// <summary>The slope just below the point.</summary>
    public Estimate Left { get; }

    /// <summary>
    /// Whether the values scatter so much on the shortest steps that this is no rounding: the function changes too fast to be seen.
    /// </summary>
    public bool IsUnresolved =>
        Noise > NoisesOfRoughness * _leastNoise && _sizes.Max() is > 0 and var size && Noise > Noticeable * size;

    /// <summary>The largest slope of a line from the point to one of the values farthest off; 0 if there is none.</summary>
    public double Steepness
    {
        get
        {
            var steepness = Enumerable.Range(0, 4).Max(rung =>
                double.MaxNumber(Math.Abs(_above[rung]), Math.Abs(_below[rung])) / StepLadder.Step(rung));
            return double.IsFinite(steepness) ? steepness : 0;
        }
    }

    /// <summary>Whether not one value differs from the value at the point.</summary>
    public bool IsFlat => FlatRungs == Rungs;

    /// <summary>Whether the function is finite just above and not just below, or the other way about: 1 or -1; 0 otherwise.</summary>
    public int OnlySide => (IsMissing(_above), IsMissing(_below)) switch { (false, true) => 1, (true, false) => -1, _ => 0 };

    /// <summary>Whether the slopes to the two sides differ, or the value jumps.</summary>
    public bool HasKink => SlopesDiffer || Jumps(_above, Right) || Jumps(_below, Left);

    /// <summary>
    /// Whether the bend over the step, which at a kink is the difference of the two slopes at every step, is that at several.
    /// </summary>
    public bool BendIsThatOfKink
    {
        get
        {
            var bend = Right.Value - Left.Value;
            var fitting = 0;
            for (var rung = 0; rung < Rungs; rung++)
            {
                var noise = 4 * Noise / StepLadder.Step(rung);
                var off = Math.Abs(((_above[rung] + _below[rung]) / StepLadder.Step(rung)) - bend);
                fitting += noise < 0.5 * Math.Abs(bend) && off <= (BendShare * Math.Abs(bend)) + noise ? 1 : 0;
            }

            return fitting >= BendSteps;
        }
    }

    /// <summary>Whether a quotient of this sign is beyond the range of double, once it is divided by a length.</summary>
    public bool Overflows(double sign, double length) => Enumerable.Range(0, Rungs).Any(rung =>
        ((_above[rung] / length) - (_below[rung] / length)) / (2 * StepLadder.Step(rung)) is var slope
        && double.IsInfinity(slope) && Math.Sign(slope) == Math.Sign(sign));

    private bool SlopesDiffer =>
        Right.Contradicts(Left, Apart)
        && Math.Abs(Right.Value - Left.Value) > Noticeable * Math.Max(Math.Abs(Right.Value), Math.Abs(Left.Value));

    // How many of the shortest steps change nothing.
    private int FlatRungs
    {
        get
        {
            var rung = Rungs;
            while (rung > 0 && _above[rung - 1] == 0 && _below[rung - 1] == 0)
            {
                rung--;
            }

            return Rungs - rung;
        }
    }

    /// <summary>Whether shorter steps than those of <see cref="Center"/> speak for this slope and against the one found.</summary>
    public bool ShorterStepsSupport(double slope)
    {
        var distance = Math.Abs(slope - Center.Value);
        return Array.Exists(_shorter, estimate => estimate.Error < distance && Distance(estimate) <= estimate.Error
                && Math.Abs(estimate.Value - Center.Value) > estimate.Error + Center.Error)
            || (distance > 2 * RoundingUnit * ValueSize / StepLadder.Step(Rungs - 1)
                && _shorter.Length > 1
                && Array.TrueForAll(_shorter[^2..], estimate => Distance(estimate) < SupportingShare * distance));

        double Distance(Estimate estimate) => Math.Abs(estimate.Value - slope);
    }

    /// <summary>Whether the slope of a side grows without bound: its sign, or 0.</summary>
    public int UnboundedSide(bool above)
    {
        var slopes = SlopesAway(above ? _above : _below);
        var sign = 0;
        for (var rung = Rungs - 1 - UnboundedSteps; rung < Rungs - 1; rung++)
        {
            var slope = above ? slopes[rung] : -slopes[rung];
            var isNoise = !(Math.Abs(slope) > Roundings * RoundingUnit * ValueSize / StepLadder.Step(rung));
            var grows = Math.Abs(slope) > UnboundedGrowth * Math.Abs(slopes[rung - 1]);
            if (isNoise || !grows || (sign != 0 && Math.Sign(slope) != sign))
            {
                return 0;
            }

            sign = Math.Sign(slope);
        }

        return sign;
    }

    /// <summary>
    /// Whether the slope of a side still grows on the shortest steps, if as slowly as a logarithm: its sign, or 0. That of a smooth
    /// function settles.
    /// </summary>
    public int GrowingSide(bool above)
    {
        var slopes = SlopesAway(above ? _above : _below);
        for (var rung = Rungs - 1 - UnboundedSteps; rung < Rungs - 1; rung++)
        {
            if (!(Math.Abs(slopes[rung]) > SlowGrowth * Math.Abs(slopes[rung - 1])))
            {
                return 0;
            }
        }

        return above ? Math.Sign(slopes[^1]) : -Math.Sign(slopes[^1]);
    }

    /// <summary>The function as a staircase: the shortest steps change nothing, because its values are rounded coarsely.</summary>
    /// <returns>
    /// The quotient without those steps, the smallest change seen taken for noise; null if the shortest steps do change it, or none does.
    /// </returns>
    public DifferenceQuotient? AsStaircase()
    {
        var flat = FlatRungs;
        if (flat is < 2 or > Rungs - 3)
        {
            return null;
        }

        var quantum = double.PositiveInfinity;
        foreach (var value in _above[..^flat].Concat(_below[..^flat]))
        {
            var change = Math.Abs(value);
            quantum = change > 0 ? Math.Min(quantum, change) : quantum;
        }

        double[] missing = [.. Enumerable.Repeat(double.NaN, flat)];
        return new DifferenceQuotient([.. _above[..^flat], .. missing], [.. _below[..^flat], .. missing], _sizes, quantum);
    }

    /// <summary>The function with a jump at the point taken for noise; null if it jumps by more than rounding may.</summary>
    public DifferenceQuotient? WithJumpAsNoise()
    {
        var jump = Math.Max(Jumps(_above, Right) ? Math.Abs(_above[^1]) : 0, Jumps(_below, Left) ? Math.Abs(_below[^1]) : 0);
        var change = double.MaxNumber(Math.Abs(_above[0]), Math.Abs(_below[0]));
        return jump > 0 && jump < ShareOfJump * change ? new DifferenceQuotient(_above, _below, _sizes, 2 * jump) : null;
    }

    /// <summary>
    /// The power of t with which the remainder |f(t) - f(0) - t slope| falls: 2 if this is the slope, 1 if it is not; NaN if it is noise.
    /// </summary>
    public double RemainderOrder(double slope) => Order(Remainders(slope, _above, _below));

    /// <summary>
    /// Whether the remainder falls with the square of the step, as it does for the right slope only, as far as it is no noise: to both
    /// sides, or to one where there is none to the other.
    /// </summary>
    public bool RemainderIsSquare(double slope) =>
        double.MinNumber(Order(Remainders(slope, _above, _below)), Order(Remainders(-slope, _below, _above))) > SquareOrder;

    /// <summary>Whether a slope is nearer to the values on the shortest steps than the slope found, to both sides.</summary>
    public bool IsNearer(double slope)
    {
        return IsNearerTo(Remainders(slope, _above, _below)) && IsNearerTo(Remainders(-slope, _below, _above));

        bool IsNearerTo(List<(int Rung, double Size, double Order)> remainders) => remainders is []
            || remainders[0].Size < NearerShare * StepLadder.Step(remainders[0].Rung) * Math.Abs(slope - Center.Value);
    }

    // The median of a few.
    private static double Order(List<(int Rung, double Size, double Order)> remainders)
    {
        double[] orders = [.. remainders.Select(remainder => remainder.Order).Order()];
        return orders.Length == 0 ? double.NaN : orders[orders.Length / 2];
    }

    // Those of the shortest steps at which they are not noise, and by which power each is smaller than that of the step before. From the
    // values ahead; from those behind where there are none ahead.
    private List<(int Rung, double Size, double Order)> Remainders(double slope, double[] ahead, double[] behind)
    {
        var remainders = new List<(int Rung, double Size, double Order)>();
        for (var rung = Rungs - 2; rung >= 0 && remainders.Count < RemainderOrders; rung--)
        {
            var (longer, shorter) = (Remainder(rung), Remainder(rung + 1));
            if (shorter > NoisesOfRemainder * Noise && double.IsFinite(longer))
            {
                remainders.Add((rung + 1, shorter, Math.Log(longer / shorter, 4)));
            }
        }

        return remainders;

        double Remainder(int rung)
        {
            var move = StepLadder.Step(rung) * slope;
            return double.IsFinite(ahead[rung]) ? Math.Abs(ahead[rung] - move) : Math.Abs(behind[rung] + move);
        }
    }

    private static bool IsMissing(double[] values) => double.IsNaN(values[^1]) && double.IsNaN(values[^2]);

    // The largest |f2 - f3 - (f1 - f3) / 4 + (f0 - f3) / 84| of four values on neighboring short steps. For steps 64, 16, 4 and 1 of any
    // unit that is 0 for every parabola: 3 - 15/4 + 63/84 = 0 and 15 - 255/4 + 4095/84 = 0. What is left is noise, for the curve of a
    // smooth function is lost at this length.
    private static double Scatter(double[] values)
    {
        var scatter = 0.0;
        for (var rung = Rungs - 5; rung < Rungs - 3; rung++)
        {
            var last = values[rung + 3];
            var off = values[rung + 2] - last - ((values[rung + 1] - last) / 4) + ((values[rung] - last) / 84);
            scatter = Math.Max(scatter, Math.Abs(off));
        }

        return scatter;
    }

    // Between neighboring steps of one side, away from the point.
    private static double[] SlopesAway(double[] values)
    {
        var slopes = new double[Rungs - 1];
        for (var rung = 0; rung < slopes.Length; rung++)
        {
            slopes[rung] = (values[rung] - values[rung + 1]) / (StepLadder.Step(rung) - StepLadder.Step(rung + 1));
        }

        return slopes;
    }

    // Whether the value jumps between the point and the shortest step. A jump makes up most of the change to a step 16 times as long.
    private bool Jumps(double[] values, Estimate slope)
    {
        var jump = Math.Abs(values[^1]);
        var change = StepLadder.Step(Rungs - 1) * (Math.Abs(slope.Value) + slope.Error);
        return jump > (NoisesOfJump * Noise) + (SlopesOfJump * change) && jump > 0.5 * Math.Abs(values[^3]);
    }

    // The estimate with the smallest error, and those from shorter steps. The error of the quotients is a series in the powers of the ratio
    // by which one step to the next reduces its first term.
    private static (Estimate Best, Estimate[] Shorter) Extrapolate(double[] quotients, double noise, double ratio)
    {
        var estimates = new Estimate[quotients.Length - 1];
        for (var rung = 0; rung < estimates.Length; rung++)
        {
            estimates[rung] = Once(rung);
            if (rung + 1 < estimates.Length && Twice(rung) is var twice
                && (twice.Error < estimates[rung].Error || !estimates[rung].Exists))
            {
                estimates[rung] = twice;
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

        // Without the first term of the series; the error is what that changed. Where the quotients are seen to converge more slowly than
        // such a series, it is what is left at that rate.
        Estimate Once(int rung)
        {
            var value = ExtrapolateOnce(rung);
            var (change, roundings) = (Math.Abs(quotients[rung + 1] - quotients[rung]), NoiseOfOnce * noise / StepLadder.Step(rung + 1));
            var rate = rung > 0 && change > roundings ? Math.Abs(quotients[rung] - quotients[rung - 1]) / change : ratio;
            var left = rate < SlowShare * ratio ? change / Math.Max(rate - 1, LeastRate) : change / (ratio - 1);
            return new(value, left + roundings);
        }

        // Without the second term too.
        Estimate Twice(int rung)
        {
            var (longer, shorter) = (ExtrapolateOnce(rung), ExtrapolateOnce(rung + 1));
            var value = shorter + ((shorter - longer) / ((ratio * ratio) - 1));
            return new(value, Math.Abs(value - longer) + (NoiseOfTwice * noise / StepLadder.Step(rung + 2)));
        }

        double ExtrapolateOnce(int rung) => quotients[rung + 1] + ((quotients[rung + 1] - quotients[rung]) / (ratio - 1));

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
