namespace Autograd;

/// <summary>Compares derivatives with steps of the usual lengths and, where those settle nothing, with others.</summary>
internal static class StepChoice
{
    // The ladder of steps is scaled by the size of the element, but at least by 1. Where that does not end in a match, an element below
    // Small that is not 0 is tried with the ladder scaled by its size, and one above Large with the ladder as it is.
    private const double Small = 1e-3;
    private const double Large = 1e3;

    // What structure the usual steps jump over is looked for with steps so much shorter.
    private const double Fine = 1.0 / (1 << 14);

    // An error, relative to the slope, that still makes other steps worth something.
    private const double TellingError = 1e-3;

    /// <summary>What comes of a direction.</summary>
    public static DirectionResult Compare(CheckedFunction function, DirectionCheck check, CheckedDirection direction, int order)
    {
        var result = check.Compare(direction, order);
        if (result.Comparisons.All(comparison => comparison.Verdict == Verdict.Match))
        {
            return result;
        }

        if (WithOtherSteps(function, direction) is { } other)
        {
            result = result.With(check.Compare(other, order), Better);
        }

        return result.Comparisons.Any(comparison => comparison.Verdict == Verdict.Mismatch || IsRough(comparison))
            ? result.With(check.Compare(direction.Shortened(Fine), order), BetterOfFine)
            : result;
    }

    // Near 0 a function such as a root or a logarithm changes on the scale of the element, which steps of the usual length jump over. Far
    // from 0 a function such as a sine changes many times within steps as long as the element.
    private static CheckedDirection? WithOtherSteps(CheckedFunction function, CheckedDirection direction) =>
        direction.Element < 0 ? null : Math.Abs(function.Point[direction.Input][direction.Element]) switch
        {
            > 0 and < Small and var size => direction.WithLength(CheckedDirection.PowerOfTwo(size)),
            > Large => direction.WithLength(1),
            _ => null,
        };

    private static GradientComparison Better(GradientComparison usual, GradientComparison other) =>
        usual.Verdict == Verdict.Match
        || (other.Verdict == Verdict.Inconclusive && double.IsFinite(other.Numerical))
        || (usual.Verdict == Verdict.Mismatch && !KnowsBetter(other, usual))
            ? usual
            : other;

    // A mismatch stands unless shorter steps see what the usual ones jumped over.
    private static GradientComparison BetterOfFine(GradientComparison usual, GradientComparison fine) =>
        (usual.Verdict, fine.Verdict) switch
        {
            (Verdict.Mismatch, not (Verdict.Mismatch or Verdict.Inconclusive)) when KnowsBetter(fine, usual) => fine,
            (Verdict.Mismatch, Verdict.Inconclusive) when fine.IsSupported || !double.IsFinite(usual.Bend) => fine,
            (Verdict.Inconclusive, not Verdict.Inconclusive) when IsRough(usual) && !fine.IsAtKink => fine,
            _ => usual,
        };

    // Whether other steps know the slope better than what is in dispute. Steps too short see no change, and agree with a slope of 0.
    private static bool KnowsBetter(GradientComparison other, GradientComparison usual) =>
        !(other.ErrorBar > Math.Max(Math.Abs(usual.Analytic - usual.Numerical), TellingError * Math.Abs(other.Analytic)));

    private static bool IsRough(GradientComparison comparison) => comparison is { Verdict: Verdict.Inconclusive, IsRough: true };
}
