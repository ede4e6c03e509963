using Autograd;
using MathNet.Numerics.LinearAlgebra;

namespace Ops.Tests;

/// <summary>
/// Log-probabilities, entropies and divergences against MathNet's densities, enumeration and integrals, and where numbers saturate.
/// </summary>
[TestFixture]
public class DistributionTests
{
    private static readonly double[] s_points = [-3, -0.4, 0, 0.5, 1.7, 40];

    private static readonly double[,] s_covariance = { { 2, 0.6, -0.3 }, { 0.6, 1, 0.2 }, { -0.3, 0.2, 0.5 } };
    private static readonly double[,] s_otherCovariance = { { 1, -0.2, 0 }, { -0.2, 0.8, 0.1 }, { 0, 0.1, 1.5 } };

    [Test]
    public void Densities_are_those_of_MathNet()
    {
        foreach (var point in s_points)
        {
            Normal(0.5, 1.3).LogProbability(point).Scalar.ShouldBe(MathNet.Numerics.Distributions.Normal.PDFLn(0.5, 1.3, point), 1e-12);
            Laplace(0.5, 1.3).LogProbability(point).Scalar.ShouldBe(MathNet.Numerics.Distributions.Laplace.PDFLn(0.5, 1.3, point), 1e-12);
        }
    }

    [Test]
    public void Densities_of_positive_numbers_and_of_heavy_tails_are_those_of_MathNet()
    {
        foreach (var y in new[] { 0.01, 0.4, 0.95, 3, 40 })
        {
            new ExponentialDistribution<double>(1.3).LogProbability(y).Scalar
                .ShouldBe(MathNet.Numerics.Distributions.Exponential.PDFLn(1.3, y), 1e-12);
            new GammaDistribution<double>(2.5, 1.3).LogProbability(y).Scalar
                .ShouldBe(MathNet.Numerics.Distributions.Gamma.PDFLn(2.5, 1.3, y), 1e-11);
            new StudentTDistribution<double>(3.5, 0.5, 1.3).LogProbability(y).Scalar
                .ShouldBe(MathNet.Numerics.Distributions.StudentT.PDFLn(0.5, 1.3, 3.5, y), 1e-11);
            if (y < 1)
            {
                new BetaDistribution<double>(2.5, 1.3).LogProbability(y).Scalar
                    .ShouldBe(MathNet.Numerics.Distributions.Beta.PDFLn(2.5, 1.3, y), 1e-11);
                new DirichletDistribution<double>(new[] { 2.5, 1.3 }).LogProbability(new[] { y, 1 - y }).Scalar
                    .ShouldBe(MathNet.Numerics.Distributions.Beta.PDFLn(2.5, 1.3, y), 1e-11);
                new UniformDistribution<double>(-0.5, 1.5).LogProbability(y).Scalar.ShouldBe(-Math.Log(2), 1e-15);
            }
        }
    }

    [Test]
    public void Densities_at_the_ends_of_their_support()
    {
        const double inf = double.PositiveInfinity;
        Node<double> shapes = new[] { 2.0, 1, 0.5 };
        foreach (var (logs, ofOne) in new[]
        {
            (new GammaDistribution<double>(shapes, 3).LogProbability(new double[3]), 3),
            (new BetaDistribution<double>(shapes, 2).LogProbability(new double[3]), 2),
            (new BetaDistribution<double>(2, shapes).LogProbability(new[] { 1.0, 1, 1 }), 2),
        })
        {
            (logs.Span[0], logs.Span[2]).ShouldBe((-inf, inf));
            logs.Span[1].ShouldBe(Math.Log(ofOne), 1e-14);
        }

        new DirichletDistribution<double>(new[] { 1.0, 2, 3 }).LogProbability(new[] { 0, 0.5, 0.5 }).Scalar
            .ShouldBe(Math.Log(60 * 0.125), 1e-14);
        new ExponentialDistribution<double>(3).LogProbability(0).Scalar.ShouldBe(Math.Log(3), 1e-15);

        // The slope by a, ln y - psi(a) + ..., is that of x ln y: 0 at y = 0 where the factor is 0.
        var a = new Parameter<double>(1);
        double.IsNaN(new GammaDistribution<double>(a, 3).LogProbability(0).Gradient(a).Scalar).ShouldBeFalse();
    }

