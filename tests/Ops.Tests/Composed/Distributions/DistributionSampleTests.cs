using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>Moments of 200,000 samples against the closed form; the tolerance is five standard errors of the moment.</summary>
[TestFixture]
public class DistributionSampleTests
{
    private const int Samples = 200_000;
    private const double StandardErrors = 5;

    [Test]
    public void Normal_samples_have_its_moments()
    {
        var samples = Columns(
            new NormalDistribution<double>(Node.Constant([-1.0, 2]), Node.Constant([0.5, 3])).Sample(new Random(1), [Samples]));
        ShouldHaveMoments(samples[0], -1, 0.25, kurtosis: 3);
        ShouldHaveMoments(samples[1], 2, 9, kurtosis: 3);
        ShouldHaveMoments(Columns(new NormalDistribution<float>(-1f, 0.5f).Sample(new Random(2), [Samples, 1]))[0], -1, 0.25, kurtosis: 3);
    }

    // What a generator gives once in 2^53 draws.
    [TestCase(0)]
    [TestCase(1 - (1.0 / (1L << 53)))]
    public void Samples_never_leave_their_support_at_the_ends_of_the_generator(double end)
    {
        double.IsFinite(new LaplaceDistribution<double>(0, 1).Sample(new Ending(end)).Scalar).ShouldBeTrue();
        Math.Abs(new LaplaceDistribution<double>(0, 1).Sample(new Ending(end)).Scalar).ShouldBe(53 * Math.Log(2), 1e-12);
        double.IsFinite(new NormalDistribution<double>(0, 1).Sample(new Ending(end)).Scalar).ShouldBeTrue();
        double.IsFinite(Initialize.TruncatedNormal<double>([1], new Ending(end), cutoff: double.PositiveInfinity)[0]).ShouldBeTrue();
        Math.Abs(Initialize.TruncatedNormal<float>([1], new Ending(end), cutoff: 2)[0]).ShouldBeInRange(1.999f, 2);
        double.IsFinite(new ExponentialDistribution<double>(1).Sample(new Ending(end)).Scalar).ShouldBeTrue();
        double.IsFinite(new StudentTDistribution<double>(3, 0, 1).Sample(new Ending(end)).Scalar).ShouldBeTrue();
        new UniformDistribution<double>(2, 3).Sample(new Ending(end)).Scalar.ShouldBeInRange(2, 3);
        Initialize.Uniform<float>([1], new Ending(end))[0].ShouldBeInRange(0, MathF.BitDecrement(1));
        Initialize.Uniform<double>([1], new Ending(end), 3, 3)[0].ShouldBe(3);

        // The first and the last class are excluded.
        var logits = Node.Constant(new[] { double.NegativeInfinity, 0, 0.7, double.NegativeInfinity });
        new CategoricalDistribution<double>(logits).Sample(new Ending(end))[0].ShouldBe(end == 0 ? 1 : 2);
        new BernoulliDistribution<double>(Node.Constant(new[] { double.NegativeInfinity, double.PositiveInfinity }))
            .Sample(new Ending(end)).Value.ToArray().ShouldBe([0, 1]);
        new MixtureOfNormalsDistribution<double>(logits, new[] { double.NaN, 0, 0, double.NaN }, 1.0).Sample(new Ending(end)).Scalar
            .ShouldBeInRange(-10, 10);
    }

    // The largest distance of the two distribution functions is above 1.95 / sqrt(n) once in a thousand seeds (Kolmogorov).
    [Test]
    public void Samples_have_their_distribution_function()
    {
        ShouldHave(new ExponentialDistribution<double>(0.5).Sample(new Random(1), [Samples]), x => 1 - Math.Exp(-x / 2));
        ShouldHave(new UniformDistribution<double>(-1e30, 3e30).Sample(new Random(2), [Samples]), x => (x + 1e30) / 4e30);
        ShouldHave(new LaplaceDistribution<double>(0, 1e-30).Sample(new Random(3), [Samples]),
            x => x < 0 ? Math.Exp(x / 1e-30) / 2 : 1 - (Math.Exp(-x / 1e-30) / 2));
        ShouldHave(new NormalDistribution<double>(0, 1e30).Sample(new Random(4), [Samples]),
            x => MathNet.Numerics.SpecialFunctions.Erfc(-x / 1e30 / Math.Sqrt(2)) / 2);
        foreach (var a in new[] { 0.5, 1, 1.5, 30 })
        {
            ShouldHave(new GammaDistribution<double>(a, 2).Sample(new Random(5), [Samples]),
                x => MathNet.Numerics.SpecialFunctions.GammaLowerRegularized(a, 2 * x));
            ShouldHave(new BetaDistribution<double>(a, 2.5).Sample(new Random(6), [Samples]),
                x => MathNet.Numerics.SpecialFunctions.BetaRegularized(a, 2.5, x));
        }

        // Of few degrees of freedom, as Cauchy's, and of one half, in which the tails begin with the square root.
        ShouldHave(new StudentTDistribution<double>(1, 0, 1).Sample(new Random(7), [Samples]), x => 0.5 + (Math.Atan(x) / Math.PI));
        ShouldHave(new StudentTDistribution<double>(0.5, 0, 1).Sample(new Random(8), [Samples]),
            x => MathNet.Numerics.Distributions.StudentT.CDF(0, 1, 0.5, x));

        static void ShouldHave(Node<double> samples, Func<double, double> distribution)
        {
            var sorted = samples.Value.ToArray().Order().ToArray();
            var distance = sorted
                .Select((x, i) => Math.Max(distribution(x) - (i / (double)Samples), ((i + 1.0) / Samples) - distribution(x)))
                .Max();
            distance.ShouldBeLessThan(1.95 / Math.Sqrt(Samples));
        }
    }

