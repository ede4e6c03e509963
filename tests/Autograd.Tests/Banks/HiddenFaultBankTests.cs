namespace Autograd.Tests;

/// <summary>The checker is checked by rules whose fault hardly shows: it is never passed over.</summary>
[TestFixture]
public class HiddenFaultBankTests
{
    private const int Seeds = 20;

    private static IEnumerable<AwkwardRow> Rows => HiddenFaultBank.Rows;

    [TestCaseSource(nameof(Rows))]
    public void A_wrong_rule_is_caught_at_every_point(AwkwardRow row)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var report = row.Check(new Random(seed));
            report.Count(Verdict.Mismatch).ShouldBeGreaterThan(0, $"seed {seed}: {report.Details()}");
        }
    }
}
