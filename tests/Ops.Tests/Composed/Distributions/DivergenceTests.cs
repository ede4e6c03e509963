using Autograd;
using MathNet.Numerics.LinearAlgebra;

namespace Ops.Tests;

/// <summary>Entropies and divergences of distributions.</summary>
[TestFixture]
public class DivergenceTests
{
    private static readonly double[,] s_covariance = { { 2, 0.6, -0.3 }, { 0.6, 1, 0.2 }, { -0.3, 0.2, 0.5 } };
    private static readonly double[,] s_otherCovariance = { { 1, -0.2, 0 }, { -0.2, 0.8, 0.1 }, { 0, 0.1, 1.5 } };

    [Test]
    public void A_small_divergence_keeps_its_digits()
    {
        // With the same scale: d^2 / 2 for the normal, d^2 / 2 - d^3 / 6 for the Laplace distribution, d the distance in scales.
        Normal(0, 2).KullbackLeibler(Normal(2e-6, 2)).Scalar.ShouldBe(5e-13, 1e-12 * 5e-13);
        Laplace(0, 2).KullbackLeibler(Laplace(2e-6, 2)).Scalar.ShouldBe(5e-13 - (1e-18 / 6), 1e-8 * 5e-13);
    }

    // Expected: the textbook formula in mpmath, with 60 digits.
    [Test]
    public void Divergences_of_close_distributions_are_right_to_the_last_digits()
    {
        const double step = 1.0 / (1 << 20);
        double[] logits = [0.25, -1.5, 3];
        ShouldBe(Categorical(logits).KullbackLeibler(Categorical([0.25 + step, -1.5, 3 - (2 * step)])), 2.4415377459860723858e-13);
        ShouldBe(Categorical(logits).KullbackLeibler(Categorical([1000.25 + step, 998.5, 1003 - (2 * step)])), 2.4415377459860723858e-13);
        ShouldBe(Categorical([0, 0, -40]).KullbackLeibler(Categorical([step, 0, -12.5])), 1.8633240751731090059e-6);
        ShouldBe(Bernoulli(-30).KullbackLeibler(Bernoulli(-30 + (1024 * step))), 4.4635151929319327158e-20);
        ShouldBe(Bernoulli(30).KullbackLeibler(Bernoulli(30 + (1024 * step))), 4.4606102042882060973e-20);
        ShouldBe(Normal(0, 2).KullbackLeibler(Normal(0, 2 + step)), 2.2737349474298630077e-13);
        ShouldBe(Normal(0, 1e-300).KullbackLeibler(Normal(0, 1)), 690.27552789821370518);
        ShouldBe(Laplace(0, 2).KullbackLeibler(Laplace(step, 2 + (0.5 * step))), 1.4210849294192676097e-13);
        var factor = new MultivariateNormalDistribution<double>(new double[2], new double[,] { { 1.5, 0 }, { 0.5, 2 } });
        ShouldBe(
            factor.KullbackLeibler(new(new double[2], new double[,] { { 1.5 + step, 0 }, { 0.5 - (2 * step), 2 } })),
            1.0231803241184123481e-12);

        static void ShouldBe(Node<double> divergence, double expected) =>
            divergence.Scalar.ShouldBe(expected, 8 * double.BitIncrement(expected) - 8 * expected);
    }

    // Expected: the textbook formulas in double, whose rounding is a millionth of that of float.
    [Test]
    public void Divergences_in_float_are_not_negative_and_right_to_the_last_digits_however_close()
    {
        var random = new Random(5);
        foreach (var size in new[] { 1, 1e-1, 1e-2, 1e-3 })
        {
            for (var round = 0; round < 200; round++)
            {
                var x = Array.ConvertAll(new float[6], _ => (float)(3 * ((2 * random.NextDouble()) - 1)));
                var y = Array.ConvertAll(x, logit => (float)(logit + (size * ((2 * random.NextDouble()) - 1))));
                var (p, q) = (Probabilities(x), Probabilities(y));
                var z = new Parameter<float>(y);
                var divergence = new CategoricalDistribution<float>(Node.Constant(x))
                    .KullbackLeibler(new CategoricalDistribution<float>(z));
                var expected = p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
                ((double)divergence.Scalar).ShouldBe(expected, 1e-6 * expected);
                var gradient = divergence.Gradient(z).Value;
                for (var i = 0; i < 6; i++)
                {
                    ((double)gradient[i]).ShouldBe(q[i] - p[i], 1e-6 * size);
                }

                var (a, b) = (0.5f + random.NextSingle(), 0.5f + random.NextSingle());
                var (s, t) = ((float)(a * (1 + (size * random.NextDouble()))), (float)(b * (1 + (size * random.NextDouble()))));
                expected = Math.Log((double)t / b) + ((((double)b * b / ((double)t * t)) - 1) / 2)
                    + (((double)a - s) * ((double)a - s) / (2 * (double)t * t));
                ((double)new NormalDistribution<float>(a, b).KullbackLeibler(new NormalDistribution<float>(s, t)).Scalar)
                    .ShouldBe(expected, 1e-6 * expected);
            }
        }

        static double[] Probabilities(float[] logits)
        {
            var exp = Array.ConvertAll(logits, logit => Math.Exp(logit));
            return Array.ConvertAll(exp, e => e / exp.Sum());
        }
    }

