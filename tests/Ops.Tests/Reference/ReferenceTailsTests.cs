using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Value and two derivatives far out in the tails and near 0, against tables by mpmath.</summary>
[TestFixture]
[Category("Kernels")]
public class ReferenceTailsTests
{
    private const double Relative = 1e-13;

    private static readonly Dictionary<string, Func<Node<double>, Node<double>>> s_functions = new(StringComparer.Ordinal)
    {
        ["Exp2"] = x => x.Exp2(),
        ["Log10"] = x => x.Log10(),
        ["LogNormalCdf"] = x => new NormalDistribution<double>(0, 1).LogCdf(x),
        ["LogAddExp"] = x => x.LogAddExp(-1.5),
    };

    private static IEnumerable<TestCaseData> Rows => ReferenceCase.Read("words-reference.json").GetProperty("tables").EnumerateObject()
        .SelectMany(table => table.Value.EnumerateArray().Select(row => row.EnumerateArray().Select(item => item.GetDouble()).ToArray())
            .Select(row => new TestCaseData(table.Name, row[0], row[1], row[2], row[3])));

    [TestCaseSource(nameof(Rows))]
    public void Value_and_derivatives_are_those_of_the_table(string function, double x, double y, double slope, double curvature)
    {
        var f = s_functions[function];
        ShouldBe(Value(f, [x])[0], y);
        ShouldBe(Gradient(z => f(z).Sum(), [x])[0], slope);
        ShouldBe(HessianTimes(z => f(z).Sum(), [x], [1])[0], curvature);

        // The smallest number is what the rounding of subnormal ones may be.
        static void ShouldBe(double actual, double expected) =>
            actual.ShouldBe(expected, (Relative * Math.Abs(expected)) + double.Epsilon);
    }
}
