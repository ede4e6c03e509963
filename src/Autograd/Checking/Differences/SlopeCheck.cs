namespace Autograd;

/// <summary>Compares derivatives along a line with the values of the functions on that line.</summary>
internal static class SlopeCheck
{
    /// <summary>
    /// The relative error of one rounding in double. That is 2^-53 = 1.11e-16; it is taken a little larger, because it only enters
    /// estimates of noise, and noise that is taken too small turns rounding into a mistake.
    /// </summary>
    public const double RoundingUnit = 1.2e-16;

    // Roundings that a value has been through, for the quick test.
    private const double Roundings = 8;

    // The error of a central quotient falls with the square of the step, so by this much from a step to the next, a quarter of it.
    private const double ErrorRatio = 16;

    // Pairs of steps that settle most cases with four evaluations: moderate ones, and short ones where a kink is near.
    private static readonly int[] s_quickRungs = [4, 8];

    /// <summary>Judges the derivatives of several functions of one step at 0, evaluated together.</summary>
    /// <param name="along">The values of the functions; null where they have none.</param>
    /// <param name="analytic">Their derivatives by the rules.</param>
    /// <param name="rounding">How far each of those may be off by rounding.</param>
    /// <param name="tolerance">What may separate the two.</param>
    /// <param name="independent">
    /// How many of the functions are rounded by themselves; the others are computed from those, and carry their rounding.
    /// </param>
    public static Judgment[] Compare(
        Func<double, double[]?> along, double[] analytic, double[] rounding, SlopeTolerance tolerance, int independent)
    {
        var ladder = new StepLadder(along);
        tolerance = tolerance with { Scale = Math.Min(1, ladder.Magnitude(s_quickRungs[0])) };
        var judgments = new Judgment[analytic.Length];
        for (var channel = 0; channel < analytic.Length; channel++)
        {
            judgments[channel] = MatchQuickly(ladder, channel, analytic[channel], tolerance, rounding[channel])
                ?? SlopeJudge.Judge(
                    ladder.Quotient(channel, channel < independent ? 0 : 2 * RoundingUnit * ladder.Magnitude(StepLadder.Rungs - 1)),
                    analytic[channel],
                    tolerance with { Scale = Math.Max(tolerance.Scale, Math.Min(1, ladder.Magnitude(0))) },
                    rounding[channel]);
        }

        return judgments;
    }

    // A match where two neighboring steps agree with the rules and show no kink; else null, which says nothing yet.
    private static Judgment? MatchQuickly(StepLadder ladder, int channel, double analytic, SlopeTolerance tolerance, double rounding)
    {
        if (!double.IsFinite(analytic) || ladder.Here is not { } values || !double.IsFinite(values[channel]))
        {
            return null;
        }

        var here = values[channel];
        foreach (var rung in s_quickRungs)
        {
            var (longer, shorter) = (ladder.At(rung, channel), ladder.At(rung + 1, channel));
            var (longStep, shortStep) = (StepLadder.Step(rung), StepLadder.Step(rung + 1));
            var quotient = (shorter.Above - shorter.Below) / (2 * shortStep);
            var slope = ((ErrorRatio * quotient) - ((longer.Above - longer.Below) / (2 * longStep))) / (ErrorRatio - 1);
            var noise = Roundings * RoundingUnit * Math.Max(Math.Abs(longer.Above), Math.Abs(longer.Below));
            var allowed = (tolerance.Relative * Math.Max(Math.Abs(analytic), Math.Abs(slope)))
                + (tolerance.Absolute * tolerance.Scale)
                + rounding;

            // The slopes to the two sides differ by the bend over the step. Of a smooth function that falls to a quarter here, as the
            // step does; at a kink it stays. Half is between the two.
            var hasNoKink = Bend(shorter) / shortStep <= (0.5 * Bend(longer) / longStep) + (noise / shortStep);
            if (Math.Abs(analytic - slope) <= allowed && hasNoKink)
            {
                var error = Math.Abs(slope - quotient) + (noise / shortStep);
                var (longRemainder, shortRemainder) = (Remainder(longer.Above, longStep), Remainder(shorter.Above, shortStep));
                var order = shortRemainder > 2 * noise ? Math.Log(longRemainder / shortRemainder, 4) : double.NaN;
                return new(Verdict.Match, slope, error, allowed, order);
            }
        }

        return null;

        double Bend((double Above, double Below) at) => Math.Abs(at.Above - here - (here - at.Below));

        double Remainder(double above, double step) => Math.Abs(above - here - (step * analytic));
    }
}
