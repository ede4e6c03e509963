using System.Globalization;

namespace Autograd;

/// <summary>What may separate a derivative by the rules from a difference quotient beyond the quotient's own error.</summary>
/// <param name="Relative">Relative to the larger of the two.</param>
/// <param name="Absolute">For a derivative that is 0 up to rounding; times <paramref name="Scale"/>.</param>
/// <param name="Scale">The size of the functions' values, if they are below 1.</param>
internal readonly record struct SlopeTolerance(double Relative = 1e-6, double Absolute = 1e-12, double Scale = 1);

/// <summary>The judgment on one derivative along a line.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Numerical">What the difference quotient says.</param>
/// <param name="ErrorBar">How far the truth may be from that.</param>
/// <param name="Tolerance">The difference allowed, the error bar included.</param>
/// <param name="RemainderOrder">How the Taylor remainder falls with the step: 2 for a right derivative, 1 for a wrong one; NaN if it is mere noise.</param>
/// <param name="Note">What there is to say besides; or null.</param>
internal readonly record struct Judgment(Verdict Verdict, double Numerical, double ErrorBar, double Tolerance, double RemainderOrder, string? Note = null)
{
    /// <summary>Whether the slopes to the two sides differ, or the value jumps.</summary>
    public bool IsAtKink { get; init; }
}

/// <summary>Compares a derivative along a line with the values of the function on that line.</summary>
internal static class SlopeCheck
{
    private const double Unit = 1.2e-16;

    // An error of the quotient that still makes an agreement worth something.
    private const double Telling = 1e-3;

    // The remainder of a wrong slope falls with the step itself.
    private const double LeastRemainderOrder = 0.4;

    private const string Tiny = "so small that rounding may be all of it";

    // Pairs of steps that settle most cases with four evaluations: moderate ones, and short ones where a kink is near.
    private static readonly int[] s_quick = [4, 8];

    /// <summary>Judges the derivative of a function of a step at 0.</summary>
    /// <param name="along">The function; NaN or infinite where it has no value.</param>
    /// <param name="analytic">Its derivative by the rules.</param>
    /// <param name="tolerance">What may separate the two.</param>
    /// <param name="rounding">How far the derivative by the rules may be off by rounding.</param>
    public static Judgment Compare(Func<double, double> along, double analytic, SlopeTolerance tolerance, double rounding = 0) =>
        Compare(step => [along(step)], [analytic], [rounding], tolerance)[0];

    /// <summary>Judges the derivatives of several functions of one step at 0, evaluated together.</summary>
    /// <param name="along">The values of the functions; null where they have none.</param>
    /// <param name="analytic">Their derivatives by the rules.</param>
    /// <param name="rounding">How far each of those may be off by rounding.</param>
    /// <param name="tolerance">What may separate the two.</param>
    /// <param name="independent">How many of the functions are rounded by themselves; the others are computed from those, and carry their rounding.</param>
    public static Judgment[] Compare(Func<double, double[]?> along, double[] analytic, double[] rounding, SlopeTolerance tolerance, int independent = int.MaxValue)
    {
        var ladder = new StepLadder(along);
        tolerance = tolerance with { Scale = Math.Min(1, ladder.Magnitude(s_quick[0])) };
        var judgments = new Judgment[analytic.Length];
        for (var channel = 0; channel < analytic.Length; channel++)
        {
            judgments[channel] = Quick(ladder, channel, analytic[channel], tolerance, rounding[channel])
                ?? Full(
                    ladder.Quotient(channel, channel < independent ? 0 : 2 * Unit * ladder.Magnitude(StepLadder.Rungs - 1)),
                    analytic[channel],
                    tolerance with { Scale = Math.Max(tolerance.Scale, Math.Min(1, ladder.Magnitude(0))) },
                    rounding[channel]);
        }

        return judgments;
    }

