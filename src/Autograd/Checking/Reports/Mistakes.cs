namespace Autograd;

/// <summary>Tells a report of a mistake from one that is only undecided.</summary>
internal static class Mistakes
{
    /// <summary>Whether a derivative is wrong or a promise broken.</summary>
    public static bool ShowsMistake(this GradientReport report) => report.Count(Verdict.Mismatch) > 0 || report.Promises.Any(promise => !promise.IsKept);

    /// <summary>The lowest order of which a derivative is wrong; 0 if none is.</summary>
    public static int LowestWrongOrder(this GradientReport report) =>
        report.Comparisons.Where(comparison => comparison.Verdict == Verdict.Mismatch).Select(comparison => comparison.Order).DefaultIfEmpty().Min();
}
