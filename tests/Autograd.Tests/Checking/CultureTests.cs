using System.Globalization;

namespace Autograd.Tests;

/// <summary>Reports of the checker are the same in every culture: numbers are written as in code.</summary>
[TestFixture]
public class CultureTests
{
    private static IEnumerable<WrongRow> Rows => WrongRuleBank.Rows;

    [TestCaseSource(nameof(Rows))]
    public void A_report_is_written_alike_in_every_culture(WrongRow row)
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Texts(row);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Texts(row).ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string[] Texts(WrongRow row)
    {
        Node<double> Applied(IReadOnlyList<Node<double>> x) => row.Op.Apply([.. x]);
        var report = GradientCheck.Of(Applied, row.Inputs);
        Node<double>[] parameters = Array.ConvertAll(row.Inputs, input => new Parameter<double>(input));
        return
        [
            report.ToString(),
            report.Details(),
            string.Join("\n", report.Diagnoses),
            Message(() => report.ShouldPass()),
            GradientCheck.Shrink(Applied, row.Inputs).Test,
            GradientCheck.Shrink(Applied, row.Inputs).ToString()!,
            row.Op.Apply(parameters).Sum().CheckNodes().ToString(),
        ];
    }

    private static string Message(Action check) => Should.Throw<GradientCheckException>(check).Message;
}
