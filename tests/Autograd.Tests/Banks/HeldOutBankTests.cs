namespace Autograd.Tests;

/// <summary>
/// Of the cases that were written apart from the checker none is blamed, each is caught, and nine of ten are explained first.
/// </summary>
[TestFixture]
public class HeldOutBankTests
{
    private const int Seeds = 20;

    [Test]
    public void A_wrong_rule_is_caught_and_nine_of_ten_are_explained_first()
    {
        var points = HeldOutBank.Wrong.SelectMany(row => Enumerable.Range(0, Seeds).Select(seed => (Row: row, Seed: seed)))
            .Select(point => (point.Row, point.Seed, Report: point.Row.Check(new Random(point.Seed))))
            .ToList();
        var missed = points.FindAll(point => !point.Report.HasMistake());
        var unexplained = points.FindAll(point => !point.Row.IsIn(point.Report.FirstDiagnosis()));
        TestContext.Out.WriteLine(
            $"{points.Count - missed.Count} of {points.Count} caught, {points.Count - unexplained.Count} explained first");
        TestContext.Out.WriteLine(string.Join('\n', missed.Select(point => $"  missed: {point.Row}, seed {point.Seed}: {point.Report}")));
        TestContext.Out.WriteLine(string.Join('\n', unexplained.CountBy(point => $"{point.Row}: {point.Report.FirstDiagnosis()}")
            .Select(count => $"  {count.Value} x {count.Key}")));
        HeldOutBank.Wrong.Count.ShouldBeGreaterThanOrEqualTo(60);
        missed.ShouldBeEmpty();
        unexplained.Count.ShouldBeLessThanOrEqualTo(points.Count / 10);
    }

    [Test]
    public void A_right_function_is_never_called_wrong_and_few_comparisons_are_inconclusive()
    {
        var points = HeldOutBank.Right.SelectMany(row => Enumerable.Range(0, Seeds).Select(seed => (Row: row, Seed: seed)))
            .Select(point => (point.Row, point.Seed, Report: point.Row.Check(new Random(point.Seed))))
            .ToList();
        var blamed = points.FindAll(point => point.Report.HasMistake());
        var comparisons = points
            .SelectMany(point => point.Report.Comparisons.Select(comparison => (point.Row, comparison.Verdict)))
            .ToList();
        var inconclusive = comparisons.FindAll(comparison => comparison.Verdict == Verdict.Inconclusive);
        TestContext.Out.WriteLine($"{blamed.Count} of {points.Count} blamed, {inconclusive.Count} of {comparisons.Count} inconclusive");
        TestContext.Out.WriteLine(string.Join('\n', blamed.Select(point => $"  {point.Row}, seed {point.Seed}: {point.Report}")));
        TestContext.Out.WriteLine(string.Join('\n', inconclusive.CountBy(comparison => comparison.Row.Name)
            .OrderByDescending(count => count.Value).Select(count => $"  {count.Key}: {count.Value}")));
        HeldOutBank.Right.Count.ShouldBeGreaterThanOrEqualTo(60);
        blamed.ShouldBeEmpty();
        inconclusive.Count.ShouldBeLessThanOrEqualTo(comparisons.Count / 20);
    }
}
