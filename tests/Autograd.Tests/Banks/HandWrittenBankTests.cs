using static System.Math;

namespace Autograd.Tests;

/// <summary>Of gradients written by hand no right one is blamed, every wrong one is caught, and the diagnosis says what is wrong.</summary>
[TestFixture]
public class HandWrittenBankTests
{
    private static IEnumerable<HandWritten> Right => HandWrittenBank.Right();

    private static IEnumerable<HandWritten> Wrong => HandWrittenBank.Wrong();

    [TestCaseSource(nameof(Right))]
    public void A_right_one_is_not_blamed(HandWritten written)
    {
        foreach (var mode in Enum.GetValues<GradientCheckMode>())
        {
            var report = GradientCheck.Of(written.Function, written.Gradient, written.X, new() { Mode = mode });
            report.Count(Verdict.Mismatch).ShouldBe(0, report.ToString());
        }
    }

    [TestCaseSource(nameof(Wrong))]
    public void A_wrong_one_is_caught_and_explained(HandWritten written)
    {
        var report = GradientCheck.Of(written.Function, written.Gradient, written.X);
        report.Passed.ShouldBeFalse(report.ToString());
        report.Diagnoses[0].Text.ShouldContain(written.Says, customMessage: report.ToString());
    }

    // Three outputs of two numbers.
    private static readonly (string Fault, Action<double[,]> Spoil, string Says)[] s_jacobians =
    [
        ("one element", j => j[2, 1] *= 2, "wrong only of output [2], by [1], 2 times what it should be"),
        ("a row of the other sign", j => (j[0, 0], j[0, 1]) = (-j[0, 0], -j[0, 1]), "wrong only of output [0], where its sign is wrong"),
        ("rows exchanged", j => (j[0, 0], j[0, 1], j[1, 0], j[1, 1]) = (j[1, 0], j[1, 1], j[0, 0], j[0, 1]), "outputs [0] and [1]"),
        ("columns exchanged", Exchange, "wrong places: reversed"),
        ("column by column", j => Fill(j, [j[0, 0], j[1, 0], j[2, 0], j[0, 1], j[1, 1], j[2, 1]]), "written column by column"),
        ("half", j => Fill(j, [.. j.Cast<double>().Select(slope => slope / 2)]), "1/2 times"),
    ];

    [TestCaseSource(nameof(s_jacobians))]
    public void A_wrong_row_of_a_Jacobian_is_named((string Fault, Action<double[,]> Spoil, string Says) wrong)
    {
        static double[] Function(double[] x) => [x[0] * x[1], (x[0] * x[0]) + x[1], Sin(x[1]) + (3 * x[0])];
        static double[,] Right(double[] x) => new[,] { { x[1], x[0] }, { 2 * x[0], 1 }, { 3, Cos(x[1]) } };
        double[,] Wrong(double[] x)
        {
            var jacobian = Right(x);
            wrong.Spoil(jacobian);
            return jacobian;
        }

        GradientCheck.Of(Function, Right, [0.7, 1.2]).ShouldPass();
        var report = GradientCheck.Of(Function, Wrong, [0.7, 1.2]);
        report.Passed.ShouldBeFalse(report.ToString());
        report.Diagnoses[0].Text.ShouldContain(wrong.Says, customMessage: report.ToString());
    }

    [Test]
    public void There_are_many_of_them()
    {
        Right.Count().ShouldBeGreaterThanOrEqualTo(40);
        Wrong.Count().ShouldBeGreaterThanOrEqualTo(40);
    }

    private static void Exchange(double[,] jacobian)
    {
        for (var row = 0; row < 3; row++)
        {
            (jacobian[row, 0], jacobian[row, 1]) = (jacobian[row, 1], jacobian[row, 0]);
        }
    }

    private static void Fill(double[,] jacobian, double[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            jacobian[i / 2, i % 2] = numbers[i];
        }
    }
}
