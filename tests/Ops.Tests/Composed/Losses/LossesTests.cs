using System.Numerics;
using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>The losses at points worked by hand, at their kinks and at their edges.</summary>
[TestFixture]
[Category("Kernels")]
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
    public void KullbackLeibler_of_close_logits_is_not_negative_and_keeps_its_digits()
    {
        var random = new Random(3);
        for (var round = 0; round < 100; round++)
        {
            var x = Array.ConvertAll(new float[5], _ => (float)random.NextDouble());
            var y = new Parameter<float>(Array.ConvertAll(x, logit => (float)(logit + (1e-3 * random.NextDouble()))));
            var (p, q) = (Probabilities(x), Probabilities(y.Value.ToArray()));
            var expected = p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
            var loss = y.LogSoftmax().KullbackLeibler(Node.Constant(x).Softmax(), Reduction.Sum);
            ((double)loss.Scalar).ShouldBe(expected, 1e-6 * expected);
            ((double)y.LogSoftmax().KullbackLeibler(Node.Constant(x).Softmax()).Scalar).ShouldBe(expected / 5, 1e-6 * expected / 5);
            using (Recording.Off())
            {
                y.LogSoftmax().KullbackLeibler(Node.Constant(x).Softmax(), Reduction.Sum).Scalar.ShouldBe(loss.Scalar);
            }

            var gradient = loss.Gradient(y).Value;
            for (var i = 0; i < 5; i++)
            {
                ((double)gradient[i]).ShouldBe(q[i] - p[i], 1e-9);
            }
        }

        static double[] Probabilities(float[] logits)
        {
            var exp = Array.ConvertAll(logits, logit => Math.Exp(logit));
            return Array.ConvertAll(exp, e => e / exp.Sum());
        }
    }

    [Test]
    public void The_first_argument_of_every_loss_is_what_it_is_compared_with()
    {
        var losses = AllOperations.Verbs
            .Where(verb => verb.GetParameters().Any(parameter => parameter.ParameterType == typeof(Reduction)))
            .ToArray();
        losses.Length.ShouldBe(14);
        losses.ShouldAllBe(loss => loss.GetParameters()[1].Name == "targets" || loss.GetParameters()[1].Name == "labels");
    }

    [Test]
    public void Losses_have_these_slopes_at_their_corners()
    {
        var zeros = Node.Constant([0.0, 0, 0]);
        Gradient(x => x.MeanAbsoluteError(zeros, Reduction.Sum), new double[] { -2, 0, 3 }).ShouldBe([-1, 0, 1]);
        Gradient(x => x.Huber(zeros, 2, Reduction.Sum), new double[] { -2, 0, 2 }).ShouldBe([-2, 0, 2]);
        Gradient(x => x.Huber(zeros, 2, Reduction.Sum).Gradient(x, differentiable: true).Sum(),
            new double[] { -2, 2.5, 2 }).ShouldBe([1, 0, 1]);
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
        Value(x => x.KullbackLeibler(Node.Constant([0.5, 0.5]), Reduction.Sum), logQ)
            .ShouldBe([(0.5 * s_log2) + (0.5 * (s_log2 - s_log3))], 1e-15);
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
        var (x, variance, target) =
            (new Parameter<double>(new[] { 1.0 }), new Parameter<double>(new[] { 4.0 }), new Parameter<double>(new[] { 3.0 }));
        var loss = x.GaussianNll(target, variance);
        loss.Scalar.ShouldBe(0.5 + s_log2 + HalfLogTwoPi, 1e-15);
        var gradients = loss.Backward();
        gradients[x].Value.ToArray().ShouldBe([-0.5]);
        gradients[target].Value.ToArray().ShouldBe([0.5]);
        gradients[variance].Value.ToArray().ShouldBe([0]);

        // Precision 1, error 2: the slope by a is sigma(a) (4 - 1) / 2, and sigma(ln(e - 1)) = 1 - 1/e.
        var a = new Parameter<double>(new[] { s_one });
        loss = x.HeteroscedasticGaussianNll(target, a);
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
        var loss = x.MultivariateGaussianNll(Node.Constant(new double[,] { { 2, 4 } }), factor);
        loss.Scalar.ShouldBe(1 + Math.Log(6) + (2 * HalfLogTwoPi), 1e-15);

        // w = (1, 1), and L'^-1 w = (1/3, 1/3).
        var gradients = loss.Backward();
        gradients[x].Value.ToArray().ShouldBe([-1.0 / 3, -1.0 / 3], 1e-15);
        gradients[factor].Value.ToArray().ShouldBe([0.5 - (1.0 / 3), 0, -1.0 / 3, 0], 1e-15);

        // One factor for all rows, or one for each.
        var mean = Node.Constant(new double[,] { { 0, 0 }, { 1, 1 } });
        var target = Node.Constant(new double[,] { { 2, 4 }, { 3, 5 } });
        var each = Node.Constant(NdArray.FromArray<double>(new double[,,] { { { 2, 0 }, { 1, 3 } }, { { 1, 0 }, { 0, 1 } } }));
        mean.MultivariateGaussianNll(target, factor).Scalar.ShouldBe(1 + Math.Log(6) + (2 * HalfLogTwoPi), 1e-15);
        mean.MultivariateGaussianNll(target, each, Reduction.None).Value.ToArray()
            .ShouldBe([1 + Math.Log(6) + (2 * HalfLogTwoPi), 10 + (2 * HalfLogTwoPi)], 1e-14);
    }

    [Test]
    public void Mixtures_by_hand()
    {
        // Two components of weight 1/2 and scale 1 at -1 and +1, and the target 0 between: both are responsible for one half.
        var (x, means) = (new Parameter<double>(new double[,] { { 7, 7 } }), new Parameter<double>(new double[,] { { -1, 1 } }));
        var scales = new Parameter<double>(new[,] { { s_one, s_one } });
        var loss = x.MixtureDensityNll(Node.Constant([0.0]), means, scales);
        loss.Scalar.ShouldBe(0.5 + HalfLogTwoPi, 1e-15);
        var gradients = loss.Backward();
        gradients[x].Value.ToArray().ShouldBe([0, 0], 1e-15);
        gradients[means].Value.ToArray().ShouldBe([-0.5, 0.5], 1e-15);
        gradients[scales].Value.ToArray().ShouldBe([0, 0], 1e-15);

        // Weights 1/4 and 3/4, both components the same in two dimensions: a Gaussian at (0, 0) with the scales 1 and 2, at the target
        // (1, 2).
        var two = Math.Log(Math.Exp(2) - 1);
        var same = NdArray.FromArray<double>(new[, ,] { { { s_one, two }, { s_one, two } } });
        Node.Constant(new[,] { { 0, s_log3 } })
            .MixtureDensityNll(
                Node.Constant(new double[,] { { 1, 2 } }), Node.Constant(NdArray.Zeros<double>([1, 2, 2])), Node.Constant(same))
            .Scalar.ShouldBe(1 + s_log2 + (2 * HalfLogTwoPi), 1e-15);
    }

    [Test]
    public void A_component_whose_density_underflows_gets_no_gradient()
    {
        // The first component is at the target with scale 1; that of the second one is e^-1000, which is 0.
        var x = new Parameter<double>(new[] { 0, 0.0 });
        var means = new Parameter<double>(new[] { 3.0, 2 });
        var scales = new Parameter<double>(new[] { s_one, -1000 });
        var loss = x.MixtureDensityNll(Node.Constant(3.0), means, scales);
        loss.Scalar.ShouldBe(s_log2 + HalfLogTwoPi, 1e-15);
        var gradients = loss.Backward();
        gradients[x].Value.ToArray().ShouldBe([-0.5, 0.5], 1e-15);
        gradients[means].Value.ToArray().ShouldBe([0, 0]);
        gradients[scales].Value.ToArray().ShouldBe([1 - (1 / Math.E), 0], 1e-15);

        // One alone that is exactly at its target: the loss is ln of its scale, -1000.
        scales = new Parameter<double>(new[] { -1000.0 });
        loss = Node.Constant([5.0]).MixtureDensityNll(Node.Constant(3.0), Node.Constant([3.0]), scales);
        loss.Scalar.ShouldBe(-1000 + HalfLogTwoPi, 1e-12);
        loss.Gradient(scales).Scalar.ShouldBe(1);

        // And one alone that is not: infinitely bad.
        loss = Node.Constant([5.0]).MixtureDensityNll(Node.Constant(3.0), Node.Constant([2.0]), scales);
        loss.Scalar.ShouldBe(Inf);
        loss.Gradient(scales).Scalar.ShouldBe(0);

        Node.Constant([5.0]).MixtureDensityNll(Node.Constant(3.0), Node.Constant([double.NaN]), scales).Scalar.ShouldBe(double.NaN);
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
        Value(x => x.SigmoidCrossEntropy(Node.Constant([1.0, 0]), Reduction.None, positiveWeights: 3), new double[] { 50, -50 })
            .ShouldBe([3 * tiny, tiny], 3e-14 * tiny);
        Gradient(x => x.SigmoidCrossEntropy(Node.Constant([1.0, 0]), Reduction.Sum, positiveWeights: 3), new double[] { 50, -50 })
            .ShouldBe([-3 * tiny, tiny], 3e-14 * tiny);

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
        Check(x => x[0].SigmoidCrossEntropy(x[1], positiveWeights: x[2]), new[] { 0, 40, -40, 1000.0, -1000 },
            new[] { 0.5, 0.9, 0.99, 0.5, 0.1 }, 3);
        Check(x => x[0].HeteroscedasticGaussianNll(x[2], x[1]), new double[] { 1, 2, 3, 4, 5 }, new[] { 0, 40, -39.99, -1000.0, 1000 },
            new[] { 0, 3, 3, -4, 6.0 });
        Check(x => x[0].MixtureDensityNll(x[3], x[1], x[2]), new[] { 1000.0, 0, -1000 }, new[] { 0.5, 2, 1 },
            new[] { 0, 1000.0, -1000 }, 0.3);

        static void Check(Func<IReadOnlyList<Node<double>>, Node<double>> loss, params NdArray<double>[] inputs) =>
            GradientCheck.Of(loss, inputs).ShouldPass();
    }

    private static void AtLogitsOf1000<T>(double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Check(x => x.SoftmaxCrossEntropy(Constant(0, 0.25, 0.75), Reduction.Sum), [1000, 0, -1000],
            0.25 * 1000 + (0.75 * 2000), [1, -0.25, -0.75]);
        Check(x => x.SoftmaxCrossEntropy([1], labelSmoothing: 0.5), [1000, -1000], 1500, [0.75, -0.75]);
        Check(x => x.SoftmaxCrossEntropy([2], Reduction.Sum, Constant(1, 1, 4)), [1000, 0, -1000], 8000, [4, 0, -4]);
        Check(x => x.NegativeLogLikelihood([1]), [0, -1000], 1000, [0, -1]);
        Check(x => x.SigmoidCrossEntropy(Constant(1, 0, 1, 0), Reduction.Sum, null, 3),
            [1000, 1000, -1000, -1000], 4000, [0, 1, -3, 0]);
        Check(x => x.Huber(Constant(0, 0), 2, Reduction.Sum), [1000, -1000], 2 * 1998, [2, -2]);
        Check(x => x.Hinge(Constant(1, -1, 1), Reduction.Sum), [1000, 1000, -1000], 2002, [0, 1, -1]);
        Check(x => x.LogSoftmax().KullbackLeibler(Constant(0, 1), Reduction.Sum), [1000, -1000], 2000, [1, -1]);
        Check(x => Constant(0, 0, 0).HeteroscedasticGaussianNll(Constant(0, 3, 2), x, Reduction.Sum),
            [1000, -1000, -60], 500 + 30 - (Math.Log(1000) / 2) + (3 * HalfLogTwoPi), [-0.0005, -0.5, -0.5]);
        Check(x => Constant(0).HeteroscedasticGaussianNll(Constant(3), x, Reduction.Sum), [1000],
            4500 - (Math.Log(1000) / 2) + HalfLogTwoPi, [4.5 - 0.0005]);
        Check(x => x.MixtureDensityNll(1, Constant(0, 7), Constant(s_one, s_one)), [1000, -1000],
            0.5 + HalfLogTwoPi, [0, 0]);
        Check(x => x.MixtureDensityNll(1, Constant(0, 1), Constant(s_one, s_one)), [-1000, 1000], HalfLogTwoPi, [0, 0]);
        Check(x => Constant(0, 0).MixtureDensityNll(1, Constant(0, 1), x), [1000, s_one],
            s_log2 + HalfLogTwoPi - double.LogP1(Math.Exp(-0.0000005) / 1000), null);
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
        z.SoftmaxCrossEntropy([0, 1], Reduction.Mean, weights).Gradient(weights).Value.ToArray()
            .ShouldBe([(s_log4 - mean) / 4, (s_log4 - s_log3 - mean) / 4], 1e-15);

        // A weight of 0 has a slope too: the loss that it leaves out.
        var none = new Parameter<double>(new[] { 0.0 });
        Node.Constant([s_log3]).SigmoidCrossEntropy(Node.Constant([0.0]), elementWeights: none).Gradient(none).Scalar
            .ShouldBe(s_log4, 1e-15);

        var targets = new Parameter<double>(new[] { 2.0, 1 });
        Node.Constant([0.0, 5]).Huber(targets, 1, Reduction.Sum).Gradient(targets).Value.ToArray().ShouldBe([1, -1]);
        Node.Constant([0.0, 5]).MeanAbsoluteError(targets, Reduction.Sum).Gradient(targets).Value.ToArray().ShouldBe([1, -1]);
    }
}
