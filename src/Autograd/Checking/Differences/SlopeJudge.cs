using System.Globalization;

namespace Autograd;

/// <summary>
/// Judges one derivative by the rules by what its difference quotient says: at the edge of a domain, at a kink, or where it is smooth.
/// </summary>
internal sealed class SlopeJudge
{
    // An error of the quotient, relative to the slope, that still makes an agreement worth something.
    private const double TellingError = 1e-3;

    // An error that is this share of the steepest line from the point shows that a slope is 0 as well as differences can.
    private const double TellingShareOfSteepness = 1e-6;

    // The error of a quotient is an estimate. A gap is a mistake only if it is several times that: a few times if it is a sizable part of
    // the slope, as wrong rules make it, and many times if it is not.
    private const double SizableGap = 0.01;
    private const double MarginOfSizableGap = 3;
    private const double MarginOfSmallGap = 30;

    // A small part of a slope that changes a value by less than the noise over a step this long could come from something that is lost in
    // the noise, as a sine is that is added to a large square.
    private const double HiddenStep = 1e-4;

    // The remainder of a wrong slope falls with the step itself, order 1. One that falls less is noise.
    private const double LeastRemainderOrder = 0.4;

    // A slope whose error is this many roundings over the longest step is known as well as any can be: it is 0 up to rounding. Of values
    // above 1 the roundings of 1 count, because those of 1e20 would hide every slope.
    private const double RoundingsOfBest = 256;

    private readonly DifferenceQuotient _quotient;
    private readonly double _analytic;
    private readonly SlopeTolerance _tolerance;
    private readonly double _absolute;
    private readonly double _rounding;
    private readonly double _remainderOrder;

    private SlopeJudge(DifferenceQuotient quotient, double analytic, SlopeTolerance tolerance, double rounding)
    {
        (_quotient, _analytic, _tolerance) = (quotient, analytic, tolerance);
        (_absolute, _rounding) = (tolerance.Absolute + rounding, rounding);
        _remainderOrder = quotient.RemainderOrder(analytic);
    }

    /// <summary>Judges a derivative.</summary>
    /// <param name="quotient">What the values of the function say.</param>
    /// <param name="analytic">The derivative by the rules.</param>
    /// <param name="tolerance">What may separate the two.</param>
    /// <param name="rounding">How far the derivative by the rules may be off by rounding.</param>
    public static Judgment Judge(DifferenceQuotient quotient, double analytic, SlopeTolerance tolerance, double rounding)
    {
        if (double.IsNaN(analytic))
        {
            return new(Verdict.Mismatch, quotient.Center.Value, quotient.Center.Error, 0, double.NaN, "the rules give NaN");
        }

        if (double.IsInfinity(analytic))
        {
            return JudgeInfinite(quotient, analytic, tolerance.Length);
        }

        var judgment = new SlopeJudge(quotient, analytic, tolerance, rounding).JudgeFinite();
        judgment = judgment.Verdict == Verdict.Mismatch && (quotient.AsStaircase() ?? quotient.WithJumpAsNoise()) is { } staircase
            ? new SlopeJudge(staircase, analytic, tolerance, rounding).JudgeSmooth(staircase.Center, Verdict.Match, note: null) with
            {
                IsOfStaircase = true,
            }
            : judgment;
        return judgment.Verdict == Verdict.Match ? judgment : judgment with
        {
            IsRough = quotient.IsRough,
            IsUnresolved = judgment.Verdict == Verdict.Inconclusive && quotient.IsUnresolved,
            IsSupported = quotient.ShorterStepsSupport(analytic),
        };
    }

