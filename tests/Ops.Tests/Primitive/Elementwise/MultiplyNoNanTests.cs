using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class MultiplyNoNanTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void MultiplyNoNan_is_0_where_the_weight_is_0_whatever_it_weighs()
    {
        var weights = new Parameter<double>(new[] { 0, 0, 0, 2.0 });
        double[] x = [Inf, double.NaN, -3, -3];
        Value(x => x.MultiplyNoNan(weights), x).ShouldBe([0, 0, 0, -6]);
        Gradient(x => x.MultiplyNoNan(weights).Sum(), x).ShouldBe([0, 0, 0, 2]);
        Gradient(x => x.MultiplyNoNan(0).Sum(), x).ShouldBe([0, 0, 0, 0]);

        // No gradient leads back to the logarithm of 0, infinite though its slope is; one leads to a finite element of weight 0.
        Gradient(x => x.Log().MultiplyNoNan(x).Sum(), new double[] { 0, 1 }).ShouldBe([-Inf, 1]);
        Gradient(x => x.Log().MultiplyNoNan(Node.Constant([0.0, 3])).Sum(), new double[] { 0, 1 }).ShouldBe([0, 3]);
        Node.Constant(x).MultiplyNoNan(weights).Gather([2, 3]).Sum().Gradient(weights).Value.ToArray().ShouldBe([0, 0, -3, -3]);
        Value(x => x.MultiplyNoNan(weights), new double[] { 1, 1, 1, double.NaN })[3].ShouldBe(double.NaN);
    }
}