    private static Judgment? Quick(StepLadder ladder, int channel, double analytic, SlopeTolerance tolerance, double rounding)
    {
        if (!double.IsFinite(analytic) || ladder.Here is not { } values || !double.IsFinite(values[channel]))
        {
            return null;
        }

        var here = values[channel];
        foreach (var rung in s_quick)
        {
            var (longer, shorter) = (ladder.At(rung, channel), ladder.At(rung + 1, channel));
            var (longStep, shortStep) = (StepLadder.Step(rung), StepLadder.Step(rung + 1));
            var quotient = (shorter.Above - shorter.Below) / (2 * shortStep);
            var slope = ((16 * quotient) - ((longer.Above - longer.Below) / (2 * longStep))) / 15;
            var magnitude = Math.Max(Math.Abs(longer.Above), Math.Abs(longer.Below));
            var noise = 8 * Unit * magnitude;
            var allowed = (tolerance.Relative * Math.Max(Math.Abs(analytic), Math.Abs(slope))) + (tolerance.Absolute * tolerance.Scale) + rounding;

            // The bend of a smooth function halves the slopes' difference with the step; at a kink the difference stays.
            var (longBend, shortBend) = (Bend(longer), Bend(shorter));
            if (Math.Abs(analytic - slope) <= allowed && shortBend / shortStep <= (0.5 * longBend / longStep) + (noise / shortStep))
            {
                var error = Math.Abs(slope - quotient) + (noise / shortStep);
                var (longRemainder, shortRemainder) = (Remainder(longer.Above, longStep), Remainder(shorter.Above, shortStep));
                return new(Verdict.Match, slope, error, allowed, shortRemainder > 2 * noise ? Math.Log(longRemainder / shortRemainder, 4) : double.NaN);
            }

            double Bend((double Above, double Below) at) => Math.Abs(at.Above - here - (here - at.Below));

            double Remainder(double above, double step) => Math.Abs(above - here - (step * analytic));
        }

        return null;
    }

    private static Judgment Full(DifferenceQuotient quotient, double analytic, SlopeTolerance tolerance, double rounding)
    {
        if (double.IsNaN(analytic))
        {
            return new(Verdict.Mismatch, quotient.Center.Value, quotient.Center.Error, 0, double.NaN, "the rules give NaN");
        }

        if (double.IsInfinity(analytic))
        {
            return Infinite(quotient, analytic);
        }

        var judgment = Finite(quotient, analytic, tolerance, rounding);
        if (judgment.Verdict is Verdict.Mismatch && quotient.AsStaircase() is { } staircase)
        {
            judgment = Finite(staircase, analytic, tolerance, rounding);
        }

        return judgment;
    }

