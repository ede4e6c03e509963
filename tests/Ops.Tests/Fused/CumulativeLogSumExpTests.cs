using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class CumulativeLogSumExpTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void CumulativeLogSumExp_is_right_at_infinity_and_does_not_overflow()
    {
        Value(x => x.CumulativeLogSumExp(0), [-Inf, -Inf, 3, -Inf]).ShouldBe([-Inf, -Inf, 3, 3]);
        Value(x => x.CumulativeLogSumExp(0, reverse: true), [-Inf, 3, -Inf]).ShouldBe([3, 3, -Inf]);
        Value(x => x.CumulativeLogSumExp(0), [1, Inf, Inf, 1]).ShouldBe([1, Inf, Inf, Inf]);
        Value(x => x.CumulativeLogSumExp(0), [1, double.NaN, Inf, 1]).ShouldBe([1, double.NaN, double.NaN, double.NaN]);
        Value(x => x.CumulativeLogSumExp(0), [-1000, 1000, 1000]).ShouldBe([-1000, 1000, 1000 + Math.Log(2)], 1e-12);
        Value(x => x.CumulativeLogSumExp(0), [0, -50])[1].ShouldBe(Math.Exp(-50), 1e-14 * Math.Exp(-50));
        Value(x => x.CumulativeLogSumExp(0), [-50, 0])[1].ShouldBe(Math.Exp(-50), 1e-14 * Math.Exp(-50));

        // The gradient of the last element is the softmax; that of all is its sum over the stretches.
        Gradient(x => x.CumulativeLogSumExp(0).Gather([2]).Sum(), [1000, 1000, -1000]).ShouldBe([0.5, 0.5, 0], 1e-12);
        Gradient(x => x.CumulativeLogSumExp(0).Sum(), [-1000, 1000, -1000]).ShouldBe([1, 2, 0]);
        Gradient(x => x.CumulativeLogSumExp(0).Gather([3]).Sum(), [-Inf, -Inf, 3, -Inf]).ShouldBe([0, 0, 1, 0]);
        Gradient(x => x.CumulativeLogSumExp(0).Gather([0, 1]).Sum(), [-Inf, -Inf]).ShouldBe([0, 0]);
        Gradient(x => x.CumulativeLogSumExp(0, reverse: true).Gather([0]).Sum(), [-Inf, 3, -Inf]).ShouldBe([0, 1, 0]);

        // ln(e^a + e^b) at a = b has second derivatives 1/4 and -1/4; an element of -infinity before or after it changes nothing.
        HessianTimes(x => x.CumulativeLogSumExp(0).Gather([3]).Sum(), [-Inf, 7, -Inf, 7], [0, 1, 0, 0])
            .ShouldBe([0, 0.25, 0, -0.25], 1e-15);

        // Nothing but the last stretch is asked for, so all other incoming gradients are 0, and their derivatives still count: d2/dx0 dx1
        // of y_1^2 / 2 at 0, 0.
        var x = new Parameter<double>(new double[] { 0, 0 });
        var y = x.CumulativeLogSumExp(0);
        var gradient = (y.Square().Sum() / 2).Gradient(x, differentiable: true);
        gradient.Value.ToArray().ShouldBe([Math.Log(2) / 2, Math.Log(2) / 2], 1e-15);
        var (same, cross) = (1 + 0.25 + (Math.Log(2) / 4), 0.25 - (Math.Log(2) / 4));
        gradient.Gather([0]).Sum().Gradient(x).Value.ToArray().ShouldBe([same, cross], 1e-15);
    }

    [Test]
    public void A_huge_element_leaves_the_gradients_of_cumulative_logsumexp_right() =>
        GradientCheck.Of(x => x.CumulativeLogSumExp(1), new NdArray<double>([2, 4], 0.3, 800, 0.5, 1.2, -800, 0.1, 0.2, -0.4)).ShouldPass();
}