    // Of a small concentration most draws are below all numbers: so many are the smallest normal one. Expected: P(a, x) there, in mpmath.
    [TestCase(0.001, 0.916896985947, 0.49271713862)]
    [TestCase(0.01, 0.41992668622, 0.000843227406807)]
    public void Samples_of_a_small_concentration_stay_inside_their_support(double a, double ofSingle, double ofDouble)
    {
        var single = Columns(new GammaDistribution<float>(NdArray.Full<float>([1], (float)a), 1).Sample(new Random(1), [Samples]))[0];
        var both = Columns(new GammaDistribution<double>(new[] { a }, 1).Sample(new Random(1), [Samples]))[0];
        ShouldBeOften(single, 1.1754943508222875e-38, ofSingle);
        ShouldBeOften(both, 2.2250738585072014e-308, ofDouble);

        static void ShouldBeOften(double[] samples, double least, double expected)
        {
            samples.Min().ShouldBe(least);
            samples.ShouldAllBe(x => double.IsFinite(x));
            (samples.Count(x => x == least) / (double)Samples).ShouldBe(expected, Tolerance(expected * (1 - expected)));
        }
    }

    [Test]
    public void Shares_of_small_concentrations_stay_inside_their_support()
    {
        foreach (var a in new[] { 1e-3, 0.01, 0.5 })
        {
            var beta = new BetaDistribution<float>(NdArray.Full<float>([1], (float)a), (float)a);
            var shares = beta.Sample(new Random(1), [Samples]);
            shares.Value.ToArray().ShouldAllBe(x => x > 0 && x < 1);
            beta.LogProbability(shares).Value.ToArray().ShouldAllBe(x => float.IsFinite(x));
            shares.Value.ToArray().Average(x => (double)x).ShouldBe(0.5, Tolerance(0.25));
            var dirichlet = new DirichletDistribution<float>(NdArray.Full<float>([3], (float)a));
            var rows = dirichlet.Sample(new Random(2), [Samples]);
            dirichlet.LogProbability(rows).Value.ToArray().ShouldAllBe(x => float.IsFinite(x));
            foreach (var column in Columns(rows))
            {
                column.Average().ShouldBe(1 / 3.0, Tolerance(2 / 9.0 / (1 + (3 * a))));
            }
        }

        new StudentTDistribution<float>(NdArray.Full<float>([1], 0.01f), 0, 1).Sample(new Random(3), [Samples]).Value.ToArray()
            .ShouldAllBe(x => float.IsFinite(x));
    }

    [Test]
    public void A_uniform_sample_is_not_beyond_its_upper_end()
    {
        // 0.3f + 0.7f is rounded up, so that the last number below 1 leads beyond 0.3f.
        new UniformDistribution<float>(-0.7f, 0.3f).Sample(new Ending(1 - (1.0 / (1L << 53)))).Scalar.ShouldBeLessThanOrEqualTo(0.3f);
        var wide = Initialize.Uniform<double>([1000], new Random(1), -double.MaxValue, double.MaxValue).ToArray();
        wide.ShouldAllBe(x => double.IsFinite(x));
        wide.Count(x => x < 0).ShouldBeInRange(400, 600);
    }

