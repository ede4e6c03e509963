using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Variance and standard deviation of large offsets and of equal elements. Expected values are worked by hand.</summary>
[TestFixture]
public class VarianceTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void Variance_and_standard_deviation_keep_their_digits_at_large_offsets()
    {
        // The variance of -1.5, -0.5, 0.5, 1.5 is 1.25, and 5/3 with correction 1, wherever they are moved to.
        foreach (var offset in new[] { 0, 1e8, -1e12, 1e15 })
        {
            double[] x = [offset - 1.5, offset - 0.5, offset + 0.5, offset + 1.5];
            Value(x => x.Variance(), x)[0].ShouldBe(1.25, 1e-15);
            Value(x => x.Variance(correction: 1), x)[0].ShouldBe(5.0 / 3, 1e-15);
            Value(x => x.StandardDeviation(), x)[0].ShouldBe(Math.Sqrt(1.25), 1e-15);
            Gradient(x => x.Variance(), x).ShouldBe([-0.75, -0.25, 0.25, 0.75], 1e-15);
        }

        var single = Node.Constant([1e6f - 1.5f, 1e6f - 0.5f, 1e6f + 0.5f, 1e6f + 1.5f]);
        single.Variance().Scalar.ShouldBe(1.25f, 1e-6f);

        Value(x => x.Variance(), [1e9, 1, 2, 3])[0].ShouldBe(1.8749999925000000e17, 1e3);
        Value(x => x.Variance(), [0.1, 0.1, 0.1]).ShouldBe([0]);
        Gradient(x => x.Variance(), [0.1, 0.1, 0.1]).ShouldBe([0, 0, 0]);
        Value(x => x.Variance(), [7]).ShouldBe([0]);
        Value(x => x.Variance(), [1, Inf])[0].ShouldBe(double.NaN);
        Value(x => x.StandardDeviation(), [3e200, -3e200])[0].ShouldBe(3e200, 1e185);
        Value(x => x.StandardDeviation(), [3e-200, -3e-200])[0].ShouldBe(3e-200, 1e-215);
    }

    [Test]
    public void The_standard_deviation_of_equal_elements_has_gradient_0()
    {
        Value(x => x.StandardDeviation(), [0.1, 0.1, 0.1]).ShouldBe([0]);
        Gradient(x => x.StandardDeviation(), [0.1, 0.1, 0.1]).ShouldBe([0, 0, 0]);
        Gradient(x => x.StandardDeviation(), [7]).ShouldBe([0]);
        Gradient(x => x.Reshape([2, 2]).StandardDeviation(1, correction: 1).Sum(), [4, 4, 1, 3])
            .ShouldBe([0, 0, -Math.Sqrt(0.5), Math.Sqrt(0.5)], 1e-15);
        HessianTimes(x => x.StandardDeviation(), [2, 2, 2], [1, 0, 0]).ShouldBe([0, 0, 0]);
    }
}
