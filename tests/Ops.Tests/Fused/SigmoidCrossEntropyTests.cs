using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class SigmoidCrossEntropyTests
{
    private const double Inf = double.PositiveInfinity;

    private static readonly double s_log2 = Math.Log(2);
    private static readonly double s_log3 = Math.Log(3);
    private static readonly double s_log4 = Math.Log(4);

    [Test]
    public void SigmoidCrossEntropy_weighs_positives_columns_and_elements()
    {
        // sigma = 3/4: a 1 costs ln 4/3 and a 0 costs ln 4.
        double[,] z = { { s_log3, s_log3 }, { s_log3, s_log3 } };
        var targets = Node.Constant(new[,] { { 1, 0 }, { 0.5, 1 } });
        var (one, zero) = (s_log4 - s_log3, s_log4);
        Value(x => x.SigmoidCrossEntropy(targets, Reduction.None, positiveWeights: 5), z)
            .ShouldBe([5 * one, zero, (2.5 * one) + (0.5 * zero), 5 * one], 1e-14);
        Value(x => x.SigmoidCrossEntropy(targets, Reduction.None, positiveWeights: Node.Constant([5.0, 0.1])), z)
            .ShouldBe([5 * one, zero, (2.5 * one) + (0.5 * zero), 0.1 * one], 1e-14);
        Gradient(x => x.SigmoidCrossEntropy(targets, Reduction.Sum, positiveWeights: 5), z)
            .ShouldBe([-1.25, 0.75, (-1.25 + 0.75) / 2, -1.25], 1e-15);
        Value(x => x.SigmoidCrossEntropy(targets, Reduction.Mean, Node.Constant(new double[,] { { 1, 2 }, { 0, 0 } })), z)
            .ShouldBe([(one + (2 * zero)) / 4], 1e-15);
        Value(x => x.SigmoidCrossEntropy(targets, Reduction.Sum, Node.Constant(new double[,] { { 1, 2 }, { 0, 0 } }), 5), z)
            .ShouldBe([(5 * one) + (2 * zero)], 1e-14);
    }

    [TestCase(Inf, 1, 0, 0)]
    [TestCase(-Inf, 0, 0, 0)]
    [TestCase(Inf, 0, Inf, 1)]
    [TestCase(-Inf, 1, Inf, -5)]
    public void SigmoidCrossEntropy_with_positive_weights_at_infinity_is_its_limit_too(
        double logit, double target, double loss, double slope)
    {
        Value(x => x.SigmoidCrossEntropy(Node.Constant([target]), positiveWeights: 5), new[] { logit }).ShouldBe([loss]);
        Gradient(x => x.SigmoidCrossEntropy(Node.Constant([target]), positiveWeights: 5), new[] { logit }).ShouldBe([slope]);
    }

    [Test]
    public void An_element_of_weight_0_is_left_out_whatever_its_logit()
    {
        double[] z = [double.NaN, Inf, 0];
        foreach (Node<double>? positive in new Node<double>?[] { null, 1 })
        {
            Value(x => x.SigmoidCrossEntropy(Node.Constant([1.0, 0, 1]), Reduction.Sum, Node.Constant([0.0, 0, 1]), positive), z)
                .ShouldBe([s_log2], 1e-15);
            Gradient(x => x.SigmoidCrossEntropy(Node.Constant([1.0, 0, 1]), Reduction.Sum, Node.Constant([0.0, 0, 1]), positive), z)
                .ShouldBe([0, 0, -0.5]);
        }
    }
}