    private static Judgment JudgeInfinite(DifferenceQuotient quotient, double analytic, double length)
    {
        if (quotient.Overflows(analytic, length) || quotient.Center.Value / length == analytic)
        {
            return new(Verdict.Inconclusive, analytic, double.NaN, 0, double.NaN, "the slope is beyond the range of double");
        }

        var (right, left) = (quotient.UnboundedSide(above: true), quotient.UnboundedSide(above: false));
        var sign = Math.Sign(analytic);
        var grows = quotient.OnlySide switch { 1 => right == sign, -1 => left == sign, _ => right == sign || left == sign };
        if (!grows && (quotient.GrowingSide(above: true) == sign || quotient.GrowingSide(above: false) == sign))
        {
            return new(Verdict.Inconclusive, analytic, double.NaN, 0, double.NaN, "the slope grows up to the shortest steps");
        }

        if (!grows)
        {
            return new(
                Verdict.Mismatch, quotient.Center.Value, quotient.Center.Error, 0, double.NaN, "the rules give an infinite slope");
        }

        var verdict = quotient.OnlySide == 0 ? Verdict.Kink : Verdict.DomainEdge;
        return new(verdict, analytic, 0, 0, double.NaN, "the slope grows without bound");
    }

    private Judgment JudgeFinite() => _quotient switch
    {
        { OnlySide: not 0 } => JudgeEdge(isAbove: _quotient.OnlySide > 0),
        { HasKink: true, Left.Exists: true, Right.Exists: true } when !IsSmoothInstead => JudgeKink(),
        _ => JudgeSmooth(_quotient.Center, agreed: Verdict.Match, note: null),
    };

    // The function has values to one side of the point only.
    private Judgment JudgeEdge(bool isAbove)
    {
        var slope = isAbove ? _quotient.Right : _quotient.Left;
        var note = isAbove
            ? "the function has no value below this point; checked above it"
            : "the function has no value above this point; checked below it";
        var sign = _quotient.UnboundedSide(isAbove);
        if (sign == 0)
        {
            return JudgeSmooth(slope, Verdict.DomainEdge, note);
        }

        if (Math.Sign(_analytic) == sign && Math.Abs(_analytic) >= Math.Abs(slope.Value))
        {
            note += ", where its slope grows up to the shortest steps";
            return new(Verdict.Inconclusive, slope.Value, slope.Error, 0, _remainderOrder, note);
        }

        note += ", where its slope grows without bound";
        return new(Verdict.Mismatch, sign * double.PositiveInfinity, 0, 0, _remainderOrder, note);
    }

    // The slopes to the two sides differ, so the rules may give either, or anything between them.
    private Judgment JudgeKink()
    {
        var (below, above) = (SlopeOfSide(above: false), SlopeOfSide(above: true));
        var (low, high) = (Math.Min(below, above), Math.Max(below, above));
        var size = double.IsFinite(low) && double.IsFinite(high) ? Math.Max(Math.Abs(low), Math.Abs(high)) : 0;
        var error = _quotient.Left.Error + _quotient.Right.Error;
        var allowed = Allowed(size) + error;
        var outside = Math.Max(low - _analytic, _analytic - high);
        var seen = Math.Max(Math.Abs(_quotient.Left.Value), Math.Abs(_quotient.Right.Value));
        if (double.IsInfinity(low) && low.Equals(high) && Math.Sign(_analytic) == Math.Sign(low) && Math.Abs(_analytic) >= seen)
        {
            const string Grows = "the slope grows up to the shortest steps";
            return new Judgment(Verdict.Inconclusive, _quotient.Center.Value, error, allowed, _remainderOrder, Grows) { IsAtKink = true };
        }

        var slopes = string.Create(CultureInfo.InvariantCulture, $"the slopes to the two sides are {low:G6} and {high:G6}");
        var (verdict, note) = outside switch
        {
            _ when outside <= allowed => (Verdict.Kink, slopes),
            _ when outside <= allowed + (Margin(outside, size) * error) => (Verdict.Inconclusive, slopes),
            _ => (Verdict.Mismatch, slopes + ", and this is outside them"),
        };
        return new Judgment(verdict, _quotient.Center.Value, error, allowed, _remainderOrder, note)
        {
            IsAtKink = true,
            Bend = above - below,
        };
    }

