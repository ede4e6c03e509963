using Autograd;

namespace Ops.Tests;

/// <summary>What happens at corners, ties, infinite slopes and infinite arguments: the decisions of the documentation, one test each.</summary>
[TestFixture]
public class KinkTests
{
    private const double Inf = double.PositiveInfinity;

    [Test]
    public void Relu_has_slope_0_at_0_and_keeps_nan()
    {
        Gradient(x => x.Relu().Sum(), [-1, 0, 2]).ShouldBe([0, 0, 1]);
        Gradient(x => x.Relu().Sum(), [-0.0]).ShouldBe([0]);
        Value(x => x.Relu(), [double.NaN])[0].ShouldBe(double.NaN);
        Gradient(x => x.Sqrt().Relu().Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.Log().Relu().Sum(), [0, Math.E]).ShouldBe([0, 1 / Math.E], 1e-15);
    }

    [Test]
    public void Max_shares_the_gradient_of_a_tie_equally()
    {
        Gradient(x => x.Max(), [3, 1, 3]).ShouldBe([0.5, 0, 0.5]);
        Gradient(x => x.Max(), [2, 2, 2, 2]).ShouldBe([0.25, 0.25, 0.25, 0.25]);
        Value(x => x.Max(), [1, double.NaN, 3])[0].ShouldBe(double.NaN);
        Gradient(x => x.Max(), [1, double.NaN, 3]).ShouldBe([0, 1, 0]);
        Gradient(x => x.Max().Sqrt(), [-1, 0]).ShouldBe([0, Inf]);
    }

