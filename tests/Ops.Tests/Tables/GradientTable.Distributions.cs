using Autograd;

namespace Ops.Tests;

internal static partial class GradientTable
{
    private static GradientRow[] DistributionsRows =>
    [
        new("NormalDistribution", x => Normal(x).LogProbability(x[2]), Any(3, 4), Positive(4), Any(2, 3, 4)),
        new("NormalDistribution", x => Normal(x).LogProbability(x[2]), NdArray.Zeros<double>([3]), Positive(), NdArray.Zeros<double>([3])),
        new("NormalDistribution", x => Normal(x).LogProbability(x[2]), Any(1), Positive(1), NdArray.Full<double>([1], 1000)),
        new("NormalDistribution", x => Normal(x).LogCdf(x[2]), Any(3, 4), Positive(4), Any(2, 3, 4)),
        new("NormalDistribution", x => Normal(x).Entropy(), Any(3, 4), Positive(4)),
        new("NormalDistribution", x => Normal(x).KullbackLeibler(Normal(x, 2)), Any(3, 4), Positive(4), Any(4), Positive()),
        new("NormalDistribution", x => Normal(x).KullbackLeibler(Normal(x, 2)), Any(3, 1), Positive(1, 4), Any(2, 3, 4), Positive(2, 1, 4)),
        new("NormalDistribution", x => Normal(x).KullbackLeibler(Normal(x, 2)), Equal(3), Equal(3), Equal(3), Equal(3)),
        new("NormalDistribution", x => Normal(x).SampleReparameterized(new Random(5), [2]).Square(), Any(3, 4), Positive(4)),

        new("LaplaceDistribution", x => Laplace(x).LogProbability(x[2]), Any(3, 4), Positive(4), Any(2, 3, 4)),
        new("LaplaceDistribution", x => Laplace(x).LogProbability(x[2]), Any(1), Positive(), NdArray.Full<double>([1], -1000)),
        new("LaplaceDistribution", x => Laplace(x).Entropy(), Any(3, 4), Positive(4)),
        new("LaplaceDistribution", x => Laplace(x).KullbackLeibler(Laplace(x, 2)), Any(3, 4), Positive(4), Any(4), Positive()),
        new("LaplaceDistribution", x => Laplace(x).KullbackLeibler(Laplace(x, 2)), Equal(3), Equal(3), Equal(3), Equal(3)),
        new("LaplaceDistribution", x => Laplace(x).SampleReparameterized(new Random(5), [2]).Square(), Any(3, 4), Positive(4)),

        new("UniformDistribution", x => Uniform(x).LogProbability(x[2]), Any(3), Positive(2, 3), NdArray.Zeros<double>([2, 3])),
        new("UniformDistribution", x => Uniform(x).Entropy(), Any(3), Positive(2, 3)),
        new("UniformDistribution", x => Uniform(x).KullbackLeibler(new(x[0] - x[2], x[0] + x[1] + x[2])), Any(3), Positive(3), Positive(3)),
        new("UniformDistribution", x => Uniform(x).SampleReparameterized(new Random(5), [2]).Square(), Any(3), Positive(2, 3)),

        new("ExponentialDistribution", x => new ExponentialDistribution<double>(x[0]).LogProbability(x[1]), Positive(4), Positive(3, 4)),
        new("ExponentialDistribution", x => new ExponentialDistribution<double>(x[0]).Entropy(), Positive(4)),
        new("ExponentialDistribution", x => new ExponentialDistribution<double>(x[0])
            .KullbackLeibler(new ExponentialDistribution<double>(x[1])), Positive(4), Positive(3, 4)),
        new("ExponentialDistribution", x => new ExponentialDistribution<double>(x[0]).KullbackLeibler(new(x[1])), Equal(3), Equal(3)),
        new("ExponentialDistribution", x => new ExponentialDistribution<double>(x[0]).SampleReparameterized(new Random(5), [2]).Square(),
            Positive(4)),

        new("GammaDistribution", x => Gamma(x).LogProbability(x[2]), Positive(3, 1), Positive(4), Positive(2, 3, 4)),
        new("GammaDistribution", x => Gamma(x).Entropy(), Positive(3, 1), Positive(4)),
        new("GammaDistribution", x => Gamma(x).KullbackLeibler(Gamma(x, 2)), Positive(4), Positive(4), Positive(3, 4), Positive(1)),
        new("GammaDistribution", x => Gamma(x).KullbackLeibler(Gamma(x, 2)), Equal(3), Equal(3), Equal(3), Equal(3)),

        new("BetaDistribution", x => Beta(x).LogProbability(x[2]), Positive(3, 1), Positive(4), Fractions(2, 3, 4)),
        new("BetaDistribution", x => Beta(x).Entropy(), Positive(3, 1), Positive(4)),
        new("BetaDistribution", x => Beta(x).KullbackLeibler(Beta(x, 2)), Positive(4), Positive(4), Positive(3, 4), Positive(1)),

        new("StudentTDistribution", x => StudentT(x).LogProbability(x[3]), Positive(4), Any(3, 1), Positive(4), Any(2, 3, 4)),
        new("StudentTDistribution", x => StudentT(x).LogProbability(x[3]), Positive(1), Any(1), Positive(1),
            NdArray.Full<double>([1], 1000)),
        new("StudentTDistribution", x => StudentT(x).Entropy(), Positive(4), Any(3, 1), Positive(4)),
        new("StudentTDistribution", x => new StudentTDistribution<double>(3, x[0], x[1]).SampleReparameterized(new Random(5), [2]).Square(),
            Any(3, 4), Positive(4)),

        new("DirichletDistribution", x => new DirichletDistribution<double>(x[0]).LogProbability(x[1]), Positive(3), Fractions(2, 3)),
        new("DirichletDistribution", x => new DirichletDistribution<double>(x[0]).Entropy(), Positive(2, 3)),
        new("DirichletDistribution", x => new DirichletDistribution<double>(x[0])
            .KullbackLeibler(new DirichletDistribution<double>(x[1])), Positive(3), Positive(2, 3)),

        new("BernoulliDistribution", x => new BernoulliDistribution<double>(x[0]).LogProbability(x[1]), Any(3, 4), Fractions(2, 3, 4)),
        new("BernoulliDistribution", x => new BernoulliDistribution<double>(x[0]).LogProbability(Mask(4)), new double[] { 0, -3, 3, 5 }),
        new("BernoulliDistribution", x => new BernoulliDistribution<double>(x[0]).Entropy(), Any(3, 4)),
        new("BernoulliDistribution", x => new BernoulliDistribution<double>(x[0]).Entropy(), new double[] { 0, -3, 3, 5 }),
        new("BernoulliDistribution", x => new BernoulliDistribution<double>(x[0])
            .KullbackLeibler(new BernoulliDistribution<double>(x[1])), Any(4), Any(3, 4)),

        new("CategoricalDistribution", x => new CategoricalDistribution<double>(x[0]).LogProbability(s_labels), Any(3, 4)),
        new("CategoricalDistribution", x => new CategoricalDistribution<double>(x[0]).LogProbability(s_labels, [3]), Any(4)),
        new("CategoricalDistribution", x => new CategoricalDistribution<double>(x[0]).Entropy(), Any(3, 4)),
        new("CategoricalDistribution", x => new CategoricalDistribution<double>(x[0]).Entropy(), new double[] { 0, 0, -5, 1 }),
        new("CategoricalDistribution", x => new CategoricalDistribution<double>(x[0])
            .KullbackLeibler(new CategoricalDistribution<double>(x[1])), Any(4), Any(3, 4)),

        new("MixtureOfNormalsDistribution", x => new MixtureOfNormalsDistribution<double>(x[0], x[1], x[2]).LogProbability(x[3]), Any(3),
            Any(2, 3), Positive(2, 1), Any(4, 2)),
        new("MixtureOfNormalsDistribution", x => new MixtureOfNormalsDistribution<double>(x[0], x[1], x[2]).LogProbability(x[3]), Any(2, 1),
            Any(2, 1), Positive(), Any(2)),
        new("MixtureOfNormalsDistribution", x => new MixtureOfNormalsDistribution<double>(x[0], x[1], x[2]).LogProbability(x[3]), Equal(3),
            Equal(3), Equal(3), Equal()),

        new("MultivariateNormalDistribution", x => Multivariate(x).LogProbability(x[2]), Any(3), Any(3, 3), Any(2, 4, 3)),
        new("MultivariateNormalDistribution", x => Multivariate(x).LogProbability(x[2]), Any(2, 3), Any(2, 3, 3), Any(2, 2, 3)),
        new("MultivariateNormalDistribution", x => Multivariate(x).LogProbability(x[2]), Any(2, 1), Any(1, 1), Any(2, 1)),
        new("MultivariateNormalDistribution", x => Multivariate(x).Entropy(), Any(2, 3), Any(3, 3)),
        new("MultivariateNormalDistribution", x => Multivariate(x).KullbackLeibler(Multivariate(x, 2)), Any(2, 3),
            Any(2, 3, 3), Any(3), Any(3, 3)),
        new("MultivariateNormalDistribution", x => Multivariate(x).KullbackLeibler(Multivariate(x, 2)), Any(3), Any(3, 3),
            Any(2, 3), Any(2, 3, 3)),
        new("MultivariateNormalDistribution", x => Multivariate(x).KullbackLeibler(Multivariate(x, 2)), Equal(2),
            Equal(2, 2), Equal(2), Equal(2, 2)),
        new("MultivariateNormalDistribution", x => Multivariate(x).SampleReparameterized(new Random(5), [4]).Square(), Any(3), Any(3, 3)),
        new("MultivariateNormalDistribution", x => Multivariate(x).SampleReparameterized(new Random(5), [4])
            .Square(), Any(3), Any(2, 3, 3)),

        new("ScoreFunction", x => ScoreFunction.Surrogate(
            new BernoulliDistribution<double>(x[0]).LogProbability(Mask(4)), new NdArray<double>([4], 1, -2, 3, 0.5), 0.3), Any(4)),
        new("ScoreFunction",
            x => ScoreFunction.Surrogate(x[0].Tanh(), new NdArray<double>([4], 1, -2, 3, 0.5), reduction: Reduction.None), Any(4)),
    ];

