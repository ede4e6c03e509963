using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class SoftsignTests
{
    [Test]
    public void Softsign_at_an_infinity_has_its_limits()
    {
        double[] far = [double.NegativeInfinity, double.PositiveInfinity, double.MaxValue];
        Value(x => x.Softsign(), far).ShouldBe([-1, 1, 1]);
        Gradient(x => x.Softsign().Sum(), far).ShouldBe([0, 0, 0]);
        HessianTimes(x => x.Softsign().Sum(), far, [1, 1, 1]).ShouldBe([0, 0, 0]);
        Value(x => x.Softsign(), [double.NaN]).ShouldBe([double.NaN]);
        new Parameter<float>(new[] { float.PositiveInfinity, float.MinValue }).Softsign().Value.ToArray().ShouldBe([1, -1]);
    }

    [Test]
    public void Softsign_keeps_the_slope_that_cancels_in_its_composition()
    {
        // 1 / (1 + x)^2 at 10^15.
        const double Slope = 1e-30;
        Gradient(x => x.Softsign().Sum(), [1e15])[0].ShouldBe(Slope, 1e-14 * Slope);
        Math.Abs(Gradient(x => new Softsign().Composition([x]).Sum(), [1e15])[0] - Slope).ShouldBeGreaterThan(0.1 * Slope);
    }
}