    [Test]
    public void Saturated_logits_have_entropy_0()
    {
        var z = new Parameter<double>(new[] { 1000, -1000, double.PositiveInfinity, double.NegativeInfinity });
        var entropy = new BernoulliDistribution<double>(z).Entropy();
        entropy.Value.ToArray().ShouldBe([0, 0, 0, 0]);
        entropy.Sum().Gradient(z).Value.ToArray().ShouldBe([0, 0, 0, 0]);

        // -p ln p - q ln q, of which the smaller probability has all digits.
        var p = Math.Exp(-40);
        new BernoulliDistribution<double>(40.0).Entropy().Scalar.ShouldBe((p * 40) + p, 1e-15 * p * 41);

        var logits = new Parameter<double>(new[,] { { 1000.0, 0, -1000 }, { 0, 0, double.NegativeInfinity } });
        entropy = new CategoricalDistribution<double>(logits).Entropy();
        entropy.Value.ToArray().ShouldBe([0, Math.Log(2)], 1e-15);
        entropy.Sum().Gradient(logits).Value.ToArray().ShouldBe([0, 0, 0, 0, 0, 0], 1e-15);
    }

    [Test]
    public void Divergences_of_saturated_logits_are_their_limits()
    {
        var z = new Parameter<double>(new[] { 1000.0, 1000, -1000, double.PositiveInfinity });
        var divergence = new BernoulliDistribution<double>(z)
            .KullbackLeibler(new BernoulliDistribution<double>(Node.Constant(new[] { 1000, -1000, -1000, double.PositiveInfinity })));
        divergence.Value.ToArray().ShouldBe([0, 1000, 0, 0]);
        divergence.Sum().Gradient(z).Value.ToArray().ShouldBe([0, 0, 0, 0]);

        // p (e^-41 - e^-40) + q 1, near e^-41.
        new BernoulliDistribution<double>(40.0).KullbackLeibler(new BernoulliDistribution<double>(41.0)).Scalar
            .ShouldBe(Math.Exp(-41), 1e-12 * Math.Exp(-41));

        var categorical = new CategoricalDistribution<double>(Node.Constant(new[] { 0, 0, double.NegativeInfinity }));
        categorical.KullbackLeibler(categorical).Scalar.ShouldBe(0);
        categorical.KullbackLeibler(new CategoricalDistribution<double>(Node.Constant(new[] { 0, double.NegativeInfinity, 0 }))).Scalar
            .ShouldBe(double.PositiveInfinity);
        categorical.KullbackLeibler(new CategoricalDistribution<double>(Node.Constant(new[] { 0.0, 0, 0 }))).Scalar
            .ShouldBe(Math.Log(1.5), 1e-15);
    }

    [Test]
    public void Entropies_are_integrals_of_the_density()
    {
        Normal(0.5, 1.3).Entropy().Scalar
            .ShouldBe(-Integral(x => LogTimes(Density.Normal(0.5, 1.3, x), Density.Normal(0.5, 1.3, x))), 1e-8);
        Laplace(0.5, 1.3).Entropy().Scalar
            .ShouldBe(-Integral(x => LogTimes(Density.Laplace(0.5, 1.3, x), Density.Laplace(0.5, 1.3, x))), 1e-8);
        var covariance = Matrix<double>.Build.DenseOfArray(s_covariance);
        Multivariate(1, s_covariance).Entropy().Scalar
            .ShouldBe(0.5 * Math.Log(covariance.Determinant() * Math.Pow(Math.Tau * Math.E, 3)), 1e-12);
    }

    [Test]
    public void Divergences_are_integrals_of_the_density()
    {
        Normal(0.5, 1.3).KullbackLeibler(Normal(-0.2, 0.8)).Scalar
            .ShouldBe(Integral(x => Density.Normal(0.5, 1.3, x) * (LogNormal(0.5, 1.3, x) - LogNormal(-0.2, 0.8, x))), 1e-8);
        Laplace(0.5, 1.3).KullbackLeibler(Laplace(-0.2, 0.8)).Scalar
            .ShouldBe(Integral(x => Density.Laplace(0.5, 1.3, x) * (LogLaplace(0.5, 1.3, x) - LogLaplace(-0.2, 0.8, x))), 1e-8);

        var (first, second) = (Matrix<double>.Build.DenseOfArray(s_covariance), Matrix<double>.Build.DenseOfArray(s_otherCovariance));
        var difference = Vector<double>.Build.Dense(3, 1.5);
        var expected = 0.5 * ((second.Inverse() * first)
            .Trace() + difference.DotProduct(second.Inverse() * difference) - 3 + Math.Log(second.Determinant() / first.Determinant()));
        Multivariate(1, s_covariance).KullbackLeibler(Multivariate(-0.5, s_otherCovariance)).Scalar.ShouldBe(expected, 1e-12);
    }