    [Test]
    public void Laplace_samples_have_its_moments()
    {
        var samples = Columns(
            new LaplaceDistribution<double>(Node.Constant([-1.0, 2]), Node.Constant([0.5, 3])).Sample(new Random(1), [Samples]));
        ShouldHaveMoments(samples[0], -1, 2 * 0.25, kurtosis: 6);
        ShouldHaveMoments(samples[1], 2, 2 * 9, kurtosis: 6);
    }

    [Test]
    public void Samples_of_positive_numbers_and_of_heavy_tails_have_their_moments()
    {
        var uniform = Columns(new UniformDistribution<double>(new[] { -1.0, 2 }, new[] { 1.0, 5 }).Sample(new Random(1), [Samples]));
        ShouldHaveMoments(uniform[0], 0, 4 / 12.0, kurtosis: 1.8);
        ShouldHaveMoments(uniform[1], 3.5, 9 / 12.0, kurtosis: 1.8);
        var exponential = Columns(new ExponentialDistribution<double>(new[] { 0.5, 3 }).Sample(new Random(1), [Samples]));
        ShouldHaveMoments(exponential[0], 2, 4, kurtosis: 9);
        ShouldHaveMoments(exponential[1], 1 / 3.0, 1 / 9.0, kurtosis: 9);
        var gamma = Columns(new GammaDistribution<double>(new[] { 0.5, 3 }, 2).Sample(new Random(1), [Samples]));
        ShouldHaveMoments(gamma[0], 0.25, 0.125, kurtosis: 3 + (6 / 0.5));
        ShouldHaveMoments(gamma[1], 1.5, 0.75, kurtosis: 5);

        // For a = b = 2 the variance a b / ((a + b)^2 (a + b + 1)) is 1 / 20, and the kurtosis 15 / 7.
        ShouldHaveMoments(Columns(new BetaDistribution<double>(new[] { 2.0 }, 2).Sample(new Random(1), [Samples]))[0], 0.5, 0.05, 15 / 7.0);
        var heavy = Columns(new StudentTDistribution<double>(new[] { 9.0 }, 1, 2).Sample(new Random(1), [Samples]));
        ShouldHaveMoments(heavy[0], 1, 4 * 9 / 7.0, kurtosis: 4.2);
        var dirichlet = Columns(new DirichletDistribution<double>(new[] { 1.0, 2, 3 }).Sample(new Random(1), [Samples]));
        for (var i = 0; i < 3; i++)
        {
            var p = (i + 1) / 6.0;
            dirichlet[i].Average().ShouldBe(p, Tolerance(p * (1 - p) / 7));
            dirichlet[i].Average(y => (y - p) * (y - p)).ShouldBe(p * (1 - p) / 7, 0.001);
        }

        dirichlet[0].Select((y, i) => y + dirichlet[1][i] + dirichlet[2][i]).ShouldAllBe(sum => Math.Abs(sum - 1) < 1e-14);
        new GammaDistribution<float>(2, 3).Sample(new Random(1), [3]).Shape.ShouldBe([3]);
        new DirichletDistribution<float>(NdArray.Ones<float>([2, 3])).Sample(new Random(1), [4]).Shape.ShouldBe([4, 2, 3]);
    }

    [Test]
    public void Gradients_go_through_uniform_exponential_and_Student_samples()
    {
        var (low, high) = (new Parameter<double>(new[] { -1.0, 2 }), new Parameter<double>(new[] { 1.0, 5 }));
        var y = new UniformDistribution<double>(low, high).SampleReparameterized(new Random(1));
        var gradients = y.Sum().Backward();
        for (var i = 0; i < 2; i++)
        {
            var u = (y.Value[i] - low.Value[i]) / (high.Value[i] - low.Value[i]);
            gradients[high].Value[i].ShouldBe(u, 1e-14);
            gradients[low].Value[i].ShouldBe(1 - u, 1e-14);
        }

        var rate = new Parameter<double>(new[] { 0.5, 3 });
        y = new ExponentialDistribution<double>(rate).SampleReparameterized(new Random(1));
        y.Sum().Gradient(rate).Value.ToArray().ShouldBe([-y.Value[0] / 0.5, -y.Value[1] / 3], 1e-14);

        var (freedom, scale) = (new Parameter<double>(3), new Parameter<double>(2));
        y = new StudentTDistribution<double>(freedom, 1, scale).SampleReparameterized(new Random(1));
        y.Gradient(scale).Scalar.ShouldBe((y.Scalar - 1) / 2, 1e-14);
        Should.Throw<GradientException>(() => y.Gradient(freedom));
        foreach (var sample in new[]
        {
            new UniformDistribution<double>(low, high).Sample(new Random(1)),
            new ExponentialDistribution<double>(rate).Sample(new Random(1)),
            new GammaDistribution<double>(rate, rate).Sample(new Random(1)), new BetaDistribution<double>(rate, rate).Sample(new Random(1)),
            new StudentTDistribution<double>(rate, low, rate).Sample(new Random(1)),
            new DirichletDistribution<double>(rate).Sample(new Random(1)),
        })
        {
            sample.RequiresGrad.ShouldBeFalse();
        }
    }

