using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>The losses at points worked by hand, at their kinks and at their edges.</summary>
[TestFixture]
public class LossesTests
{
    private const double Inf = double.PositiveInfinity;

    private const double HalfLogTwoPi = 0.91893853320467274;

    private static readonly double s_log2 = Math.Log(2);
    private static readonly double s_log3 = Math.Log(3);
    private static readonly double s_log4 = Math.Log(4);

    // ln(e - 1), of which softplus is 1.
    private static readonly double s_one = Math.Log(Math.E - 1);

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
        Gradient(x => x.SoftmaxCrossEntropy([0, 1], Reduction.Mean, weights), z).ShouldBe([-0.75 / 4, 0.75 / 4, 0.25 * 3 / 4, -0.25 * 3 / 4], 1e-15);

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
        Gradient(x => x.SoftmaxCrossEntropy([1, 0, 1], Reduction.Mean, Node.Constant([0.0, 5])), z).ShouldBe([0.125, -0.125, 0, 0, 0.125, -0.125], 1e-15);

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

    [Test]
    public void SigmoidCrossEntropy_weighs_positives_columns_and_elements()
    {
        // sigma = 3/4: a 1 costs ln 4/3 and a 0 costs ln 4.
        double[,] z = { { s_log3, s_log3 }, { s_log3, s_log3 } };
        var targets = Node.Constant(new[,] { { 1, 0 }, { 0.5, 1 } });
        var (one, zero) = (s_log4 - s_log3, s_log4);
        Value(x => x.SigmoidCrossEntropy(targets, Reduction.None, positiveWeights: 5), z).ShouldBe([5 * one, zero, (2.5 * one) + (0.5 * zero), 5 * one], 1e-14);
        Value(x => x.SigmoidCrossEntropy(targets, Reduction.None, positiveWeights: Node.Constant([5.0, 0.1])), z)
            .ShouldBe([5 * one, zero, (2.5 * one) + (0.5 * zero), 0.1 * one], 1e-14);
        Gradient(x => x.SigmoidCrossEntropy(targets, Reduction.Sum, positiveWeights: 5), z).ShouldBe([-1.25, 0.75, (-1.25 + 0.75) / 2, -1.25], 1e-15);
        Value(x => x.SigmoidCrossEntropy(targets, Reduction.Mean, Node.Constant(new double[,] { { 1, 2 }, { 0, 0 } })), z).ShouldBe([(one + (2 * zero)) / 4], 1e-15);
        Value(x => x.SigmoidCrossEntropy(targets, Reduction.Sum, Node.Constant(new double[,] { { 1, 2 }, { 0, 0 } }), 5), z).ShouldBe([(5 * one) + (2 * zero)], 1e-14);
    }

