using Autograd;
using Benchmarks.AdBench;

namespace Ops.Tests;

/// <summary>
/// A whole model of products, sums, scattered triangles and log-sum-exp, with data and results that others published:
/// tests/Benchmarks/adbench/README.md.
/// </summary>
[TestFixture]
public class GaussianMixtureTests
{
    private const double Relative = 1e-11;

    private static IEnumerable<string> Published => PublishedMixture.All.Select(mixture => mixture.Name);

    [TestCaseSource(nameof(Published))]
    public void Objective_and_norms_of_the_gradient_are_the_published_ones(string name)
    {
        var expected = PublishedMixture.All.Single(mixture => mixture.Name == name);
        var mixture = expected.Read();

        var objective = mixture.Objective();
        var gradients = objective.Backward();

        ShouldBe(objective, expected.Objective);
        ShouldBe(gradients[mixture.Alpha].Norm(), expected.Alpha);
        ShouldBe(gradients[mixture.Mu].Norm(), expected.Mu);
        ShouldBe(gradients[mixture.Icf].Norm(), expected.Icf);
    }

    private static void ShouldBe(Node<double> actual, double expected) => actual.Scalar.ShouldBe(expected, Relative * Math.Abs(expected));
}
