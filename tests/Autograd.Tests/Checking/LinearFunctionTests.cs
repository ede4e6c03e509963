namespace Autograd.Tests;

/// <summary>A linear function has no kink, whatever rounding makes of its values.</summary>
[TestFixture]
public class LinearFunctionTests
{
    private static readonly GradientCheckOptions s_jacobian = new() { Order = 1, Mode = GradientCheckMode.FullJacobian };

    private static IEnumerable<TestCaseData> Functions
    {
        get
        {
            yield return Case("a product", x => x[0].MatMul(x[1]), [32, 32], [32, 4]);
            yield return Case("a product of few", x => x[0].MatMul(x[1]), [3, 200], [200, 2]);
            yield return Case("a convolution", x => x[0].Conv2D(x[1]), [1, 3, 6, 6], [4, 3, 3, 3]);
            yield return Case("a sum", x => x[0].Sum(0), [200, 3]);
            yield return Case("a mean of a difference", x => (x[0] - x[1]).Mean(1), [5, 40], [5, 40]);
            yield return Case("a sum of sums", x => (3 * x[0].CumulativeSum(0)).Sum(1) - x[0].Sum(1), [20, 10]);
        }
    }

    [TestCaseSource(nameof(Functions))]
    public void A_linear_function_has_no_kink_and_every_output_is_settled(
        Func<IReadOnlyList<Node<double>>, Node<double>> function, Shape[] shapes)
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var random = new Random(seed);
            NdArray<double>[] inputs = [.. shapes.Select(shape => NdArray.Generate(shape, () => (4 * random.NextDouble()) - 2))];
            foreach (var options in new[] { s_jacobian, new GradientCheckOptions { Order = 1 } })
            {
                var report = GradientCheck.Of(function, inputs, options).ShouldPass();
                report.Count(Verdict.Kink).ShouldBe(0, report.ToString());
                TestContext.Out.WriteLine($"{report.Comparisons.Count} comparisons, {report.Count(Verdict.Inconclusive)} inconclusive");
                report.Count(Verdict.Inconclusive).ShouldBeLessThanOrEqualTo(report.Comparisons.Count / 100);
            }
        }
    }

    private static TestCaseData Case(string name, Func<IReadOnlyList<Node<double>>, Node<double>> function, params Shape[] shapes) =>
        new TestCaseData(function, shapes).SetArgDisplayNames(name);
}
