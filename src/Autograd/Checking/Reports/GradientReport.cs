using System.Globalization;
using System.Text;

namespace Autograd;

/// <summary>What a gradient check found.</summary>
public sealed class GradientReport
{
    private const int Listed = 5;

    private readonly ComparisonList _comparisons;

    internal GradientReport(
        ComparisonList comparisons,
        IReadOnlyList<GradientInvariant> invariants,
        IReadOnlyList<GradientDiagnosis> diagnoses,
        int notChecked = 0) =>
        (_comparisons, Invariants, Diagnoses, NotChecked) = (comparisons, invariants, diagnoses, notChecked);

    /// <summary>Every comparison made, each with its verdict.</summary>
    public IReadOnlyList<GradientComparison> Comparisons => _comparisons;

    /// <summary>What holds for every right backward pass whatever its numbers, and whether it holds for this one.</summary>
    public IReadOnlyList<GradientInvariant> Invariants { get; }

    /// <summary>What is probably wrong, the likeliest first; empty if nothing is.</summary>
    public IReadOnlyList<GradientDiagnosis> Diagnoses { get; }

    /// <summary>How often the function was evaluated, and how many backward passes were made.</summary>
    public GradientCheckEvaluations Evaluations { get; internal init; }

    /// <summary>The number of elements or directions that were not checked because the time budget ran out.</summary>
    public int NotChecked { get; }

    /// <summary>
    /// Whether no comparison is a mismatch, every invariant holds, and of each order at least one comparison shows something: of order 1 a
    /// match, or an agreement at the edge of the domain; of higher orders a kink will do.
    /// </summary>
    /// <remarks>
    /// An inconclusive comparison does not fail a check, nor does a kink. But a check in which there was nothing else has shown nothing.
    /// </remarks>
    public bool Passed => Comparisons.Count > 0 && Undecided.Count == 0 && !HasMistake;

    /// <summary>
    /// The comparison that exceeds its tolerance most, or comes closest to it; a mismatch before any other. Null if the time budget ran
    /// out before the first comparison.
    /// </summary>
    public GradientComparison? Worst => _comparisons.Distinct.DefaultIfEmpty(Comparisons.Count > 0 ? Comparisons[0] : null)
        .MaxBy(comparison =>
        (comparison?.Verdict == Verdict.Mismatch, comparison?.Verdict == Verdict.Match, comparison?.Excess));

    /// <summary>Whether a derivative is wrong or an invariant broken: the check failed, and is not merely undecided.</summary>
    internal bool HasMistake => Count(Verdict.Mismatch) > 0 || Invariants.Any(invariant => !invariant.Holds);

    /// <summary>The lowest order of which a derivative is wrong; 0 if none is.</summary>
    internal int LowestWrongOrder => Mismatches.Select(comparison => comparison.Order).DefaultIfEmpty().Min();

    /// <summary>The slopes to each step up and down, of a comparison.</summary>
    internal Func<GradientComparison, IReadOnlyList<(double Step, double Up, double Down)>> Ladder { get; init; } = _ => [];

    private IEnumerable<GradientComparison> Mismatches => _comparisons.Distinct.Where(comparison => comparison.Verdict == Verdict.Mismatch);

    // The orders of which no comparison was conclusive. At a kink there is no second derivative, so there is none to be shown.
    private List<int> Undecided => [.. _comparisons.Distinct.GroupBy(comparison => comparison.Order)
        .Where(order => order.All(comparison =>
            comparison.Verdict == Verdict.Inconclusive || (order.Key == 1 && comparison.Verdict == Verdict.Kink)))
        .Select(order => order.Key)];

    /// <summary>The number of comparisons with this verdict.</summary>
    public int Count(Verdict verdict) =>
        _comparisons.Distinct.Count(comparison => comparison.Verdict == verdict) + (verdict == Verdict.Match ? _comparisons.Zeros : 0);

    /// <summary>Returns this report if the check passed.</summary>
    /// <exception cref="GradientCheckException">It did not; the message is the report.</exception>
    public GradientReport ShouldPass() => Passed ? this : throw new GradientCheckException(ToString());

    /// <summary>The outcome, what is probably wrong, and the worst comparisons; a line or two if the check passed.</summary>
    public override string ToString() => Text(Passed ? [] : Failing().Take(Listed), Math.Max(0, Failing().Count() - Listed));

    /// <summary>Like <see cref="ToString"/>, with every comparison.</summary>
    public string Details() => $"{Text(Comparisons, left: 0)}\n  {Evaluations}.";

    /// <summary>
    /// A picture of the ladder of steps: for one comparison of each verdict, how far the quotient at each step is from the slope found, and
    /// how far the rules are from it, both relative to the slope. The function is evaluated for it again.
    /// </summary>
    /// <returns>An SVG document.</returns>
    public string ToSvg() => LadderPicture.Of(_comparisons.Distinct, Ladder);

    private IEnumerable<GradientComparison> Failing() => Mismatches.Any()
        ? Mismatches.OrderByDescending(comparison => comparison.Excess)
        : _comparisons.Distinct.Where(comparison => Undecided.Contains(comparison.Order));

    private string Text(IEnumerable<GradientComparison> listed, int left)
    {
        var text = new StringBuilder(Headline());
        foreach (var invariant in Invariants.Where(invariant => !invariant.Holds))
        {
            text.Append("\n  broken: ").Append(invariant);
        }

        foreach (var diagnosis in Diagnoses)
        {
            text.Append("\n  probably: ").Append(diagnosis.Text);
        }

        ComparisonTable.Append(text, [.. listed]);
        if (left > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  and {left} more");
        }

        if (NotChecked > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  The time budget ran out: {NotChecked} places were not checked.");
        }

        return text.ToString();
    }

    private string Headline() => this switch
    {
        _ when Count(Verdict.Mismatch) is > 0 and var wrong =>
            $"Gradient check failed: {wrong} of {Comparisons.Count} derivatives differ{Others()}.",
        _ when Undecided.Contains(1) && Count(Verdict.Kink) > 0 =>
            "Gradient check undecided: there are only kinks here"
            + (Count(Verdict.Inconclusive) > 0 ? " and what could not be told from noise" : "")
            + ", where any slope between two is right, so nothing is shown. Check at another point, where no element is at a kink.",
        { Undecided: { Count: > 0 } orders } =>
            $"Gradient check undecided: of order {string.Join(" and ", orders)} not one derivative could be told from the noise of the "
            + "differences. Check it at another point, or with larger values.",
        { Comparisons.Count: 0 } => "Gradient check undecided: nothing was compared.",
        { HasMistake: true } =>
            $"Gradient check failed: the derivatives agree ({Comparisons.Count}{Others()}), but the backward pass breaks an invariant.",
        _ => $"Gradient check passed: {Count(Verdict.Match)} derivatives agree{Others()}. Least well: {Worst}.",
    };

    // The comparisons that neither match nor fail.
    private string Others()
    {
        (Verdict Verdict, string Words)[] others =
            [(Verdict.Kink, "at a kink"), (Verdict.DomainEdge, "at the edge of the domain"), (Verdict.Inconclusive, "inconclusive")];
        return string.Concat(others.Where(other => Count(other.Verdict) > 0).Select(other => $", {Count(other.Verdict)} {other.Words}"));
    }
}
