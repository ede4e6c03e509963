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

    // An error of the quotient, relative to the slope, up to which an agreement settles the case; else other steps may know better.
    private const double TellingError = 1e-9;

    // Pairs of steps that settle most cases with few evaluations, the first of each; longer ones where values are large beside the slope.
    private static readonly int[] s_quickRungs = [4, 2, 0];

    private static readonly int[] s_stillRungs = [4, 5, 0];

    /// <summary>The steps at which a number has to stand still to be taken for one that does not change.</summary>
    public static ReadOnlySpan<int> StillRungs => s_stillRungs;

    /// <summary>Judges the derivative of a number of a ladder.</summary>
    /// <param name="ladder">How the numbers change.</param>
    /// <param name="number">Which of them.</param>
    /// <param name="analytic">Its derivative by the rules.</param>
    /// <param name="rounding">How far that may be off by rounding.</param>
    /// <param name="tolerance">What may separate the two.</param>
    /// <param name="isIndependent">
    /// Whether it is rounded by itself; else it is computed from the others, and carries their rounding.
    /// </param>
    public static Judgment Judge(
        StepLadder ladder, int number, double analytic, double rounding, SlopeTolerance tolerance, bool isIndependent) =>
        analytic == 0 && ladder.IsStill(number, s_stillRungs)
            ? Still(ladder.Size(0, number))
            : MatchQuickly(ladder, number, analytic, tolerance, rounding)
                ?? SlopeJudge.Judge(Quotient(ladder, number, isIndependent), analytic, tolerance, rounding);

    /// <summary>What the whole ladder says of one of its numbers.</summary>
    /// <inheritdoc cref="Judge"/>
    private static DifferenceQuotient Quotient(StepLadder ladder, int number, bool isIndependent) =>
        ladder.Quotient(number, isIndependent ? 0 : 2 * RoundingUnit * ladder.Magnitude(StepLadder.Rungs - 1));

    /// <summary>The judgment on a number of some size that does not change, as the rules say too.</summary>
    public static Judgment Still(double size) =>
        new(Verdict.Match, 0, Roundings * RoundingUnit * size / StepLadder.Step(0), 0, double.NaN) { IsStill = true };

    // A match where what two neighboring steps make of the slope is that of the rules but for rounding: so close an agreement is no
    // coincidence, however steep the function is. Else null, which says nothing yet.
    private static Judgment? MatchQuickly(StepLadder ladder, int number, double analytic, SlopeTolerance tolerance, double rounding)
    {
        if (!double.IsFinite(analytic))
        {
            return null;
        }

        foreach (var rung in s_quickRungs)
        {
            var (longer, shorter) = (ladder.At(rung, number), ladder.At(rung + 1, number));
            var (longStep, shortStep) = (StepLadder.Step(rung), StepLadder.Step(rung + 1));
            var quotient = (shorter.Above - shorter.Below) / (2 * shortStep);
            var slope = quotient + ((quotient - ((longer.Above - longer.Below) / (2 * longStep))) / (ErrorRatio - 1));
            var noise = Roundings * RoundingUnit * ladder.Size(rung, number);
            var largest = Math.Max(Math.Abs(analytic), Math.Abs(slope));
            var allowed = (tolerance.Relative * largest) + tolerance.Absolute + (noise / shortStep) + rounding;

            // The slopes to the two sides differ by the bend over the step. Of a smooth function that falls to a quarter here, as the
            // step does; at a kink it stays. Half is between the two.
            var hasNoKink = Bend(shorter) / shortStep <= (0.5 * Bend(longer) / longStep) + (noise / shortStep);

            // Where the slope is lost in the noise, nothing is shown, unless there is nothing at the longest step either, as the rules say.
            var tells = noise / shortStep <= TellingError * largest || (Math.Abs(analytic) <= rounding && ladder.IsStill(number, [0]));
            if (Math.Abs(analytic - slope) is var gap && gap <= allowed && double.IsFinite(allowed) && hasNoKink && tells)
            {
                var (longRemainder, shortRemainder) = (Remainder(longer.Above, longStep), Remainder(shorter.Above, shortStep));
                var order = shortRemainder > 2 * noise ? Math.Log(longRemainder / shortRemainder, 4) : double.NaN;
                return new(Verdict.Match, slope, Math.Max(gap, noise / shortStep), allowed, order);
            }
        }

        return null;

        static double Bend((double Above, double Below) at) => Math.Abs(at.Above + at.Below);

        double Remainder(double above, double step) => Math.Abs(above - (step * analytic));
    }
}
