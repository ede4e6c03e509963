using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>Fused operations at infinite arguments, and where their compositions lose all digits.</summary>
[TestFixture]
[Category("Kernels")]
public class SaturationTests
{
    private const double Inf = double.PositiveInfinity;

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
}
