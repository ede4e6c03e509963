using System.Globalization;
using System.Text;

namespace Autograd;

/// <summary>What a gradient check found.</summary>
public sealed class GradientReport
{
    private const int Listed = 5;

    internal GradientReport(
        IReadOnlyList<GradientComparison> comparisons, IReadOnlyList<GradientPromise> promises, IReadOnlyList<GradientDiagnosis> diagnoses, int notChecked = 0) =>
        (Comparisons, Promises, Diagnoses, NotChecked) = (comparisons, promises, diagnoses, notChecked);

    /// <summary>Every comparison made, each with its verdict.</summary>
    public IReadOnlyList<GradientComparison> Comparisons { get; }

    /// <summary>What every backward pass promises besides right numbers, and whether this one kept it.</summary>
    public IReadOnlyList<GradientPromise> Promises { get; }

    /// <summary>What is probably wrong, the likeliest first; empty if nothing is.</summary>
    public IReadOnlyList<GradientDiagnosis> Diagnoses { get; }

    /// <summary>The places that were not checked because the time budget ran out.</summary>
    public int NotChecked { get; }

    /// <summary>Whether no comparison is a mismatch, every promise was kept, and at least one comparison of each order was conclusive.</summary>
    /// <remarks>An inconclusive comparison does not fail a check, but a check in which none was conclusive has shown nothing.</remarks>
    public bool Passed => Comparisons.Count > 0 && Undecided.Count == 0 && Count(Verdict.Mismatch) == 0 && Promises.All(promise => promise.IsKept);

    /// <summary>The comparison that exceeds its tolerance most, or comes closest to it; a mismatch before any other. Null if the time budget ran out before the first.</summary>
    public GradientComparison Worst => Comparisons.MaxBy(comparison => (comparison.Verdict == Verdict.Mismatch, comparison.Verdict == Verdict.Match, comparison.Excess))!;

    /// <summary>The number of comparisons with this verdict.</summary>
    public int Count(Verdict verdict) => Comparisons.Count(comparison => comparison.Verdict == verdict);

    /// <summary>Returns this report if the check passed.</summary>
    /// <exception cref="GradientCheckException">It did not; the message is the report.</exception>
    public GradientReport ShouldPass() => Passed ? this : throw new GradientCheckException(ToString());

    /// <summary>The outcome, what is probably wrong, and the worst comparisons; a line or two if the check passed.</summary>
    public override string ToString() => Text(Passed ? [] : Failing().Take(Listed), Math.Max(0, Failing().Count() - Listed));

    /// <summary>Like <see cref="ToString"/>, with every comparison.</summary>
    public string Details() => Text(Comparisons, left: 0);

    // The orders of which no comparison was conclusive.
    private List<int> Undecided => [.. Comparisons.GroupBy(comparison => comparison.Order)
        .Where(order => order.All(comparison => comparison.Verdict == Verdict.Inconclusive))
        .Select(order => order.Key)];

    private IEnumerable<GradientComparison> Failing()
    {
        var failing = Comparisons.Where(comparison => comparison.Verdict == Verdict.Mismatch).OrderByDescending(comparison => comparison.Excess);
        return Count(Verdict.Mismatch) > 0 ? failing : Comparisons.Where(comparison => Undecided.Contains(comparison.Order));
    }

    private string Text(IEnumerable<GradientComparison> listed, int left)
    {
        var text = new StringBuilder(Headline());
        foreach (var promise in Promises.Where(promise => !promise.IsKept))
        {
            text.Append("\n  broken: ").Append(promise);
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

        return NotChecked == 0
            ? text.ToString()
            : text.Append(CultureInfo.InvariantCulture, $"\n  The time budget ran out: {NotChecked} places were not checked.").ToString();
    }

    private string Headline()
    {
        var others = string.Concat(new[] { (Verdict.Kink, "at a kink"), (Verdict.DomainEdge, "at the edge of the domain"), (Verdict.Inconclusive, "inconclusive") }
            .Where(other => Count(other.Item1) > 0)
            .Select(other => string.Create(CultureInfo.InvariantCulture, $", {Count(other.Item1)} {other.Item2}")));
        return Count(Verdict.Mismatch) > 0 ? string.Create(CultureInfo.InvariantCulture, $"Gradient check failed: {Count(Verdict.Mismatch)} of {Comparisons.Count} derivatives differ{others}.")
            : Undecided.Count > 0 ? string.Create(CultureInfo.InvariantCulture,
                $"Gradient check undecided: of order {string.Join(" and ", Undecided)} not one derivative could be told from the noise of the differences. Check it at another point, or with larger values.")
            : Comparisons.Count == 0 ? "Gradient check undecided: nothing was compared."
            : !Passed ? string.Create(CultureInfo.InvariantCulture, $"Gradient check failed: the derivatives agree ({Comparisons.Count}{others}), but the backward pass breaks a promise.")
            : string.Create(CultureInfo.InvariantCulture, $"Gradient check passed: {Count(Verdict.Match)} derivatives agree{others}. Least well: {Worst}.");
    }
}
