using Autograd;

namespace Ops.Tests;

/// <summary>What a textbook says of output units and their losses, with numbers worked by hand.</summary>
[TestFixture]
public class LossesTheoryTests
{
    private static readonly double[,] s_logits = { { 0.3, -1.2, 2.1 }, { 5, 4.5, -0.1 } };

    private static readonly int[] s_labels = [1, 0];

    [TestCase(8)]
    [TestCase(-1024)]
    public void Cross_entropy_does_not_change_when_a_constant_is_added_to_the_logits(double c)
    {
        // Multiples of 1/64, so that adding c is exact.
        double[,] logits = { { 0.25, -1.125, 2.015625 }, { 5, 4.5, -0.25 } };
        var (z, shifted) = (new Parameter<double>(logits), new Parameter<double>((Node.Constant(logits) + c).Value));
        shifted.SoftmaxCrossEntropy(s_labels).Scalar.ShouldBe(z.SoftmaxCrossEntropy(s_labels).Scalar);
        var targets = Node.Constant(logits).Softmax(0);
        shifted.SoftmaxCrossEntropy(targets).Scalar.ShouldBe(z.SoftmaxCrossEntropy(targets).Scalar);

        // So the gradient has no part along it.
        z.SoftmaxCrossEntropy(s_labels).Gradient(z).Sum(-1).Value.ToArray().ShouldBe([0, 0], 1e-16);
    }

    [Test]
    public void The_last_logit_can_be_fixed_at_0()
    {
        double[,] differences = { { 0.3 - 2.1, -1.2 - 2.1, 0 }, { 5 + 0.1, 4.5 + 0.1, 0 } };
        Node.Constant(differences).SoftmaxCrossEntropy(s_labels, Reduction.None).Value.ToArray()
            .ShouldBe(Node.Constant(s_logits).SoftmaxCrossEntropy(s_labels, Reduction.None).Value.ToArray(), 1e-15);

        // Of two, that is the sigmoid.
        foreach (var z in new[] { -700, -3.5, 0, 0.25, 40 })
        {
            var two = Node.Constant(new[,] { { z, 0 } });
            two.SoftmaxCrossEntropy([0]).Scalar.ShouldBe(Math.Max(-z, 0) + double.LogP1(Math.Exp(-Math.Abs(z))), 1e-15 * Math.Max(1, -z));
            ShouldBeTo4Ulps(two.SoftmaxCrossEntropy([0]).Scalar, Node.Constant(z).SigmoidCrossEntropy(1).Scalar);
            ShouldBeTo4Ulps(two.SoftmaxCrossEntropy([1]).Scalar, Node.Constant(z).SigmoidCrossEntropy(0).Scalar);
        }

        static void ShouldBeTo4Ulps(double actual, double expected) =>
            actual.ShouldBe(expected, 4 * (Math.BitIncrement(expected) - expected));
    }

    [Test]
    public void Squared_error_through_softmax_vanishes_when_confidently_wrong_and_cross_entropy_does_not()
    {
        double[] y = [0, 1, 0];
        foreach (var logits in new double[][] { [0.3, -1.2, 2.1], [50, 0, 0] })
        {
            var exp = Array.ConvertAll(logits, Math.Exp);
            var p = Array.ConvertAll(exp, e => e / exp.Sum());
            var expected = new double[3];
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < 3; j++)
                {
                    expected[i] += 2 * (p[j] - y[j]) * p[j] * ((i == j ? 1 : 0) - p[i]);
                }
            }