    [Test]
    public void A_uniform_density_is_0_outside_and_has_no_gradient_there()
    {
        var (low, high) = (new Parameter<double>(1), new Parameter<double>(3));
        var logs = new UniformDistribution<double>(low, high).LogProbability(new[] { 0.5, 1, 2, 3, 3.5 });
        logs.Value.ToArray().ShouldBe([double.NegativeInfinity, -Math.Log(2), -Math.Log(2), -Math.Log(2), double.NegativeInfinity]);
        var gradients = logs.Sum().Backward();
        gradients[low].Scalar.ShouldBe(1.5);
        gradients[high].Scalar.ShouldBe(-1.5);

        var wider = new UniformDistribution<double>(0, 4);
        new UniformDistribution<double>(low, high).KullbackLeibler(wider).Scalar.ShouldBe(Math.Log(2), 1e-15);
        wider.KullbackLeibler(new(low, high)).Scalar.ShouldBe(double.PositiveInfinity);
    }

    [Test]
    public void The_tail_of_a_normal_distribution_keeps_its_digits()
    {
        // ln of the probability of at most 40 standard deviations below the mean, by mpmath.
        var normal = new NormalDistribution<double>(new Parameter<double>(10), 2);
        normal.LogCdf(-70).Scalar.ShouldBe(-804.6084420137538, 1e-12);
        normal.LogCdf(10).Scalar.ShouldBe(-Math.Log(2), 1e-15);
        Should.Throw<ShapeException>(() => new NormalDistribution<double>(new[] { 0.0, 1 }, 1).LogCdf(0)).Message
            .ShouldContain("NormalDistribution.LogCdf: the value has shape ()");
    }

    [Test]
    public void Close_and_equal_distributions_diverge_little_or_not()
    {
        new GammaDistribution<double>(2.5, 1.3).KullbackLeibler(new(2.5, 1.3)).Scalar.ShouldBe(0, 1e-15);
        new BetaDistribution<double>(2.5, 1.3).KullbackLeibler(new(2.5, 1.3)).Scalar.ShouldBe(0, 1e-15);
        new DirichletDistribution<double>(new[] { 2.5, 1.3, 0.2 }).KullbackLeibler(new(new[] { 2.5, 1.3, 0.2 })).Scalar.ShouldBe(0, 1e-15);
        new ExponentialDistribution<double>(1.3).KullbackLeibler(new(1.3)).Scalar.ShouldBe(0);

        // q - 1 - ln q with q = 1 + e is e^2 / 2 - e^3 / 3 + ...
        const double e = 1e-8;
        new ExponentialDistribution<double>(1).KullbackLeibler(new(1 + e)).Scalar.ShouldBe(e * e / 2, 1e-7 * e * e);
    }

    [Test]
    public void A_mixture_is_the_weighted_sum_of_its_densities()
    {
        var mixture = Mixture();
        double[] weights = [0.2, 0.5, 0.3];
        foreach (var point in s_points[..^1])
        {
            var density = weights[0] * MathNet.Numerics.Distributions.Normal.PDF(-2, 0.5, point)
                + (weights[1] * MathNet.Numerics.Distributions.Normal.PDF(0, 1, point))
                + (weights[2] * MathNet.Numerics.Distributions.Normal.PDF(3, 2, point));
            mixture.LogProbability(point).Scalar.ShouldBe(Math.Log(density), 1e-12);
        }
    }

    [Test]
    public void A_multivariate_density_is_that_of_the_covariance()
    {
        var (covariance, x) = (Matrix<double>.Build.DenseOfArray(s_covariance), Vector<double>.Build.Dense([0.3, -1, 2]));
        var expected = (-0.5 * (x - 1).DotProduct(covariance.Inverse() * (x - 1)))
            - (0.5 * Math.Log(covariance.Determinant() * Math.Pow(Math.Tau, 3)));
        Multivariate(1, s_covariance).LogProbability((NdArray<double>)x).Scalar.ShouldBe(expected, 1e-12);
    }

