using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class LogAddExpTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void LogAddExp_is_right_at_infinity()
    {
        var (z, dx, dy) = Binary((x, y) => x.LogAddExp(y), [-Inf, -Inf, 5, Inf, Inf, -Inf, 1000], [-Inf, 5, -Inf, Inf, 0, Inf, -1000]);
        z.ShouldBe([-Inf, 5, 5, Inf, Inf, Inf, 1000]);
        dx.ShouldBe([0, 0, 1, 0.5, 1, 0, 1]);
        dy.ShouldBe([0, 1, 0, 0.5, 0, 1, 0]);

        // Two numbers that are equal have the second derivatives 1/4 and -1/4, however large they are.
        foreach (var x in new[] { 0, 700, -1e6 })
        {
            HessianTimes(v => v[0].LogAddExp(v[1]), [x, x], [1, 0]).ShouldBe([0.25, -0.25]);
        }

        HessianTimes(v => v[0].LogAddExp(v[1]), [-Inf, -Inf], [1, 1]).ShouldBe([0, 0]);
        HessianTimes(v => v[0].LogAddExp(v[1]), [-Inf, 3], [1, 1]).ShouldBe([0, 0]);
    }

    [Test]
    public void LogAddExp_of_nan_is_nan()
    {
        var (z, _, _) = Binary((x, y) => x.LogAddExp(y), [double.NaN, 1, double.NaN, Inf], [1, double.NaN, Inf, double.NaN]);
        z.ShouldAllBe(value => double.IsNaN(value));
    }
}
