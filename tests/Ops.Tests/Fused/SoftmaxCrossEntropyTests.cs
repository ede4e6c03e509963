using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class SoftmaxCrossEntropyTests
{
    private const double Inf = double.PositiveInfinity;

    private static readonly double s_log2 = Math.Log(2);
    private static readonly double s_log3 = Math.Log(3);
    private static readonly double s_log4 = Math.Log(4);

    [Test]
    public void SoftmaxCrossEntropy_weighs_classes_and_divides_by_the_weights_that_were_used()
    {
        // Probabilities 1/4 and 3/4, so the losses are ln 4 and ln 4/3; the weights are 1 and 3.
        double[,] z = { { 0, s_log3 }, { 0, s_log3 } };
        var weights = Node.Constant([1.0, 3]);
        var (first, second) = (s_log4, 3 * (s_log4 - s_log3));
        Value(x => x.SoftmaxCrossEntropy([0, 1], Reduction.None, weights), z).ShouldBe([first, second], 1e-15);
        Value(x => x.SoftmaxCrossEntropy([0, 1], Reduction.Sum, weights), z).ShouldBe([first + second], 1e-15);
        Value(x => x.SoftmaxCrossEntropy([0, 1], Reduction.Mean, weights), z).ShouldBe([(first + second) / 4], 1e-15);
        Gradient(x => x.SoftmaxCrossEntropy([0, 1], Reduction.Mean, weights), z)
            .ShouldBe([-0.75 / 4, 0.75 / 4, 0.25 * 3 / 4, -0.25 * 3 / 4], 1e-15);

        var log = NdArray.FromArray<double>(new[,] { { -s_log4, s_log3 - s_log4 }, { -s_log4, s_log3 - s_log4 } });
        Value(x => x.NegativeLogLikelihood([0, 1], Reduction.None, weights), log).ShouldBe([first, second], 1e-15);
        Value(x => x.NegativeLogLikelihood([0, 1], Reduction.Mean, weights), log).ShouldBe([(first + second) / 4], 1e-15);
        Gradient(x => x.NegativeLogLikelihood([0, 1], Reduction.Mean, weights), log).ShouldBe([-0.25, 0, 0, -0.75]);
    }

    [Test]
    public void An_ignored_row_is_not_looked_at()
    {
        double[,] z = { { 0, s_log3 }, { double.NaN, Inf }, { 0, s_log3 } };
        Value(x => x.SoftmaxCrossEntropy([0, -100, 1], Reduction.None, ignoreIndex: -100), z).ShouldBe([s_log4, 0, s_log4 - s_log3], 1e-15);
        Value(x => x.SoftmaxCrossEntropy([0, -100, 1], ignoreIndex: -100), z).ShouldBe([(s_log4 + s_log4 - s_log3) / 2], 1e-15);
        Gradient(x => x.SoftmaxCrossEntropy([0, -100, 1], ignoreIndex: -100), z).ShouldBe([-0.375, 0.375, 0, 0, 0.125, -0.125], 1e-15);

        // A class may be ignored too, and so may it by a weight of 0.
        Value(x => x.SoftmaxCrossEntropy([1, 0, 1], ignoreIndex: 0), z).ShouldBe([s_log4 - s_log3], 1e-15);
        Value(x => x.SoftmaxCrossEntropy([1, 0, 1], Reduction.Mean, Node.Constant([0.0, 5])), z).ShouldBe([s_log4 - s_log3], 1e-15);
        Gradient(x => x.SoftmaxCrossEntropy([1, 0, 1], Reduction.Mean, Node.Constant([0.0, 5])), z)
            .ShouldBe([0.125, -0.125, 0, 0, 0.125, -0.125], 1e-15);

        Value(x => x.NegativeLogLikelihood([0, -1, 1], Reduction.None, ignoreIndex: -1), z).ShouldBe([0, 0, -s_log3]);
        Gradient(x => x.NegativeLogLikelihood([0, -1, 1], ignoreIndex: -1), z).ShouldBe([-0.5, 0, 0, 0, 0, -0.5]);
    }

    [Test]
    public void Every_label_ignored_is_0_with_gradient_0()
    {
        double[,] z = { { 1, 2 }, { double.NaN, Inf } };
        foreach (var reduction in new[] { Reduction.Mean, Reduction.Sum, Reduction.None })
        {
            foreach (var loss in new Func<Node<double>, Node<double>>[]
            {
                x => x.SoftmaxCrossEntropy([-100, -100], reduction, ignoreIndex: -100),
                x => x.SoftmaxCrossEntropy([-100, -100], reduction, Node.Constant([1.0, 2]), -100, 0.1),
                x => x.SoftmaxCrossEntropy([1, 1], reduction, Node.Constant([1.0, 0])),
                x => x.NegativeLogLikelihood([-100, -100], reduction, ignoreIndex: -100),
                x => x.NegativeLogLikelihood([1, 1], reduction, Node.Constant([1.0, 0])),
            })
            {
                Value(loss, z).ShouldAllBe(value => value == 0);
                Gradient(x => loss(x).Sum(), z).ShouldBe([0, 0, 0, 0]);
            }
        }
    }

    [Test]
    public void Label_smoothing_spreads_a_part_over_all_classes()
    {
        // Of label 0 with s = 0.2 the targets are 0.9 and 0.1.
        double[,] z = { { 0, s_log3 } };
        Value(x => x.SoftmaxCrossEntropy([0], labelSmoothing: 0.2), z).ShouldBe([(0.9 * s_log4) + (0.1 * (s_log4 - s_log3))], 1e-15);
        Gradient(x => x.SoftmaxCrossEntropy([0], labelSmoothing: 0.2), z).ShouldBe([0.25 - 0.9, 0.75 - 0.1], 1e-15);
        Value(x => x.SoftmaxCrossEntropy([0], labelSmoothing: 1), z).ShouldBe([(0.5 * s_log4) + (0.5 * (s_log4 - s_log3))], 1e-15);
        Value(x => x.SoftmaxCrossEntropy(Node.Constant(new double[,] { { 1, 0 } }), labelSmoothing: 0.2), z)
            .ShouldBe([(0.9 * s_log4) + (0.1 * (s_log4 - s_log3))], 1e-15);

        // Each term has the weight of its class, and the mean that of the label.
        Value(x => x.SoftmaxCrossEntropy([0], Reduction.Mean, Node.Constant([2.0, 5]), labelSmoothing: 0.2), z)
            .ShouldBe([((0.9 * 2 * s_log4) + (0.1 * 5 * (s_log4 - s_log3))) / 2], 1e-15);
    }

    [Test]
    public void Soft_labels_have_the_cross_entropy_of_two_distributions()
    {
        double[,] z = { { 0, s_log3 } };
        var targets = new Parameter<double>(new[,] { { 0.3, 0.7 } });
        Value(x => x.SoftmaxCrossEntropy(targets), z).ShouldBe([(0.3 * s_log4) + (0.7 * (s_log4 - s_log3))], 1e-15);
        Gradient(x => x.SoftmaxCrossEntropy(targets), z).ShouldBe([-0.05, 0.05], 1e-15);
        Node.Constant(z).SoftmaxCrossEntropy(targets).Gradient(targets).Value.ToArray().ShouldBe([s_log4, s_log4 - s_log3], 1e-15);

        // Targets that add up to 3 count three times.
        Gradient(x => x.SoftmaxCrossEntropy(Node.Constant(new[,] { { 1.0, 2 } })), z).ShouldBe([(3 * 0.25) - 1, (3 * 0.75) - 2], 1e-15);

        // The mean divides by the rows, with class weights too.
        double[,] two = { { 0, s_log3 }, { 0, s_log3 } };
        Value(x => x.SoftmaxCrossEntropy(Node.Constant(new double[,] { { 1, 0 }, { 0, 1 } }), Reduction.Mean, Node.Constant([1.0, 3])), two)
            .ShouldBe([(s_log4 + (3 * (s_log4 - s_log3))) / 2], 1e-15);
    }

    [Test]
    public void Soft_labels_of_masked_classes_count_nothing()
    {
        var targets = Node.Constant(new[,] { { 0.25, 0.75, 0 } });
        double[,] z = { { 0, 0, -Inf } };
        Value(x => x.SoftmaxCrossEntropy(targets), z).ShouldBe([s_log2], 1e-15);
        Gradient(x => x.SoftmaxCrossEntropy(targets), z).ShouldBe([0.25, -0.25, 0], 1e-15);

        double[,] nothing = { { -Inf, -Inf, -Inf } };
        Value(x => x.SoftmaxCrossEntropy(targets), nothing).ShouldBe([Inf]);
        Gradient(x => x.SoftmaxCrossEntropy(targets), nothing).ShouldBe([0, 0, 0]);
        Value(x => x.SoftmaxCrossEntropy([1]), nothing).ShouldBe([Inf]);
        Gradient(x => x.SoftmaxCrossEntropy([1]), nothing).ShouldBe([0, 0, 0]);
    }
}
