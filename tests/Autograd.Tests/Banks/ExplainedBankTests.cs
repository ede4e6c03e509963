namespace Autograd.Tests;

/// <summary>The checker is checked by rules that are wrong: each is caught at every point, and nine of ten are explained first.</summary>
[TestFixture]
public class ExplainedBankTests
{
    private const int Seeds = 20;

    private static IEnumerable<ExplainedRow> Rows => ExplainedBank.Rows;

    [TestCaseSource(nameof(Rows))]
    public void A_wrong_rule_is_caught_at_every_point(ExplainedRow row)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            row.Check(new Random(seed)).HasMistake().ShouldBeTrue($"seed {seed}");
        }
    }

    [Test]
    public void Nine_of_ten_are_explained_first()
    {
        var points = Rows.SelectMany(row => Enumerable.Range(0, Seeds).Select(seed => (Row: row, Seed: seed))).ToList();
        var missed = points
            .Select(point => (point.Row, point.Seed, Text: point.Row.Check(new Random(point.Seed)).FirstDiagnosis()))
            .Where(point => !point.Row.IsIn(point.Text))
            .ToList();
        TestContext.Out.WriteLine($"{points.Count - missed.Count} of {points.Count} explained first");
        TestContext.Out.WriteLine(string.Join('\n', missed.Select(point => $"  {point.Row}, seed {point.Seed}: {point.Text}")));
        missed.Count.ShouldBeLessThanOrEqualTo(points.Count / 10);
        (Rows.Count() + WrongRuleBank.Rows.Count).ShouldBeGreaterThanOrEqualTo(120);
    }
}
