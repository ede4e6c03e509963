using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class WhereTests
{
    [Test]
    public void Where_keeps_an_infinite_slope_of_the_branch_not_taken_out()
    {
        Gradient(x => (x > 0).Where(x.Sqrt(), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.NotEqualTo(0).Where(x.Log(), 0).Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => (x > 0).Where((2 * x.Sqrt()) + 1, x).Sum(), [0, 4]).ShouldBe([1, 0.5]);
    }

    [Test]
    public void Where_keeps_it_out_through_sums_shapes_and_broadcasts_too()
    {
        // The whole first row is not taken, and its square roots have infinite slopes.
        var mask = Node.Constant([0.0, 1]);
        Gradient(x => mask.Where(x.Sqrt().Reshape([2, 2]).Sum(1), 0).Sum(), [0, 0, 1, 4]).ShouldBe([0, 0, 0.5, 0.25]);
        Gradient(x => mask.Where(x.Sqrt().Reshape([2, 2]).SumOfSquares(1), 0).Sum(), [0, 0, 1, 4]).ShouldBe([0, 0, 1, 1]);
        Gradient(x => mask.Where(x.Sqrt().Reshape([2, 2]).Transpose().Gather([0, 1]).SumTo([2]), 0).Sum(), [0, 0, 1, 4])
            .ShouldBe([0, 0, 0.5, 0.25]);
    }

    [Test]
    public void Where_keeps_it_out_of_second_derivatives()
    {
        var x = new Parameter<double>(new[] { 0.0, 4 });
        var gradient = (x > 0).Where(x.Sqrt(), 0).Sum().Gradient(x, differentiable: true);
        gradient.Sum().Gradient(x).Value.ToArray().ShouldBe([0, -0.25 / 8], 1e-15);
    }
}
