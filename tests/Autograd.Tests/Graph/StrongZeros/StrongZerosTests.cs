using Autograd;

namespace Ops.Tests;

[TestFixture]
public class StrongZerosTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void A_strong_zero_is_a_mark_of_the_pass_and_not_of_the_gradient_it_returns()
    {
        var x = new Parameter<double>(new[] { 0.0, 4 });
        var seed = (x > 0).Where(x, 0).Sum().Gradient(x);
        x.Sqrt().Backward(seed: seed)[x].Value.ToArray().ShouldBe([double.NaN, 0.25]);
    }

    [Test]
    public void A_number_0_times_infinity_is_still_nan() => Gradient(x => (0 * x.Sqrt()).Sum(), [0, 4]).ShouldBe([double.NaN, 0]);

    [Test]
    public void An_element_reached_on_another_path_is_not_masked() =>
        Gradient(x => (x > 0).Where(x.Sqrt(), 0).Sum() + x.Sqrt().Sum(), [0, 4]).ShouldBe([Inf, 0.5]);

    private static double[] Gradient(Func<Node<double>, Node<double>> function, double[] x)
    {
        var parameter = new Parameter<double>(x);
        return function(parameter).Backward()[parameter].Value.ToArray();
    }
}
