namespace Autograd.Tests;

/// <summary>What the banks ask of a report.</summary>
internal static class Reports
{
    /// <summary>Whether it says that something is wrong, and is not merely undecided.</summary>
    public static bool HasMistake(this GradientReport report) =>
        report.Count(Verdict.Mismatch) > 0 || report.Invariants.Any(invariant => !invariant.Holds);

    /// <summary>The first diagnosis in words; empty if there is none.</summary>
    public static string FirstDiagnosis(this GradientReport report) => report.Diagnoses is [var first, ..] ? first.Text : "";
}