    private static NormalDistribution<double> Normal(IReadOnlyList<Node<double>> x, int at = 0) => new(x[at], x[at + 1]);

    private static LaplaceDistribution<double> Laplace(IReadOnlyList<Node<double>> x, int at = 0) => new(x[at], x[at + 1]);

    private static GammaDistribution<double> Gamma(IReadOnlyList<Node<double>> x, int at = 0) => new(x[at], x[at + 1]);

    private static BetaDistribution<double> Beta(IReadOnlyList<Node<double>> x, int at = 0) => new(x[at], x[at + 1]);

    private static StudentTDistribution<double> StudentT(IReadOnlyList<Node<double>> x) => new(x[0], x[1], x[2]);

    /// <summary>Between two ends by their distance, so that the upper one is above the lower.</summary>
    private static UniformDistribution<double> Uniform(IReadOnlyList<Node<double>> x) => new(x[0], x[0] + x[1]);

    /// <summary>Any square matrix makes a factor: what is below its diagonal, and the exponential of what is on it.</summary>
    private static MultivariateNormalDistribution<double> Multivariate(IReadOnlyList<Node<double>> x, int at = 0)
    {
        var matrix = x[at + 1];
        var identity = new double[matrix.Shape[^1], matrix.Shape[^1]];
        for (var i = 0; i < identity.GetLength(0); i++)
        {
            identity[i, i] = 1;
        }

        return new(x[at], matrix.LowerTriangle(-1) + (Node.Constant(identity) * matrix.Exp()));
    }

    private static NdArray<double> Equal(params int[] lengths) => NdArray.Full(new Shape(lengths), 0.7);

    private static Points Fractions(params int[] lengths) =>
        new(random => Initialize.Uniform<double>(new Shape(lengths), random, 0.1, 0.9));
}