    [Test]
    public void Discrete_entropies_and_divergences_are_sums_over_the_values()
    {
        double[] p = [0.2, 0.5, 0.3];
        double[] q = [0.6, 0.3, 0.1];
        var (first, second) = (new CategoricalDistribution<double>(Node.Constant(Array.ConvertAll(p, Math.Log))),
            new CategoricalDistribution<double>(Node.Constant(Array.ConvertAll(q, Math.Log))));
        first.Entropy().Scalar.ShouldBe(-p.Sum(x => x * Math.Log(x)), 1e-15);
        first.KullbackLeibler(second).Scalar.ShouldBe(p.Zip(q, (x, y) => x * Math.Log(x / y)).Sum(), 1e-15);

        var (coin, other) = (new BernoulliDistribution<double>(Math.Log(0.3 / 0.7)),
            new BernoulliDistribution<double>(Math.Log(0.8 / 0.2)));
        coin.Entropy().Scalar.ShouldBe(-(0.3 * Math.Log(0.3)) - (0.7 * Math.Log(0.7)), 1e-15);
        coin.KullbackLeibler(other).Scalar.ShouldBe((0.3 * Math.Log(0.3 / 0.8)) + (0.7 * Math.Log(0.7 / 0.2)), 1e-15);
    }

    [Test]
    public void A_distribution_does_not_diverge_from_itself()
    {
        Normal(0.5, 1.3).KullbackLeibler(Normal(0.5, 1.3)).Scalar.ShouldBe(0);
        Laplace(0.5, 1.3).KullbackLeibler(Laplace(0.5, 1.3)).Scalar.ShouldBe(0);
        new BernoulliDistribution<double>(0.3).KullbackLeibler(new BernoulliDistribution<double>(0.3)).Scalar.ShouldBe(0);
        Multivariate(1, s_covariance).KullbackLeibler(Multivariate(1, s_covariance)).Scalar.ShouldBe(0, 1e-15);
    }

    // The second derivative of both logits is that of the mean of ln p: diag(p) - p p'.
    [Test]
    public void Where_categorical_distributions_meet_their_divergence_has_slope_0_and_the_curvature_of_Fisher()
    {
        double[] p = [0.2, 0.5, 0.3];
        var logits = Node.Constant(Array.ConvertAll(p, Math.Log));
        foreach (var first in new[] { true, false })
        {
            var z = new Parameter<double>(logits.Value);
            var (varied, fixedOne) = (new CategoricalDistribution<double>(z), new CategoricalDistribution<double>(logits));
            var gradient = (first ? varied.KullbackLeibler(fixedOne) : fixedOne.KullbackLeibler(varied)).Gradient(z, differentiable: true);
            gradient.Value.ToArray().ShouldBe([0, 0, 0], 1e-15);
            for (var i = 0; i < 3; i++)
            {
                var row = gradient.Gather([i]).Sum().Gradient(z);
                for (var j = 0; j < 3; j++)
                {
                    row.Value[j].ShouldBe((i == j ? p[i] : 0) - (p[i] * p[j]), 1e-15);
                }
            }
        }
    }

    [Test]
    public void Where_Bernoulli_distributions_meet_their_divergence_agrees_with_differences()
    {
        double[] logits = [0.7, 0, -3];
        var met = new BernoulliDistribution<double>(Node.Constant(logits));
        GradientCheck.Of(z => new BernoulliDistribution<double>(z).KullbackLeibler(met), logits).ShouldPass();
        GradientCheck.Of(z => met.KullbackLeibler(new BernoulliDistribution<double>(z)), logits).ShouldPass();
    }

    private static CategoricalDistribution<double> Categorical(double[] logits) => new(logits);

    private static BernoulliDistribution<double> Bernoulli(double logit) => new(logit);

    private static NormalDistribution<double> Normal(double mean, double standardDeviation) => new(mean, standardDeviation);

    private static LaplaceDistribution<double> Laplace(double location, double scale) => new(location, scale);

    private static MultivariateNormalDistribution<double> Multivariate(double mean, double[,] covariance) => new(
        NdArray.Full<double>([3], mean), (NdArray<double>)Matrix<double>.Build.DenseOfArray(covariance).Cholesky().Factor);

    private static double LogNormal(double mean, double standardDeviation, double x) =>
        MathNet.Numerics.Distributions.Normal.PDFLn(mean, standardDeviation, x);

    private static double LogLaplace(double location, double scale, double x) =>
        MathNet.Numerics.Distributions.Laplace.PDFLn(location, scale, x);

    private static double LogTimes(double p, double q) => p == 0 ? 0 : p * Math.Log(q);

    // The trapezoidal rule, with a node at the corners of the densities at 0.5 and -0.2.
    private static double Integral(Func<double, double> f)
    {
        const double step = 1e-4;
        var sum = 0.0;
        for (var i = -300_000; i <= 300_000; i++)
        {
            sum += f(i * step);
        }

        return sum * step;
    }
}
