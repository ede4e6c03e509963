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

    // Counted in float, 2^140 paths, or 100^70 or 2^140 times a scale, are infinite, and 0 times that is NaN.
    [TestCase("paths")]
    [TestCase("axes")]
    [TestCase("scales")]
    public void A_strong_zero_stays_one_however_deep_the_graph(string deep)
    {
        var x = new Parameter<float>(new float[] { 0, 4 });
        var h = x.Sqrt().MultiplyNoNan(new float[] { 0, 1 });
        for (var layer = 0; layer < 140; layer++)
        {
            h = deep switch
            {
                "paths" => (0.5 * h) + (0.5 * h),
                "axes" => h.Reshape([1, 2]).BroadcastTo([100, 2]).Sum(0) / 100,
                _ => new Dropout(0.5, Seed: 1).Apply(Node.Concat([0.5 * h, NdArray.Ones<float>([62])], axis: 0))[..2],
            };
        }

        var y = (x > -1).Where(h, 0).Sum();
        var kept = deep == "scales" ? h.Value[1] : 2;
        y.Gradient(x).Value.ToArray().ShouldBe([0, kept / 8], 1e-6f);
    }

    private static double[] Gradient(Func<Node<double>, Node<double>> function, double[] x)
    {
        var parameter = new Parameter<double>(x);
        return function(parameter).Backward()[parameter].Value.ToArray();
    }
}
