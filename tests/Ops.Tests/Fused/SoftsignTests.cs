using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class SoftsignTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void Softsign_at_an_infinity_is_nan() => Value(x => x.Softsign(), [-Inf, Inf]).ShouldBe([double.NaN, double.NaN]);

    [Test]
    public void Softsign_keeps_the_slope_that_cancels_in_its_composition()
    {
        // 1 / (1 + x)^2 at 10^15.
        const double Slope = 1e-30;
        Gradient(x => x.Softsign().Sum(), [1e15])[0].ShouldBe(Slope, 1e-14 * Slope);
        Math.Abs(Gradient(x => new Softsign().Composition([x]).Sum(), [1e15])[0] - Slope).ShouldBeGreaterThan(0.1 * Slope);
    }
}
