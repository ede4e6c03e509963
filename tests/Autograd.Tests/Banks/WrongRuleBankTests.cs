namespace Autograd.Tests;

/// <summary>The checker is checked by rules that are wrong: each is caught, and most are explained.</summary>
[TestFixture]
public class WrongRuleBankTests
{
    private static IEnumerable<WrongRow> Rows => WrongRuleBank.Rows;

    [TestCaseSource(nameof(Rows))]
    public void A_wrong_rule_is_caught_in_every_mode(WrongRow row)
    {
        foreach (var mode in new[] { GradientCheckMode.EveryElement, GradientCheckMode.RandomDirections, GradientCheckMode.FullJacobian })
        {
            var report = GradientCheck.Of(x => row.Op.Apply([.. x]), row.Inputs, new GradientCheckOptions { Mode = mode });
            report.Passed.ShouldBeFalse($"{mode}: {report.Details()}");
            (report.Count(Verdict.Mismatch) + report.Invariants.Count(invariant => !invariant.Holds)).ShouldBeGreaterThan(0);
        }
    }

    [Test]
    public void Nine_of_ten_are_explained_first()
    {
        var missed = new List<string>();
        foreach (var row in Rows)
        {
            var report = GradientCheck.Of(x => row.Op.Apply([.. x]), row.Inputs);
            if (report.Diagnoses[0].Fault != row.Expected)
            {
                missed.Add($"{row}: expected {row.Expected}, but {string.Join(" | ", report.Diagnoses)}");
            }
        }

        var operations = Rows.Select(row => row.Operation).Distinct(StringComparer.Ordinal).Count();
        var explained = Rows.Count() - missed.Count;
        TestContext.Out.WriteLine($"{explained} of {Rows.Count()} wrong rules of {operations} operations explained first");
        TestContext.Out.WriteLine(string.Join('\n', missed));
        Rows.Count().ShouldBeGreaterThanOrEqualTo(40);
        operations.ShouldBeGreaterThanOrEqualTo(15);
        missed.Count.ShouldBeLessThanOrEqualTo(Rows.Count() / 10, string.Join('\n', missed));
    }
}
