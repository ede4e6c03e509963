using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

[TestFixture]
public class LogMeanExpTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void LogMeanExp_does_not_overflow_and_is_right_at_minus_infinity()
    {
        Value(x => x.LogMeanExp(), [1000, 1000, 1000]).ShouldBe([1000]);
        Value(x => x.LogMeanExp(), [1000, -1000])[0].ShouldBe(1000 - Math.Log(2), 1e-12);
        Value(x => x.LogMeanExp(), [0.25]).ShouldBe([0.25]);
        Value(x => x.LogMeanExp(), [0, 0, 0]).ShouldBe([0], 1e-15);
        Value(x => x.LogMeanExp(), [-Inf, 0])[0].ShouldBe(-Math.Log(2), 1e-16);
        Value(x => x.LogMeanExp(), [-Inf, -Inf]).ShouldBe([-Inf]);
        Gradient(x => x.LogMeanExp(), [-Inf, -Inf]).ShouldBe([0, 0]);
        Gradient(x => x.LogMeanExp(), [2, 2]).ShouldBe([0.5, 0.5]);
    }
}
