namespace Autograd.Tests;

/// <summary>The checker is checked by functions that are right: it never calls one wrong, and seldom has nothing to say.</summary>
[TestFixture]
public class AwkwardBankTests
{
    private const int Seeds = 20;

    private static IEnumerable<AwkwardRow> Rows => AwkwardBank.Rows;

    [TestCaseSource(nameof(Rows))]
    public void A_right_function_is_never_called_wrong(AwkwardRow row)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var report = row.Check(new Random(seed));
            report.Count(Verdict.Mismatch).ShouldBe(0, $"seed {seed}: {report.Details()}");
            report.Invariants.ShouldAllBe(invariant => invariant.Holds);
        }
    }

    [Test]
    public void Few_comparisons_are_inconclusive()
    {
        var comparisons = Rows.SelectMany(row => Enumerable.Range(0, Seeds)
            .SelectMany(seed => row.Check(new Random(seed)).Comparisons.Select(comparison => (row.Name, comparison.Verdict)))).ToList();
        var inconclusive = comparisons.Where(comparison => comparison.Verdict == Verdict.Inconclusive).ToList();
        TestContext.Out.WriteLine($"{comparisons.Count} comparisons of {Rows.Count()} functions: "
            + string.Join(", ", comparisons.CountBy(comparison => comparison.Verdict).Select(count => $"{count.Value} {count.Key}")));
        TestContext.Out.WriteLine(string.Join('\n', inconclusive.CountBy(comparison => comparison.Name)
            .OrderByDescending(count => count.Value).Select(count => $"  {count.Key}: {count.Value}")));
        Rows.Count().ShouldBeGreaterThanOrEqualTo(120);
        inconclusive.Count.ShouldBeLessThan(comparisons.Count / 20);
    }
}