    [Test]
    public void Sqrt_has_infinite_slope_at_0() => Gradient(x => x.Sqrt().Sum(), [0, 4]).ShouldBe([Inf, 0.25]);

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
        Gradient(x => mask.Where(x.Sqrt().Reshape([2, 2]).Transpose().Gather([0, 1]).SumTo([2]), 0).Sum(), [0, 0, 1, 4]).ShouldBe([0, 0, 0.5, 0.25]);
    }

    [Test]
    public void Where_keeps_it_out_of_second_derivatives()
    {
        var x = new Parameter<double>(new[] { 0.0, 4 });
        var gradient = (x > 0).Where(x.Sqrt(), 0).Sum().Gradient(x, differentiable: true);
        gradient.Sum().Gradient(x).Value.ToArray().ShouldBe([0, -0.25 / 8], 1e-15);
    }

    [Test]
    public void Gather_and_max_keep_infinite_slopes_of_elements_not_picked_out()
    {
        Gradient(x => x.Sqrt().Gather([1, 1]).Sum(), [0, 4]).ShouldBe([0, 0.5]);
        Gradient(x => x.Sqrt().Max(), [0, 4]).ShouldBe([0, 0.25]);
    }

    [Test]
    public void A_strong_zero_is_a_mark_of_the_pass_and_not_of_the_gradient_it_returns()
    {
        var x = new Parameter<double>(new[] { 0.0, 4 });
        var seed = (x > 0).Where(x, 0).Sum().Gradient(x);
        x.Sqrt().Backward(seed)[x].Value.ToArray().ShouldBe([double.NaN, 0.25]);
    }

    [Test]
    public void A_number_0_times_infinity_is_still_nan() => Gradient(x => (0 * x.Sqrt()).Sum(), [0, 4]).ShouldBe([double.NaN, 0]);

    [Test]
    public void An_element_reached_on_another_path_is_not_masked() =>
        Gradient(x => (x > 0).Where(x.Sqrt(), 0).Sum() + x.Sqrt().Sum(), [0, 4]).ShouldBe([Inf, 0.5]);

    [Test]
    public void LogSumExp_of_nothing_but_minus_infinity_is_minus_infinity_with_gradient_0()
    {
        Value(x => x.LogSumExp(), [-Inf, -Inf]).ShouldBe([-Inf]);
        Gradient(x => x.LogSumExp(), [-Inf, -Inf]).ShouldBe([0, 0]);
        Gradient(x => x.LogSumExp(), [-Inf, 3]).ShouldBe([0, 1]);
        Value(x => x.LogSumExp(), [1, Inf]).ShouldBe([Inf]);
    }

    [Test]
    public void Softmax_of_nothing_but_minus_infinity_is_0()
    {
        Value(x => x.Softmax(), [-Inf, -Inf]).ShouldBe([0, 0]);
        Value(x => x.LogSoftmax(), [-Inf, -Inf]).ShouldBe([-Inf, -Inf]);
        Gradient(x => x.Softmax().Gather([0]).Sum(), [-Inf, -Inf]).ShouldBe([0, 0]);
    }

    [TestCase(Inf, 1, 0, 0)]
    [TestCase(-Inf, 0, 0, 0)]
    [TestCase(Inf, 0, Inf, 1)]
    [TestCase(-Inf, 1, Inf, -1)]
    public void SigmoidCrossEntropy_at_infinity_is_its_limit(double logit, double target, double loss, double slope)
    {
        Value(x => x.SigmoidCrossEntropy(Node.Constant([target])), [logit]).ShouldBe([loss]);
        Gradient(x => x.SigmoidCrossEntropy(Node.Constant([target])), [logit]).ShouldBe([slope]);
    }

    [Test]
    public void Saturated_losses_keep_their_digits()
    {
        // ln(1 + e^-50) = e^-50 - ..., and its slope is -e^-50 to rounding; worked by hand.
        var tiny = Math.Exp(-50);
        Value(x => x.SigmoidCrossEntropy(Node.Constant([1.0])), [50])[0].ShouldBe(tiny, 1e-14 * tiny);
        Gradient(x => x.SigmoidCrossEntropy(Node.Constant([1.0])), [50])[0].ShouldBe(-tiny, 1e-14 * tiny);
        Value(x => x.SoftmaxCrossEntropy([0]), [50, 0])[0].ShouldBe(tiny, 1e-14 * tiny);
        Gradient(x => x.SoftmaxCrossEntropy([0]), [50, 0]).ShouldBe([-tiny, tiny], 1e-14 * tiny);
        Gradient(x => x.Sigmoid().Sum(), [50])[0].ShouldBe(tiny, 1e-14 * tiny);
        Gradient(x => x.Tanh().Sum(), [25])[0].ShouldBe(4 * tiny, 4e-14 * tiny);
        Value(x => x.LogSoftmax(), [50, 0])[0].ShouldBe(-tiny, 1e-14 * tiny);
    }

    [Test]
    public void Huge_logits_neither_overflow_nor_lose_the_gradient()
    {
        Value(x => x.SoftmaxCrossEntropy([1]), [1000, -1000]).ShouldBe([2000]);
        Gradient(x => x.SoftmaxCrossEntropy([1]), [1000, -1000]).ShouldBe([1, -1]);
        Value(x => x.LogSumExp(), [1000, 1000])[0].ShouldBe(1000 + Math.Log(2), 1e-12);
        Value(x => x.Softplus(), [-1000, 1000]).ShouldBe([0, 1000]);
        Value(x => x.LogSigmoid(), [-1000, 1000]).ShouldBe([-1000, 0]);
        Gradient(x => x.Softplus().Sum(), [-1000, 1000]).ShouldBe([0, 1]);
    }

    [Test]
    public void Comparisons_are_masks_and_constants()
    {
        var x = new Parameter<double>(new[] { 1.0, 2, double.NaN });
        (x > 1).Value.ToArray().ShouldBe([0, 1, 0]);
        (x >= 1).Value.ToArray().ShouldBe([1, 1, 0]);
        (x < 2).Value.ToArray().ShouldBe([1, 0, 0]);
        (x <= 2).Value.ToArray().ShouldBe([1, 1, 0]);
        x.EqualTo(2).Value.ToArray().ShouldBe([0, 1, 0]);
        x.NotEqualTo(2).Value.ToArray().ShouldBe([1, 0, 1]);
        (x > 1).RequiresGrad.ShouldBeFalse();
        Should.Throw<GradientException>(() => (x > 1).Sum().Backward());
    }

    private static double[] Value(Func<Node<double>, Node<double>> function, double[] x) => function(new Parameter<double>(x)).Value.ToArray();

    private static double[] Gradient(Func<Node<double>, Node<double>> function, double[] x)
    {
        var parameter = new Parameter<double>(x);
        return function(parameter).Backward()[parameter].Value.ToArray();
    }
}