    [Test]
    public void A_batch_of_values_goes_before_the_axes_of_the_parameters()
    {
        var normal = new NormalDistribution<double>(new Parameter<double>(new[] { 0.0, 1 }), new NdArray<double>([3, 1], 1, 2, 3));
        normal.Shape.ShouldBe([3, 2]);
        var values = NdArray.Generate<double>([4, 3, 2], new Random(1).NextDouble);
        normal.LogProbability(values).Shape.ShouldBe([4, 3, 2]);
        normal.LogProbability(values).Value[3, 2, 1].ShouldBe(MathNet.Numerics.Distributions.Normal.PDFLn(1, 3, values[3, 2, 1]), 1e-12);

        var categorical = new CategoricalDistribution<double>(new NdArray<double>([2, 3], 0, 1, 2, 2, 1, 0));
        int[] labels = [0, 1, 2, 0];
        var logProbabilities = categorical.LogProbability(labels, [2]);
        logProbabilities.Shape.ShouldBe([2, 2]);
        var (first, second) = (categorical.LogProbability([0, 1]), categorical.LogProbability([2, 0]));
        logProbabilities.Value.ToArray().ShouldBe([.. first.Value.ToArray(), .. second.Value.ToArray()]);

        var multivariate = Multivariate(1, s_covariance);
        var rows = NdArray.Generate<double>([2, 4, 3], new Random(1).NextDouble);
        var batched = multivariate.LogProbability(rows);
        batched.Shape.ShouldBe([2, 4]);
        batched.Value[1, 2].ShouldBe(
            multivariate.LogProbability(new NdArray<double>([3], rows[1, 2, 0], rows[1, 2, 1], rows[1, 2, 2])).Scalar, 1e-12);
        Mixture().LogProbability(values).Shape.ShouldBe([4, 3, 2]);
    }

    [Test]
    public void Entropies_have_the_shape_of_a_sample_and_of_a_multivariate_one_without_its_vectors()
    {
        var mean = Node.Constant(NdArray.Zeros<double>([2, 3]));
        new NormalDistribution<double>(mean, 1.0).Entropy().Shape.ShouldBe([2, 3]);
        new LaplaceDistribution<double>(mean, 1.0).Entropy().Shape.ShouldBe([2, 3]);
        new CategoricalDistribution<double>(mean).Entropy().Shape.ShouldBe([2]);
        new MultivariateNormalDistribution<double>(mean, Multivariate(0, s_covariance).CholeskyFactor).Entropy().Shape.ShouldBe([2]);
    }

    [Test]
    public void A_batch_of_covariances_is_each_of_them()
    {
        var (first, second) = (Multivariate(1, s_covariance), Multivariate(-0.5, s_otherCovariance));
        double[] factors = [.. first.CholeskyFactor.Value.ToArray(), .. second.CholeskyFactor.Value.ToArray()];
        double[] means = [.. first.Mean.Value.ToArray(), .. second.Mean.Value.ToArray()];
        var both = new MultivariateNormalDistribution<double>(
            Node.Constant(new NdArray<double>([2, 3], means)), Node.Constant(new NdArray<double>([2, 3, 3], factors)));
        both.Shape.ShouldBe([2, 3]);

        double[] point = [0.3, -1, 2];
        var (atFirst, atSecond) = (first.LogProbability(Node.Constant(point)).Scalar, second.LogProbability(Node.Constant(point)).Scalar);
        double[] points = [.. point, .. point, .. point, .. point];
        both.LogProbability(Node.Constant(new NdArray<double>([2, 2, 3], points))).Value.ToArray()
            .ShouldBe([atFirst, atSecond, atFirst, atSecond], 1e-14);
        both.Entropy().Value.ToArray().ShouldBe([first.Entropy().Scalar, second.Entropy().Scalar], 1e-14);
        both.KullbackLeibler(second).Value.ToArray().ShouldBe([first.KullbackLeibler(second).Scalar, 0], 1e-14);
        second.KullbackLeibler(both).Value.ToArray().ShouldBe([second.KullbackLeibler(first).Scalar, 0], 1e-14);
    }