            var z = new Parameter<double>(logits);
            z.Softmax().MeanSquaredError(Node.Constant(y), Reduction.Sum).Gradient(z).Value.ToArray().ShouldBe(expected, 1e-15);
        }

        var wrong = new Parameter<double>(new double[] { 50, 0, 0 });
        wrong.Softmax().MeanSquaredError(Node.Constant(y), Reduction.Sum).Gradient(wrong).Value.ToArray()
            .ShouldAllBe(slope => Math.Abs(slope) < 1e-20);
        wrong.SoftmaxCrossEntropy([1]).Gradient(wrong).Value.ToArray().ShouldBe([1, -1, 0], 1e-15);

        var bernoulli = new Parameter<double>(50);
        bernoulli.Sigmoid().MeanSquaredError(0).Gradient(bernoulli).Scalar.ShouldBe(2 * Math.Exp(-50), 1e-30);
        bernoulli.SigmoidCrossEntropy(0).Gradient(bernoulli).Scalar.ShouldBe(1);
    }

    [TestCase(0.3)]
    [TestCase(0.5)]
    [TestCase(0.999)]
    public void Cross_entropy_is_least_where_the_prediction_is_the_target_with_the_entropy_as_its_value(double y)
    {
        var entropy = -(y * Math.Log(y)) - ((1 - y) * Math.Log(1 - y));
        var z = new Parameter<double>(Math.Log(y / (1 - y)));
        var loss = z.SigmoidCrossEntropy(y);
        loss.Scalar.ShouldBe(entropy, 1e-15);
        loss.Gradient(z).Scalar.ShouldBe(0, 1e-15);
        Node.Constant(z.Scalar + 0.1).SigmoidCrossEntropy(y).Scalar.ShouldBeGreaterThan(entropy);
        Node.Constant(z.Scalar - 0.1).SigmoidCrossEntropy(y).Scalar.ShouldBeGreaterThan(entropy);

        // And of several classes: z_j = ln y_j + C.
        var logits = new Parameter<double>(new[] { Math.Log(y) + 3, Math.Log(1 - y) + 3 });
        var soft = logits.SoftmaxCrossEntropy(Node.Constant([y, 1 - y]));
        soft.Scalar.ShouldBe(entropy, 1e-15);
        soft.Gradient(logits).Value.ToArray().ShouldBe([0, 0], 1e-15);
    }

    [TestCase(0)]
    [TestCase(1)]
    public void The_loss_of_a_Bernoulli_variable_is_softplus_of_1_minus_2y_times_z(double y)
    {
        double[] logits = [-3, 0, 0.5, 2];
        var z = new Parameter<double>(logits);
        var targets = Node.Constant(NdArray.Full([4], y));
        z.SigmoidCrossEntropy(targets, Reduction.None).Value.ToArray()
            .ShouldBe(Array.ConvertAll(logits, z => Math.Log(1 + Math.Exp((1 - (2 * y)) * z))), 1e-15);
        z.SigmoidCrossEntropy(targets, Reduction.Sum).Gradient(z).Value.ToArray()
            .ShouldBe(Array.ConvertAll(logits, z => (1 / (1 + Math.Exp(-z))) - y), 1e-15);
    }

    [Test]
    public void Squared_error_is_that_of_a_Gaussian_and_absolute_error_is_least_at_the_median()
    {
        var x = Node.Constant([0.3, -2, 5]);
        var targets = Node.Constant([1.0, 1, 1]);
        var ones = Node.Constant([1.0, 1, 1]);
        (2 * (x.GaussianNll(targets, ones) - (0.5 * Math.Log(2 * Math.PI)))).Scalar.ShouldBe(x.MeanSquaredError(targets).Scalar, 1e-14);

        var center = new Parameter<double>(2);
        var data = Node.Constant([1.0, 2, 10]);
        center.BroadcastTo([3]).MeanAbsoluteError(data).Gradient(center).Scalar.ShouldBe(0);
        Node.Constant(1.9).BroadcastTo([3]).MeanAbsoluteError(data).Scalar.ShouldBeGreaterThan(3);
        center.BroadcastTo([3]).MeanAbsoluteError(data).Scalar.ShouldBe(3);
    }

    [Test]
    public void A_heteroscedastic_Gaussian_a_diagonal_factor_and_a_mixture_of_one_are_the_same_distribution()
    {
        var x = Node.Constant(new[,] { { 0.3, -2 }, { 5, 1 } });
        var targets = Node.Constant(new[,] { { 1.0, -1.5 }, { 4.5, 3 } });
        double[,] deviations = { { 0.5, 2 }, { 1.5, 3 } };
        double[] sigma = [0.5, 2, 1.5, 3];
        var expected = Array.ConvertAll([0, 1, 2, 3], i =>
            0.5 * (Math.Log(2 * Math.PI * sigma[i] * sigma[i]) + Math.Pow((targets.Span[i] - x.Span[i]) / sigma[i], 2)));
        double[] rows = [expected[0] + expected[1], expected[2] + expected[3]];

        x.GaussianNll(targets, Node.Constant(deviations).Square(), Reduction.None).Value.ToArray().ShouldBe(expected, 1e-14);
        x.HeteroscedasticGaussianNll(targets, InverseSoftplus(s => 1 / (s * s)), Reduction.None).Value.ToArray().ShouldBe(expected, 1e-14);
        var factor = NdArray.FromArray<double>(new[, ,] { { { 0.5, 0 }, { 0, 2 } }, { { 1.5, 0 }, { 0, 3 } } });
        x.MultivariateGaussianNll(targets, Node.Constant(factor), Reduction.None).Value.ToArray().ShouldBe(rows, 1e-14);
        Node.Constant(new double[,] { { 9 }, { -9 } })
            .MixtureDensityNll(targets, x.Reshape([2, 1, 2]), InverseSoftplus(s => s).Reshape([2, 1, 2]), Reduction.None)
            .Value.ToArray().ShouldBe(rows, 1e-14);

        Node<double> InverseSoftplus(Func<double, double> of) =>
            Node.Constant(new NdArray<double>([2, 2], Array.ConvertAll(sigma, s => Math.Log(Math.Exp(of(s)) - 1))));
    }

    [Test]
    public void The_divergence_is_the_cross_entropy_without_the_entropy()
    {
        double[] p = [0.2, 0.5, 0.3];
        var z = new Parameter<double>(new[] { 1.0, -2, 0.5 });
        var targets = Node.Constant(p);
        var entropy = -p.Sum(q => q * Math.Log(q));
        z.LogSoftmax().KullbackLeibler(targets, Reduction.Sum).Scalar.ShouldBe(z.SoftmaxCrossEntropy(targets).Scalar - entropy, 1e-15);
        z.LogSoftmax().KullbackLeibler(targets, Reduction.Sum).Gradient(z).Value.ToArray()
            .ShouldBe(z.SoftmaxCrossEntropy(targets).Gradient(z).Value.ToArray(), 1e-15);
    }

    [Test]
    public void Several_outputs_add_up_their_log_likelihoods()
    {
        // The multi-label loss is the sum of independent Bernoulli variables.
        double[] y = [1, 0, 1];
        double[] z = [0.5, -1, -2];
        Node.Constant(z).SigmoidCrossEntropy(Node.Constant(y), Reduction.Sum).Scalar
            .ShouldBe(z.Zip(y, (z, y) => Math.Log(1 + Math.Exp((1 - (2 * y)) * z))).Sum(), 1e-15);
    }
}