    private Judgment JudgeSmooth(Estimate slope, Verdict agreed, string? note)
    {
        if (!slope.Exists)
        {
            const string NotFinite = "the function is not finite near this point";
            return new(Verdict.Inconclusive, double.NaN, double.PositiveInfinity, 0, _remainderOrder, NotFinite);
        }

        var gap = Math.Abs(_analytic - slope.Value);
        var bound = Allowed(Math.Abs(slope.Value));
        var allowed = bound + slope.Error;
        var beyondNoise = bound + (Margin(gap, Math.Abs(slope.Value)) * slope.Error);
        if (gap > beyondNoise && (IsSlopeTo(_quotient.Left, gap) || IsSlopeTo(_quotient.Right, gap)))
        {
            const string KinkNearBy = "there is a kink within the shortest steps; this is the slope to one side";
            return new Judgment(Verdict.Kink, _analytic, slope.Error, allowed, _remainderOrder, KinkNearBy) { IsAtKink = true };
        }

        var (verdict, error, words) = gap switch
        {
            _ when gap <= bound - _rounding || (gap <= allowed && Tells(slope)) => (agreed, slope.Error, note),
            _ when gap <= beyondNoise => (Verdict.Inconclusive, slope.Error, "the difference is within the noise"),
            _ when _quotient.IsUnresolved || _quotient.ShorterStepsSupport(_analytic) =>
                (Verdict.Inconclusive, slope.Error, "the function changes too much from one step to the next"),
            _ when _quotient.RemainderIsSquare(_analytic) && _quotient.IsNearer(_analytic) =>
                (agreed, gap, "the quotient converges too slowly; the remainder falls with the square of the step"),
            _ when gap < SizableGap * Math.Abs(slope.Value) && _quotient.Noise * _tolerance.Reach > HiddenStep * gap =>
                (_quotient.RemainderIsSquare(_analytic) ? agreed : Verdict.Inconclusive, gap,
                    "what the rules say besides could be finer than what rounding lets through"),
            _ when _remainderOrder < LeastRemainderOrder =>
                (Verdict.Inconclusive, slope.Error, "the remainder does not fall with the step, so it is noise"),
            _ => (Verdict.Mismatch, slope.Error, note),
        };
        return new(verdict, slope.Value, error, bound + error, _remainderOrder, words);
    }

    // Values that lose digits may seem to have two slopes. If the rules agree with both sides together, and the bend does not fit, there is
    // one slope.
    private bool IsSmoothInstead =>
        _quotient is { Center.Exists: true, BendIsThatOfKink: false }
        && _quotient.UnboundedSide(above: true) == 0
        && _quotient.UnboundedSide(above: false) == 0
        && Math.Abs(_analytic - _quotient.Center.Value) <= Allowed(Math.Abs(_quotient.Center.Value)) + _quotient.Center.Error
        && Tells(_quotient.Center);

    private static double Margin(double gap, double size) => gap > SizableGap * size ? MarginOfSizableGap : MarginOfSmallGap;

    private double SlopeOfSide(bool above) => _quotient.UnboundedSide(above) switch
    {
        0 => (above ? _quotient.Right : _quotient.Left).Value,
        var sign => sign * double.PositiveInfinity,
    };

    private double Allowed(double numerical) => (_tolerance.Relative * Math.Max(Math.Abs(_analytic), numerical)) + _absolute;

    // Whether the slope by the rules is that to one side, which is known well: better than to tell it from that of both sides.
    private bool IsSlopeTo(Estimate side, double gap) =>
        side.Exists
        && side.Error < gap
        && Math.Abs(_analytic - side.Value) <= Allowed(Math.Abs(side.Value)) + side.Error
        && side.Error <= TellingError * Math.Abs(_analytic);

    // Whether both slopes are known so well that an agreement within their errors says something.
    private bool Tells(Estimate slope) => slope.Error + _rounding <= Math.Max(
        Math.Max(TellingError * Math.Max(Math.Abs(_analytic), Math.Abs(slope.Value)), TellingShareOfSteepness * _quotient.Steepness),
        RoundingsOfBest * SlopeCheck.RoundingUnit * Math.Min(1, _quotient.ValueSize) / StepLadder.Step(0));
}