    [Test]
    public void Float_distributions_have_the_values_of_double()
    {
        new NormalDistribution<float>(0.5f, 1.25f).LogProbability(3f).Scalar
            .ShouldBe((float)Normal(0.5, 1.25).LogProbability(3).Scalar, 1e-6f);
        new LaplaceDistribution<float>(0.5f, 1.25f).LogProbability(3f).Scalar
            .ShouldBe((float)Laplace(0.5, 1.25).LogProbability(3).Scalar, 1e-6f);
        new BernoulliDistribution<float>(40f).Entropy().Scalar.ShouldBe((float)(Math.Exp(-40) * 41), 1e-22f);
        new CategoricalDistribution<float>(Node.Constant([0f, 40f])).LogProbability([1]).Scalar.ShouldBe((float)-Math.Exp(-40), 1e-22f);
        var labels = new CategoricalDistribution<float>(Node.Constant([0f, 1, 2])).Sample(new Random(1), [100]);
        labels.ShouldBe(new CategoricalDistribution<double>(Node.Constant([0.0, 1, 2])).Sample(new Random(1), [100]));
    }

    [Test]
    public void The_derivative_of_a_Bernoulli_log_probability_is_the_value_minus_the_probability()
    {
        double[] logits = [-1000, -40, -0.3, 0, 2, 40, 1000];
        foreach (var y in new[] { 0.0, 1 })
        {
            var z = new Parameter<double>(logits);
            var gradient = new BernoulliDistribution<double>(z).LogProbability(NdArray.Full<double>([7], y)).Sum()
                .Gradient(z).Value.ToArray();
            for (var i = 0; i < logits.Length; i++)
            {
                var expected = y == 1 ? 1 / (1 + Math.Exp(logits[i])) : -1 / (1 + Math.Exp(-logits[i]));
                gradient[i].ShouldBe(expected, double.Epsilon + (1e-15 * Math.Abs(expected)));
            }
        }
    }

    [Test]
    public void Saturated_logits_keep_their_log_probabilities()
    {
        new BernoulliDistribution<double>(Node.Constant(new double[] { 1000, -1000, 1000, -1000 }))
            .LogProbability(Node.Constant(new double[] { 1, 0, 0, 1 }))
            .Value.ToArray().ShouldBe([0, 0, -1000, -1000]);
        var rare = new BernoulliDistribution<double>(-800.0).LogProbability(0.0).Scalar;
        rare.ShouldBe(-Math.Exp(-800));

        var categorical = new CategoricalDistribution<double>(Node.Constant(new double[,] { { 1000, 0, -1000 }, { 1000, 0, -1000 } }));
        categorical.LogProbability([0, 2]).Value.ToArray().ShouldBe([0, -2000]);
        new CategoricalDistribution<double>(Node.Constant(new double[] { 0, 40 })).LogProbability([1]).Scalar
            .ShouldBe(-Math.Exp(-40), 1e-30);
        new CategoricalDistribution<double>(Node.Constant(new double[] { 0, double.NegativeInfinity })).LogProbability([1]).Scalar
            .ShouldBe(double.NegativeInfinity);
    }

    [Test]
    public void A_Laplace_density_has_slope_0_at_its_peak()
    {
        var (location, value) = (new Parameter<double>(0.3), new Parameter<double>(0.3));
        var gradients = new LaplaceDistribution<double>(location, 2.0).LogProbability(value).Backward();
        gradients[location].Scalar.ShouldBe(0);
        gradients[value].Scalar.ShouldBe(0);
    }

