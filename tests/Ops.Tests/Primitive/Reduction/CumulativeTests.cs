using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Cumulative operations from either end, at infinity and at huge elements. Expected values are worked by hand.</summary>
[TestFixture]
[Category("Kernels")]
public class CumulativeTests
{
    [Test]
    public void Cumulative_sums_run_from_either_end()
    {
        Value(x => x.CumulativeSum(0), [1, 2, 3]).ShouldBe([1, 3, 6]);
        Value(x => x.CumulativeSum(0, reverse: true), [1, 2, 3]).ShouldBe([6, 5, 3]);
        Gradient(x => x.CumulativeSum(0).Sum(), [1, 2, 3]).ShouldBe([3, 2, 1]);
        Gradient(x => x.CumulativeSum(0, reverse: true).Sum(), [1, 2, 3]).ShouldBe([1, 2, 3]);
        Gradient(x => x.Sqrt().CumulativeSum(0).Gather([0]).Sum(), [4, 0]).ShouldBe([0.25, 0]);
    }
}