    [TestCase(Inf, 1, 0, 0)]
    [TestCase(-Inf, 0, 0, 0)]
    [TestCase(Inf, 0, Inf, 1)]
    [TestCase(-Inf, 1, Inf, -5)]
    public void SigmoidCrossEntropy_with_positive_weights_at_infinity_is_its_limit_too(double logit, double target, double loss, double slope)
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
            Value(x => x.SigmoidCrossEntropy(Node.Constant([1.0, 0, 1]), Reduction.Sum, Node.Constant([0.0, 0, 1]), positive), z).ShouldBe([s_log2], 1e-15);
            Gradient(x => x.SigmoidCrossEntropy(Node.Constant([1.0, 0, 1]), Reduction.Sum, Node.Constant([0.0, 0, 1]), positive), z).ShouldBe([0, 0, -0.5]);
        }
    }

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

    [Test]
    public void Losses_have_these_slopes_at_their_corners()
    {
        var zeros = Node.Constant([0.0, 0, 0]);
        Gradient(x => x.MeanAbsoluteError(zeros, Reduction.Sum), new double[] { -2, 0, 3 }).ShouldBe([-1, 0, 1]);
        Gradient(x => x.Huber(zeros, 2, Reduction.Sum), new double[] { -2, 0, 2 }).ShouldBe([-2, 0, 2]);
        Gradient(x => x.Huber(zeros, 2, Reduction.Sum).Gradient(x, differentiable: true).Sum(), new double[] { -2, 2.5, 2 }).ShouldBe([1, 0, 1]);
        Gradient(x => x.Hinge(Node.Constant([1.0, -1, 1]), Reduction.Sum), new double[] { 1, -1, 0.5 }).ShouldBe([0, 0, -1]);
    }

    [Test]
    public void Distances_and_margins_by_hand()
    {
        var x = new[,] { { 1.0, 2 }, { -3, 0.5 } };
        var targets = Node.Constant(new[,] { { 1.5, 5.0 }, { -3, 0 } });
        Value(x => x.MeanAbsoluteError(targets, Reduction.None), x).ShouldBe([0.5, 3, 0, 0.5]);
        Value(x => x.MeanAbsoluteError(targets), x).ShouldBe([1]);
        Value(x => x.Huber(targets, 2, Reduction.None), x).ShouldBe([0.125, 4, 0, 0.125]);
        Gradient(x => x.Huber(targets, 2, Reduction.Sum), x).ShouldBe([-0.5, -2, 0, 0.5]);
        Value(x => x.Huber(targets, Inf, Reduction.Sum), x).ShouldBe([0.125 + 4.5 + 0.125]);
        Gradient(x => x.Huber(targets, Inf, Reduction.Sum), x).ShouldBe([-0.5, -3, 0, 0.5]);
        Value(x => x.Hinge(Node.Constant(new double[,] { { 1, 1 }, { 1, -1 } }), Reduction.None), x).ShouldBe([0, 0, 4, 1.5]);
        Gradient(x => x.Hinge(Node.Constant(new double[,] { { 1, 1 }, { 1, -1 } })), x).ShouldBe([0, 0, -0.25, 0.25]);
    }

    [Test]
    public void KullbackLeibler_takes_0_log_0_as_0()
    {
        double[] logQ = [-s_log4, s_log3 - s_log4];
        Value(x => x.KullbackLeibler(Node.Constant([0.5, 0.5]), Reduction.Sum), logQ).ShouldBe([(0.5 * s_log2) + (0.5 * (s_log2 - s_log3))], 1e-15);
        Value(x => x.KullbackLeibler(Node.Constant([1.0, 0]), Reduction.None), new[] { -s_log2, -Inf }).ShouldBe([s_log2, 0], 1e-15);
        Gradient(x => x.KullbackLeibler(Node.Constant([1.0, 0]), Reduction.Sum), new[] { -s_log2, -Inf }).ShouldBe([-1, 0]);
        Value(x => x.KullbackLeibler(Node.Constant([1.0, 0.5]), Reduction.None), new[] { 0, -Inf }).ShouldBe([0, Inf]);

        // By p: ln p + 1 - x, and at 0 only -x.
        var p = new Parameter<double>(new[] { 0, 0.5 });
        Node.Constant([-1.0, -2]).KullbackLeibler(p, Reduction.Sum).Gradient(p).Value.ToArray().ShouldBe([1, -s_log2 + 3], 1e-15);
    }

    [Test]
    public void Gaussians_by_hand()
    {
        // Standard deviation 2, error 2.
        var (x, variance, target) = (new Parameter<double>(new[] { 1.0 }), new Parameter<double>(new[] { 4.0 }), new Parameter<double>(new[] { 3.0 }));
        var loss = x.GaussianNll(variance, target);
        loss.Scalar.ShouldBe(0.5 + s_log2 + HalfLogTwoPi, 1e-15);
        var gradients = loss.Backward();
        gradients[x].Value.ToArray().ShouldBe([-0.5]);
        gradients[target].Value.ToArray().ShouldBe([0.5]);
        gradients[variance].Value.ToArray().ShouldBe([0]);

        // Precision 1, error 2: the slope by a is sigma(a) (4 - 1) / 2, and sigma(ln(e - 1)) = 1 - 1/e.
        var a = new Parameter<double>(new[] { s_one });
        loss = x.HeteroscedasticGaussianNll(a, target);
        loss.Scalar.ShouldBe(2 + HalfLogTwoPi, 1e-15);
        gradients = loss.Backward();
        gradients[x].Value.ToArray().ShouldBe([-2], 1e-15);
        gradients[a].Value.ToArray().ShouldBe([1.5 * (1 - (1 / Math.E))], 1e-15);
    }

    [Test]
    public void A_full_covariance_by_hand()
    {
        // L L' = (4, 2; 2, 10) with determinant 36, and of the error (2, 4) the quadratic form is 2. The upper triangle is not read.
        var factor = new Parameter<double>(new double[,] { { 2, 99 }, { 1, 3 } });
        var x = new Parameter<double>(new double[,] { { 0, 0 } });
        var loss = x.MultivariateGaussianNll(factor, Node.Constant(new double[,] { { 2, 4 } }));
        loss.Scalar.ShouldBe(1 + Math.Log(6) + (2 * HalfLogTwoPi), 1e-15);

        // w = (1, 1), and L'^-1 w = (1/3, 1/3).
        var gradients = loss.Backward();
        gradients[x].Value.ToArray().ShouldBe([-1.0 / 3, -1.0 / 3], 1e-15);
        gradients[factor].Value.ToArray().ShouldBe([0.5 - (1.0 / 3), 0, -1.0 / 3, 0], 1e-15);

        // One factor for all rows, or one for each.
        var mean = Node.Constant(new double[,] { { 0, 0 }, { 1, 1 } });
        var target = Node.Constant(new double[,] { { 2, 4 }, { 3, 5 } });
        var each = Node.Constant(NdArray.FromArray<double>(new double[,,] { { { 2, 0 }, { 1, 3 } }, { { 1, 0 }, { 0, 1 } } }));
        mean.MultivariateGaussianNll(factor, target).Scalar.ShouldBe(1 + Math.Log(6) + (2 * HalfLogTwoPi), 1e-15);
        mean.MultivariateGaussianNll(each, target, Reduction.None).Value.ToArray().ShouldBe([1 + Math.Log(6) + (2 * HalfLogTwoPi), 10 + (2 * HalfLogTwoPi)], 1e-14);
    }

    [Test]
    public void Mixtures_by_hand()
    {
        // Two components of weight 1/2 and scale 1 at -1 and +1, and the target 0 between: both are responsible for one half.
        var (x, means) = (new Parameter<double>(new double[,] { { 7, 7 } }), new Parameter<double>(new double[,] { { -1, 1 } }));
        var scales = new Parameter<double>(new[,] { { s_one, s_one } });
        var loss = x.MixtureDensityNll(means, scales, Node.Constant([0.0]));
        loss.Scalar.ShouldBe(0.5 + HalfLogTwoPi, 1e-15);
        var gradients = loss.Backward();
        gradients[x].Value.ToArray().ShouldBe([0, 0], 1e-15);
        gradients[means].Value.ToArray().ShouldBe([-0.5, 0.5], 1e-15);
        gradients[scales].Value.ToArray().ShouldBe([0, 0], 1e-15);

        // Weights 1/4 and 3/4, both components the same in two dimensions: a Gaussian at (0, 0) with the scales 1 and 2, at the target (1, 2).
        var two = Math.Log(Math.Exp(2) - 1);
        var same = NdArray.FromArray<double>(new[, ,] { { { s_one, two }, { s_one, two } } });
        Node.Constant(new[,] { { 0, s_log3 } })
            .MixtureDensityNll(Node.Constant(NdArray.Zeros<double>([1, 2, 2])), Node.Constant(same), Node.Constant(new double[,] { { 1, 2 } }))
            .Scalar.ShouldBe(1 + s_log2 + (2 * HalfLogTwoPi), 1e-15);
    }

    [Test]
    public void A_component_whose_density_underflows_gets_no_gradient()
    {
        // The first component is at the target with scale 1; that of the second one is e^-1000, which is 0.
        var x = new Parameter<double>(new[] { 0, 0.0 });
        var means = new Parameter<double>(new[] { 3.0, 2 });
        var scales = new Parameter<double>(new[] { s_one, -1000 });
        var loss = x.MixtureDensityNll(means, scales, Node.Constant(3.0));
        loss.Scalar.ShouldBe(s_log2 + HalfLogTwoPi, 1e-15);
        var gradients = loss.Backward();
        gradients[x].Value.ToArray().ShouldBe([-0.5, 0.5], 1e-15);
        gradients[means].Value.ToArray().ShouldBe([0, 0]);
        gradients[scales].Value.ToArray().ShouldBe([1 - (1 / Math.E), 0], 1e-15);

        // One alone that is exactly at its target: the loss is ln of its scale, -1000.
        scales = new Parameter<double>(new[] { -1000.0 });
        loss = Node.Constant([5.0]).MixtureDensityNll(Node.Constant([3.0]), scales, Node.Constant(3.0));
        loss.Scalar.ShouldBe(-1000 + HalfLogTwoPi, 1e-12);
        loss.Gradient(scales).Scalar.ShouldBe(1);

        // And one alone that is not: infinitely bad.
        loss = Node.Constant([5.0]).MixtureDensityNll(Node.Constant([2.0]), scales, Node.Constant(3.0));
        loss.Scalar.ShouldBe(Inf);
        loss.Gradient(scales).Scalar.ShouldBe(0);

        Node.Constant([5.0]).MixtureDensityNll(Node.Constant([double.NaN]), scales, Node.Constant(3.0)).Scalar.ShouldBe(double.NaN);
    }

    [Test]
    public void PoissonNll_by_hand()
    {
        double[] x = [0, s_log2];
        Value(x => x.PoissonNll(Node.Constant([0.0, 3]), Reduction.None), x).ShouldBe([1, 2 - (3 * s_log2) + Math.Log(6)], 1e-15);
        Gradient(x => x.PoissonNll(Node.Constant([0.0, 3]), Reduction.Sum), x).ShouldBe([1, -1], 1e-15);
    }

    [Test]
    public void PoissonNll_of_rate_0_and_count_0_is_0()
    {
        Value(x => x.PoissonNll(Node.Constant([0.0, 2]), Reduction.None), new[] { -Inf, -Inf }).ShouldBe([0, Inf]);
        Gradient(x => x.PoissonNll(Node.Constant([0.0, 2]), Reduction.Sum), new[] { -Inf, -Inf }).ShouldBe([0, -2]);
    }

    [Test]
    public void Confident_and_right_keeps_its_digits()
    {
        // e^-50: what the other class, or the other outcome, still has.
        var tiny = Math.Exp(-50);
        var oneHot = Node.Constant(new double[,] { { 1, 0 } });
        double[,] z = { { 50, 0 } };
        Value(x => x.SoftmaxCrossEntropy(oneHot), z)[0].ShouldBe(tiny, 1e-14 * tiny);
        Gradient(x => x.SoftmaxCrossEntropy(oneHot), z).ShouldBe([-tiny, tiny], 1e-14 * tiny);
        Value(x => x.SoftmaxCrossEntropy([0], Reduction.Sum, Node.Constant([3.0, 1])), z)[0].ShouldBe(3 * tiny, 3e-14 * tiny);
        Gradient(x => x.SoftmaxCrossEntropy([0], Reduction.Sum, Node.Constant([3.0, 1])), z).ShouldBe([-3 * tiny, 3 * tiny], 3e-14 * tiny);
        Value(x => x.SigmoidCrossEntropy(Node.Constant([1.0, 0]), Reduction.None, positiveWeights: 3), new double[] { 50, -50 }).ShouldBe([3 * tiny, tiny], 3e-14 * tiny);
        Gradient(x => x.SigmoidCrossEntropy(Node.Constant([1.0, 0]), Reduction.Sum, positiveWeights: 3), new double[] { 50, -50 }).ShouldBe([-3 * tiny, tiny], 3e-14 * tiny);

        // Almost certain of a class that almost certainly is it: (1 - t) (1 - p) - t p of the other one, with t = 1e-30.
        var almost = Node.Constant(new[,] { { 1, 1e-30 } });
        Gradient(x => x.SoftmaxCrossEntropy(almost), z).ShouldBe([-tiny, tiny], 1e-7 * tiny);
    }

    [Test]
    public void Losses_are_right_and_finite_at_logits_of_1000()
    {
        AtLogitsOf1000<double>(1e-15);
        AtLogitsOf1000<float>(1e-7);
    }

    [Test]
    public void Gradients_agree_with_differences_at_extreme_logits()
    {
        double[,] z = { { 1000, 0, -1000, 3 }, { -1000, 2, 1, 998 }, { 0, 0, 0, 0 } };
        var targets = Node.Constant(new double[,] { { 0, 0, 1, 0 }, { 0, 0.5, 0, 0.5 }, { 1, 0, 0, 0 } });
        Check(x => x[0].SoftmaxCrossEntropy([2, 0, 3]), z);
        Check(x => x[0].SoftmaxCrossEntropy([2, 0, 3], labelSmoothing: 0.1), z);
        Check(x => x[0].SoftmaxCrossEntropy(targets), z);
        Check(x => x[0].SigmoidCrossEntropy(Node.Constant([0.0, 1, 1, 0, 0])), new[] { 0, 40, -40, 1000.0, -1000 });
        Check(x => x[0].SigmoidCrossEntropy(x[1], positiveWeights: x[2]), new[] { 0, 40, -40, 1000.0, -1000 }, new[] { 0.5, 0.9, 0.99, 0.5, 0.1 }, 3);
        Check(x => x[0].HeteroscedasticGaussianNll(x[1], x[2]), new double[] { 1, 2, 3, 4, 5 }, new[] { 0, 40, -39.99, -1000.0, 1000 }, new[] { 0, 3, 3, -4, 6.0 });
        Check(x => x[0].MixtureDensityNll(x[1], x[2], x[3]), new[] { 1000.0, 0, -1000 }, new[] { 0.5, 2, 1 }, new[] { 0, 1000.0, -1000 }, 0.3);

        static void Check(Func<IReadOnlyList<Node<double>>, Node<double>> loss, params NdArray<double>[] inputs) => GradientCheck.Of(loss, inputs).ShouldPass();
    }

    private static void AtLogitsOf1000<T>(double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(x => x.SoftmaxCrossEntropy(Constant(0, 0.25, 0.75), Reduction.Sum), [1000, 0, -1000], 0.25 * 1000 + (0.75 * 2000), [1, -0.25, -0.75]);
        Check(x => x.SoftmaxCrossEntropy([1], labelSmoothing: 0.5), [1000, -1000], 1500, [0.75, -0.75]);
        Check(x => x.SoftmaxCrossEntropy([2], Reduction.Sum, Constant(1, 1, 4)), [1000, 0, -1000], 8000, [4, 0, -4]);
        Check(x => x.NegativeLogLikelihood([1]), [0, -1000], 1000, [0, -1]);
        Check(x => x.SigmoidCrossEntropy(Constant(1, 0, 1, 0), Reduction.Sum, null, T.CreateChecked(3)), [1000, 1000, -1000, -1000], 4000, [0, 1, -3, 0]);
        Check(x => x.Huber(Constant(0, 0), 2, Reduction.Sum), [1000, -1000], 2 * 1998, [2, -2]);
        Check(x => x.Hinge(Constant(1, -1, 1), Reduction.Sum), [1000, 1000, -1000], 2002, [0, 1, -1]);
        Check(x => x.LogSoftmax().KullbackLeibler(Constant(0, 1), Reduction.Sum), [1000, -1000], 2000, [1, -1]);
        Check(x => Constant(0, 0, 0).HeteroscedasticGaussianNll(x, Constant(0, 3, 2), Reduction.Sum),
            [1000, -1000, -60], 500 + 30 - (Math.Log(1000) / 2) + (3 * HalfLogTwoPi), [-0.0005, -0.5, -0.5]);
        Check(x => Constant(0).HeteroscedasticGaussianNll(x, Constant(3), Reduction.Sum), [1000], 4500 - (Math.Log(1000) / 2) + HalfLogTwoPi, [4.5 - 0.0005]);
        Check(x => x.MixtureDensityNll(Constant(0, 7), Constant(s_one, s_one), Node.Constant(T.One)), [1000, -1000], 0.5 + HalfLogTwoPi, [0, 0]);
        Check(x => x.MixtureDensityNll(Constant(0, 1), Constant(s_one, s_one), Node.Constant(T.One)), [-1000, 1000], HalfLogTwoPi, [0, 0]);
        Check(x => Constant(0, 0).MixtureDensityNll(Constant(0, 1), x, Node.Constant(T.One)), [1000, s_one], s_log2 + HalfLogTwoPi - double.LogP1(Math.Exp(-0.0000005) / 1000), null);
        Check(x => x.PoissonNll(Constant(3, 0), Reduction.Sum), [-1000, -1000], 3000 + Math.Log(6), [-3, 0]);

        static Node<T> Constant(params double[] values) => Node.Constant(Array.ConvertAll(values, T.CreateChecked));

        void Check(Func<Node<T>, Node<T>> loss, double[] at, double value, double[]? gradient)
        {
            var x = new Parameter<T>(Array.ConvertAll(at, T.CreateChecked));
            var output = loss(x);
            double.CreateChecked(output.Scalar).ShouldBe(value, tolerance * 4 * Math.Max(1, Math.Abs(value)));
            var slopes = Array.ConvertAll(output.Gradient(x).Value.ToArray(), double.CreateChecked);
            slopes.ShouldAllBe(slope => double.IsFinite(slope));
            if (gradient is not null)
            {
                slopes.ShouldBe(gradient, tolerance * 4);
            }
        }
    }

    [Test]
    public void The_mean_of_many_losses_keeps_its_digits()
    {
        // A million errors of 0.1, and one class among a hundred thousand with all targets equal.
        var x = Node.Constant(NdArray.Full<float>([1_000_000], 0.1f));
        x.MeanAbsoluteError(Node.Constant(NdArray.Zeros<float>([1_000_000]))).Scalar.ShouldBe(0.1f, 1e-7f);
        var z = Node.Constant(NdArray.Zeros<float>([1, 100_000]));
        z.SoftmaxCrossEntropy([0], labelSmoothing: 1).Scalar.ShouldBe(MathF.Log(100_000), 1e-4f);
    }

    [Test]
    public void Gradients_reach_weights_and_targets()
    {
        // The weights 1 and 3 of losses ln 4 and ln 4/3: the mean moves by (loss - mean) / 4.
        var weights = new Parameter<double>(new[] { 1.0, 3 });
        var z = Node.Constant(new[,] { { 0, s_log3 }, { 0, s_log3 } });
        var mean = (s_log4 + (3 * (s_log4 - s_log3))) / 4;
        z.SoftmaxCrossEntropy([0, 1], Reduction.Mean, weights).Gradient(weights).Value.ToArray().ShouldBe([(s_log4 - mean) / 4, (s_log4 - s_log3 - mean) / 4], 1e-15);

        // A weight of 0 has a slope too: the loss that it leaves out.
        var none = new Parameter<double>(new[] { 0.0 });
        Node.Constant([s_log3]).SigmoidCrossEntropy(Node.Constant([0.0]), elementWeights: none).Gradient(none).Scalar.ShouldBe(s_log4, 1e-15);

        var targets = new Parameter<double>(new[] { 2.0, 1 });
        Node.Constant([0.0, 5]).Huber(targets, 1, Reduction.Sum).Gradient(targets).Value.ToArray().ShouldBe([1, -1]);
        Node.Constant([0.0, 5]).MeanAbsoluteError(targets, Reduction.Sum).Gradient(targets).Value.ToArray().ShouldBe([1, -1]);
    }

    private static double[] Value(Func<Node<double>, Node<double>> function, NdArray<double> x) => function(new Parameter<double>(x)).Value.ToArray();

    private static double[] Gradient(Func<Node<double>, Node<double>> function, NdArray<double> x)
    {
        var parameter = new Parameter<double>(x);
        return function(parameter).Backward()[parameter].Value.ToArray();
    }
}