    [Test]
    public void A_mixture_far_from_all_components_keeps_value_and_gradient()
    {
        var value = new Parameter<double>(1000);
        var logProbability = Mixture().LogProbability(value);

        // Only the widest component, with mean 3, standard deviation 2 and weight 0.3, counts.
        logProbability.Scalar.ShouldBe(Math.Log(0.3) + MathNet.Numerics.Distributions.Normal.PDFLn(3, 2, 1000), 1e-9);
        logProbability.Gradient(value).Scalar.ShouldBe(-997 / 4.0, 1e-12);
    }

    [Test]
    public void Gradients_of_saturated_logits_agree_with_differences()
    {
        GradientCheck.Of(z => new BernoulliDistribution<double>(z).Entropy(), new double[] { -20, 20, 1000 }).ShouldPass();
        GradientCheck.Of(z => new BernoulliDistribution<double>(z).LogProbability(Node.Constant([1.0, 0, 1])),
            new double[] { -20, 20, 1000 }).ShouldPass();
        GradientCheck.Of(z => new CategoricalDistribution<double>(z).Entropy(), new double[] { 0, 0, -20, -1000 }).ShouldPass();
        GradientCheck.Of(z => new CategoricalDistribution<double>(z).LogProbability([2]), new double[] { 0, 0, -20, -1000 }).ShouldPass();
    }

    [Test]
    public void Elements_of_a_factor_above_the_diagonal_get_no_gradient()
    {
        var factor = new Parameter<double>(new double[,] { { 1, 0 }, { 0.5, 2 } });
        var distribution = new MultivariateNormalDistribution<double>(Node.Constant(new double[] { 0, 1 }), factor);
        foreach (var result in new[]
        {
            distribution.LogProbability(Node.Constant(new double[] { 0.3, -2 })),
            distribution.SampleReparameterized(new Random(1)).Square().Sum(), distribution.Entropy(),
            distribution.KullbackLeibler(new(Node.Constant(new double[] { 1, 0 }), Node.Constant(new[,] { { 1, 0 }, { 0.3, 1 } }))),
            new MultivariateNormalDistribution<double>(Node.Constant(new double[] { 1, 0 }), Node.Constant(new[,] { { 1, 0 }, { 0.3, 1 } }))
                .KullbackLeibler(distribution),
        })
        {
            result.Gradient(factor).Value[0, 1].ShouldBe(0);
        }
    }

    [Test]
    public void Distributions_of_nothing_are_empty()
    {
        var none = Node.Constant(NdArray.Zeros<double>([0, 3]));
        new NormalDistribution<double>(none, 1.0).LogProbability(none).Shape.ShouldBe([0, 3]);
        new LaplaceDistribution<double>(none, 1.0).Sample(new Random(1)).Shape.ShouldBe([0, 3]);
        new BernoulliDistribution<double>(none).Sample(new Random(1), [2]).Shape.ShouldBe([2, 0, 3]);
        new CategoricalDistribution<double>(none).Sample(new Random(1)).Count.ShouldBe(0);
        new CategoricalDistribution<double>(none).LogProbability([]).Shape.ShouldBe([0]);
        new MixtureOfNormalsDistribution<double>(none, none, 1.0).Sample(new Random(1)).Shape.ShouldBe([0]);
        new NormalDistribution<double>(0.0, 1.0).Sample(new Random(1), [0]).Shape.ShouldBe([0]);
    }

    private static NormalDistribution<double> Normal(double mean, double standardDeviation) => new(mean, standardDeviation);

    private static LaplaceDistribution<double> Laplace(double location, double scale) => new(location, scale);

    private static MixtureOfNormalsDistribution<double> Mixture() => new(
        Node.Constant(Array.ConvertAll(new[] { 0.2, 0.5, 0.3 }, Math.Log)), Node.Constant(new double[] { -2, 0, 3 }),
        Node.Constant(new[] { 0.5, 1, 2 }));

    private static MultivariateNormalDistribution<double> Multivariate(double mean, double[,] covariance) => new(
        NdArray.Full<double>([3], mean), (NdArray<double>)Matrix<double>.Build.DenseOfArray(covariance).Cholesky().Factor);
}