    [Test]
    public void Bernoulli_samples_are_1_as_often_as_they_should()
    {
        double[] p = [0.001, 0.3, 0.9];
        var samples = Columns(new BernoulliDistribution<double>(Node.Constant(Array.ConvertAll(p, x => Math.Log(x / (1 - x)))))
            .Sample(new Random(1), [Samples]));
        for (var i = 0; i < p.Length; i++)
        {
            samples[i].ShouldAllBe(y => y == 0 || y == 1);
            samples[i].Average().ShouldBe(p[i], Tolerance(p[i] * (1 - p[i])));
        }

        new BernoulliDistribution<double>(Node.Constant([1000, -1000, double.NaN])).Sample(new Random(1)).Value.ToArray()
            .ShouldBe([1, 0, double.NaN]);
    }

    [Test]
    public void Categorical_samples_fall_into_each_class_as_often_as_they_should()
    {
        double[,] p = { { 0.2, 0.5, 0.3 }, { 0, 0.01, 0.99 } };
        var logits = NdArray.FromArray<double>(p);
        var labels = new CategoricalDistribution<double>(Node.Constant(logits).Log()).Sample(new Random(1), [Samples]);
        labels.Count.ShouldBe(2 * Samples);
        for (var row = 0; row < 2; row++)
        {
            for (var k = 0; k < 3; k++)
            {
                var frequency = labels.Where((label, i) => i % 2 == row && label == k).Count() / (double)Samples;
                frequency.ShouldBe(p[row, k], double.Epsilon + Tolerance(p[row, k] * (1 - p[row, k])));
            }
        }
    }