    private static Judgment Finite(DifferenceQuotient quotient, double analytic, SlopeTolerance tolerance, double rounding)
    {
        var order = quotient.RemainderOrder(analytic);
        var absolute = (quotient.IsFlat ? tolerance.Absolute : tolerance.Absolute * tolerance.Scale) + rounding;
        if (quotient.OnlySide != 0)
        {
            var side = quotient.OnlySide > 0 ? quotient.Right : quotient.Left;
            var note = $"the function has no value {(quotient.OnlySide > 0 ? "below" : "above")} this point; checked {(quotient.OnlySide > 0 ? "above" : "below")} it";
            if (quotient.UnboundedSide(quotient.OnlySide > 0) is var sign && sign != 0)
            {
                if (Math.Sign(analytic) == sign && Math.Abs(analytic) >= Math.Abs(side.Value))
                {
                    return new(Verdict.Inconclusive, side.Value, side.Error, 0, order, note + ", where its slope grows up to the shortest steps");
                }

                return new(Verdict.Mismatch, sign * double.PositiveInfinity, 0, 0, order, note + ", where its slope grows without bound");
            }

            return Smooth(side, Verdict.DomainEdge, note);
        }

        if (!quotient.HasKink || !quotient.Left.Exists || !quotient.Right.Exists)
        {
            return Smooth(quotient.Center, Verdict.Match, null);
        }

        var (low, high) = (Bound(above: false), Bound(above: true));
        (low, high) = (Math.Min(low, high), Math.Max(low, high));
        var error = quotient.Left.Error + quotient.Right.Error;
        var allowed = Allowed(Math.Abs(low) < double.PositiveInfinity && Math.Abs(high) < double.PositiveInfinity ? Math.Max(Math.Abs(low), Math.Abs(high)) : 0) + error;
        var outside = Math.Max(low - analytic, analytic - high);
        var slopes = string.Create(CultureInfo.InvariantCulture, $"the slopes to the two sides are {low:G6} and {high:G6}");
        var judged = outside <= allowed ? new Judgment(Verdict.Kink, quotient.Center.Value, error, allowed, order, slopes)
            : outside <= allowed + (2 * error) ? new(Verdict.Inconclusive, quotient.Center.Value, error, allowed, order, slopes)
            : outside <= tolerance.Absolute ? new(Verdict.Inconclusive, quotient.Center.Value, error, allowed, order, Tiny)
            : new(Verdict.Mismatch, quotient.Center.Value, error, allowed, order, slopes + ", and this is outside them");
        return judged with { IsAtKink = true };

        double Bound(bool above) => quotient.UnboundedSide(above) is var sign && sign != 0 ? sign * double.PositiveInfinity : (above ? quotient.Right : quotient.Left).Value;

        double Allowed(double numerical) => (tolerance.Relative * Math.Max(Math.Abs(analytic), numerical)) + absolute;

        bool IsOneOf(Estimate side) =>
            side.Exists && Math.Abs(analytic - side.Value) <= Allowed(Math.Abs(side.Value)) + side.Error && side.Error <= Telling * Math.Abs(analytic);

        bool Tells(Estimate slope) =>
            slope.Error <= Math.Max(Telling * Math.Max(Math.Abs(analytic), Math.Abs(slope.Value)), tolerance.Relative * quotient.Steepness);

        Judgment Smooth(Estimate slope, Verdict agreed, string? note)
        {
            if (!slope.Exists)
            {
                return new(Verdict.Inconclusive, double.NaN, double.PositiveInfinity, 0, order, "the function is not finite near this point");
            }

            var gap = Math.Abs(analytic - slope.Value);
            var bound = Allowed(Math.Abs(slope.Value));
            var tells = Tells(slope);

            // Errors are estimates: a small gap has to be many of them.
            var margin = gap > 0.01 * Math.Abs(slope.Value) ? 3 : 30;
            if (gap > bound + slope.Error && (IsOneOf(quotient.Left) || IsOneOf(quotient.Right)))
            {
                return new Judgment(Verdict.Kink, analytic, slope.Error, bound + slope.Error, order, "there is a kink within the shortest steps; this is the slope to one side") { IsAtKink = true };
            }

            return gap <= bound || (gap <= bound + slope.Error && tells) ? new(agreed, slope.Value, slope.Error, bound + slope.Error, order, note)
                : gap <= bound + (margin * slope.Error) ? new(Verdict.Inconclusive, slope.Value, slope.Error, bound + slope.Error, order, "the difference is within the noise")
                : gap <= tolerance.Absolute ? new(Verdict.Inconclusive, slope.Value, slope.Error, bound + slope.Error, order, Tiny)
                : quotient.IsUnresolved || quotient.ShorterStepsSupport(analytic) ? new(Verdict.Inconclusive, slope.Value, slope.Error, bound + slope.Error, order, "the function changes too much from one step to the next")
                : quotient.RemainderIsSquare(analytic) ? new(agreed, slope.Value, gap, bound + gap, order, "the quotient converges too slowly; the remainder falls with the square of the step")
                : order < LeastRemainderOrder ? new(Verdict.Inconclusive, slope.Value, slope.Error, bound + slope.Error, order, "the remainder does not fall with the step, so it is noise")
                : new(Verdict.Mismatch, slope.Value, slope.Error, bound + slope.Error, order, note);
        }
    }

    private static Judgment Infinite(DifferenceQuotient quotient, double analytic)
    {
        var (right, left) = (quotient.UnboundedSide(above: true), quotient.UnboundedSide(above: false));
        var sign = Math.Sign(analytic);
        var grows = quotient.OnlySide switch { 1 => right == sign, -1 => left == sign, _ => right == sign || left == sign };
        return grows
            ? new(quotient.OnlySide == 0 ? Verdict.Kink : Verdict.DomainEdge, analytic, 0, 0, double.NaN, "the slope grows without bound")
            : new(Verdict.Mismatch, quotient.Center.Value, quotient.Center.Error, 0, double.NaN, "the rules give an infinite slope");
    }
}