    [Test]
    public void Multivariate_normal_samples_have_its_mean_and_covariance()
    {
        double[,] l = { { 1.5, 0, 0 }, { -0.4, 0.8, 0 }, { 0.3, 0.6, 0.5 } };
        double[] mean = [1, -2, 0.5];
        var batch = NdArray.Generate<double>([2, 3, 3], () => 0).ToArray();
        for (var i = 0; i < 9; i++)
        {
            (batch[i], batch[9 + i]) = (l[i / 3, i % 3], i % 4 == 0 ? 1 : 0);
        }

        foreach (var factor in new[] { Node.Constant(l), Node.Constant(new NdArray<double>([2, 3, 3], batch)) })
        {
            var samples = Columns(new MultivariateNormalDistribution<double>(Node.Constant(mean), factor).Sample(new Random(1), [Samples]));
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < 3; j++)
                {
                    var covariance = samples[i].Zip(samples[j], (x, y) => (x - mean[i]) * (y - mean[j])).Average();
                    covariance.ShouldBe(Covariance(i, j), Tolerance((Covariance(i, i) * Covariance(j, j)) + Math.Pow(Covariance(i, j), 2)));
                }

                ShouldHaveMoments(samples[i], mean[i], Covariance(i, i), kurtosis: 3);
                if (factor.Shape.Rank == 3)
                {
                    ShouldHaveMoments(samples[3 + i], mean[i], 1, kurtosis: 3);
                }
            }
        }

        double Covariance(int i, int j) => Enumerable.Range(0, 3).Sum(k => l[i, k] * l[j, k]);
    }

    [Test]
    public void Mixture_samples_have_its_moments()
    {
        double[] weights = [0.2, 0.5, 0.3];
        double[] means = [-2, 0, 3];
        double[] deviations = [0.5, 1, 2];
        var mixture = new MixtureOfNormalsDistribution<double>(Node.Constant(Array.ConvertAll(weights, Math.Log)),
            Node.Constant(new double[,] { { -2, 0, 3 }, { -3, -1, 2 } }), Node.Constant(deviations));
        var samples = Columns(mixture.Sample(new Random(1), [Samples]));

        // Moments about 0 of each normal: m, m^2 + s^2, and m^4 + 6 m^2 s^2 + 3 s^4.
        var first = Expected((m, _) => m);
        var second = Expected((m, s) => (m * m) + (s * s));
        var fourth = Expected((m, s) => Math.Pow(m, 4) + (6 * m * m * s * s) + (3 * Math.Pow(s, 4)));
        samples[0].Average().ShouldBe(first, Tolerance(second - (first * first)));
        samples[0].Average(x => x * x).ShouldBe(second, Tolerance(fourth - (second * second)));
        samples[1].Average().ShouldBe(first - 1, Tolerance(second - (first * first)));

        double Expected(Func<double, double, double> moment) =>
            weights.Select((weight, k) => weight * moment(means[k], deviations[k])).Sum();
    }

    [Test]
    public void The_same_seed_gives_the_same_samples()
    {
        var normal = new NormalDistribution<double>(Node.Constant([-1.0, 2]), 3.0);
        normal.Sample(new Random(3)).Value.ShouldBe(normal.Sample(new Random(3)).Value);
        normal.Sample(new Random(3)).Value.ShouldBe(normal.SampleReparameterized(new Random(3)).Value);
        var categorical = new CategoricalDistribution<double>(Node.Constant([0.0, 1, 2]));
        categorical.Sample(new Random(3), [9]).ShouldBe(categorical.Sample(new Random(3), [9]));
    }

    [Test]
    public void No_gradient_goes_through_a_sample_unless_it_is_reparameterized()
    {
        var (mean, scale) = (new Parameter<double>(new[] { -1.0, 2 }), new Parameter<double>(new[] { 0.5, 3 }));
        var factor = new Parameter<double>(new double[,] { { 1, 0 }, { 0.5, 2 } });
        foreach (var sample in new[]
        {
            new NormalDistribution<double>(mean, scale).Sample(new Random(1)),
            new LaplaceDistribution<double>(mean, scale).Sample(new Random(1)),
            new BernoulliDistribution<double>(mean).Sample(new Random(1)),
            new MixtureOfNormalsDistribution<double>(mean, mean, scale).Sample(new Random(1)),
            new MultivariateNormalDistribution<double>(mean, factor).Sample(new Random(1)),
        })
        {
            sample.RequiresGrad.ShouldBeFalse();
        }

        foreach (var sample in new[]
        {
            new NormalDistribution<double>(mean, scale).SampleReparameterized(new Random(1)),
            new LaplaceDistribution<double>(mean, scale).SampleReparameterized(new Random(1)),
        })
        {
            var gradients = sample.Sum().Backward();
            gradients[mean].Value.ToArray().ShouldBe([1, 1]);
            for (var i = 0; i < 2; i++)
            {
                gradients[scale].Value[i].ShouldBe((sample.Value[i] - mean.Value[i]) / scale.Value[i], 1e-14);
            }
        }
    }

    // E[y^2] = mean^2 + s^2, so its derivatives are 2 mean and 2 s.
    [Test]
    public void Gradients_through_reparameterized_samples_are_those_of_the_expectation()
    {
        var (mean, scale) = (new Parameter<double>(0.7), new Parameter<double>(1.5));
        var gradients = new NormalDistribution<double>(mean, scale).SampleReparameterized(new Random(1), [Samples])
            .Square().Mean().Backward();

        // The derivatives of one sample are 2 y, with variance 4 s^2, and 2 y eta, with variance 4 (mean^2 + 2 s^2).
        gradients[mean].Scalar.ShouldBe(2 * 0.7, Tolerance(4 * 2.25));
        gradients[scale].Scalar.ShouldBe(2 * 1.5, Tolerance(4 * (0.49 + (2 * 2.25))));
    }

    private static double Tolerance(double varianceOfOne) => StandardErrors * Math.Sqrt(varianceOfOne / Samples);

    // The variance of (y - mean)^2 is variance^2 (kurtosis - 1).
    private static void ShouldHaveMoments(double[] samples, double mean, double variance, double kurtosis)
    {
        samples.Average().ShouldBe(mean, Tolerance(variance));
        samples.Average(y => (y - mean) * (y - mean)).ShouldBe(variance, Tolerance(variance * variance * (kurtosis - 1)));
    }

    private static double[][] Columns<T>(Node<T> samples)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var columns = samples.Shape.Size / Samples;
        samples.Shape[0].ShouldBe(Samples);
        var elements = samples.Value.ToArray();
        return [.. Enumerable.Range(0, columns).Select(
            column => Enumerable.Range(0, Samples).Select(row => double.CreateChecked(elements[(row * columns) + column])).ToArray())];
    }

    /// <summary>Gives an end of its range first, then what every other generator gives.</summary>
    private sealed class Ending(double end) : Random(1)
    {
        private bool _isGiven;

        public override double NextDouble()
        {
            if (_isGiven)
            {
                return base.NextDouble();
            }

            _isGiven = true;
            return end;
        }
    }
}
