using Autograd;

namespace Ops.Tests;

/// <summary>Bad parameters and values of distributions are refused by name.</summary>
[TestFixture]
public class DistributionBadInputTests
{
    [Test]
    public void A_scale_that_is_not_above_0_is_named()
    {
        var message = Should.Throw<ArgumentOutOfRangeException>(() => new NormalDistribution<double>(0.0, Node.Constant([1.0, 0]))).Message;
        message.ShouldContain("NormalDistribution: standardDeviation is 0 at position 1; each must be above 0");
        Should.Throw<ArgumentOutOfRangeException>(() => new LaplaceDistribution<double>(0.0, -1.0)).Message
            .ShouldContain("LaplaceDistribution: scale is -1 at position 0");
        Should.Throw<ArgumentOutOfRangeException>(
            () => new MixtureOfNormalsDistribution<double>(Ones(2), Ones(2), Node.Constant([-1.0, 2])))
            .Message.ShouldContain("MixtureOfNormalsDistribution: standardDeviations is -1 at position 0");
        new NormalDistribution<double>(0.0, double.NaN).LogProbability(0.0).Scalar.ShouldBe(double.NaN);
    }

    [Test]
    public void Parameters_and_values_outside_their_range_are_named()
    {
        foreach (var (make, message) in new (Action, string)[]
        {
            (() => _ = new UniformDistribution<double>(new[] { 0.0, 1 }, 1), "UniformDistribution: high - low is 0 at position 1"),
            (() => _ = new UniformDistribution<double>(-1e308, 1e308), "UniformDistribution: high - low is infinite at position 0"),
            (() => _ = new UniformDistribution<double>(0, double.PositiveInfinity), "UniformDistribution: high - low is infinite"),
            (() => _ = Initialize.Uniform<double>([1], new Random(1), 0, double.PositiveInfinity),
                "Uniform: the bounds are 0 and Infinity"),
            (() => _ = Initialize.Uniform<float>([1], new Random(1), -1e300, 0), "Uniform: the bounds are -1E+300 and 0; give finite"),
            (() => _ = Initialize.Normal<float>([1], new Random(1), double.PositiveInfinity), "Normal: the standard deviation is Infinity"),
            (() => _ = new ExponentialDistribution<double>(0), "ExponentialDistribution: rate is 0 at position 0"),
            (() => _ = new GammaDistribution<double>(-1, 1), "GammaDistribution: concentration is -1"),
            (() => _ = new GammaDistribution<double>(1, 0), "GammaDistribution: rate is 0"),
            (() => _ = new BetaDistribution<double>(0, 1), "BetaDistribution: a is 0"),
            (() => _ = new BetaDistribution<double>(1, 0), "BetaDistribution: b is 0"),
            (() => _ = new StudentTDistribution<double>(0, 0, 1), "StudentTDistribution: degreesOfFreedom is 0"),
            (() => _ = new StudentTDistribution<double>(1, 0, 0), "StudentTDistribution: scale is 0"),
            (() => _ = new DirichletDistribution<double>(new[] { 1.0, 0 }), "DirichletDistribution: concentration is 0 at position 1"),
            (() => new ExponentialDistribution<double>(1).LogProbability(-1), "ExponentialDistribution.LogProbability: value is -1"),
            (() => new GammaDistribution<double>(1, 1).LogProbability(-1), "GammaDistribution.LogProbability: value is -1"),
            (() => new BetaDistribution<double>(1, 1).LogProbability(1.5), "BetaDistribution.LogProbability: value is 1.5 at position 0"),
            (() => new DirichletDistribution<double>(new[] { 1.0, 1 }).LogProbability(new[] { -0.5, 1.5 }),
                "DirichletDistribution.LogProbability: value is -0.5 at position 0; each must be from 0 to 1"),
        })
        {
            Should.Throw<ArgumentOutOfRangeException>(make).Message.ShouldContain(message);
        }

        foreach (var (make, message) in new (Action, string)[]
        {
            (() => _ = new UniformDistribution<double>(Ones(2), 2 * Ones(3)), "UniformDistribution: the lower end has shape (2)"),
            (() => _ = new GammaDistribution<double>(Ones(2), Ones(3)), "GammaDistribution: the concentration has shape (2)"),
            (() => _ = new BetaDistribution<double>(Ones(2), Ones(3)), "BetaDistribution: the parameter a has shape (2)"),
            (() => _ = new StudentTDistribution<double>(Ones(2), Ones(3), Ones(3)),
                "StudentTDistribution: the degrees of freedom has shape (2)"),
            (() => _ = new DirichletDistribution<double>(Ones()), "DirichletDistribution: the concentration has shape ()"),
            (() => new GammaDistribution<double>(Ones(2), 1).LogProbability(1), "GammaDistribution.LogProbability: the value has shape ()"),
            (() => new BetaDistribution<double>(Ones(2), 1).KullbackLeibler(new(Ones(3), 1)), "BetaDistribution.KullbackLeibler"),
        })
        {
            Should.Throw<ShapeException>(make).Message.ShouldContain(message);
            using var origins = Origins.Capture();
            Should.Throw<ShapeException>(make).Message.ShouldContain("made at DistributionBadInputTests.cs:");
        }

        foreach (var sample in new Action[]
        {
            () => new GammaDistribution<double>(1, 1).Sample(null!), () => new UniformDistribution<double>(0, 1).Sample(null!),
            () => new ExponentialDistribution<double>(1).Sample(null!), () => new BetaDistribution<double>(1, 1).Sample(null!),
            () => new StudentTDistribution<double>(1, 0, 1).Sample(null!), () => new DirichletDistribution<double>(Ones(2)).Sample(null!),
        })
        {
            Should.Throw<ArgumentNullException>(sample);
        }

        foreach (var (name, sample) in new (string, Func<Node<double>>)[]
        {
            ("Gamma", () => new GammaDistribution<double>(1, 1).Sample(new Random(1))),
            ("Uniform", () => new UniformDistribution<double>(0, 1).Sample(new Random(1))),
            ("Exponential", () => new ExponentialDistribution<double>(1).Sample(new Random(1))),
            ("Beta", () => new BetaDistribution<double>(1, 1).Sample(new Random(1))),
            ("StudentT", () => new StudentTDistribution<double>(1, 0, 1).Sample(new Random(1))),
            ("Dirichlet", () => new DirichletDistribution<double>(Ones(2)).Sample(new Random(1))),
        })
        {
            Should.Throw<ReplayException>(() => Replay.Of<double>(() => [sample()])).Message
                .ShouldContain($"{name}Distribution: cannot be replayed: its random numbers");
        }
    }

    [Test]
    public void Parameters_whose_shapes_do_not_fit_are_named()
    {
        Should.Throw<ShapeException>(() => new NormalDistribution<double>(Ones(2), Ones(3))).Message
            .ShouldContain("NormalDistribution: the mean has shape (2) and the standard deviation has shape (3)");
        Should.Throw<ShapeException>(() => new LaplaceDistribution<double>(Ones(2), Ones(3))).Message
            .ShouldContain("LaplaceDistribution: the location has shape (2) and the scale has shape (3)");
        Should.Throw<ShapeException>(() => new CategoricalDistribution<double>(Ones())).Message
            .ShouldContain("CategoricalDistribution: the logits have shape ()");
        Should.Throw<ShapeException>(() => new CategoricalDistribution<double>(Ones(3, 0))).Message.ShouldContain("(3, 0)");
        Should.Throw<ShapeException>(() => new MixtureOfNormalsDistribution<double>(Ones(2), Ones(3), Ones(3))).Message
            .ShouldContain("MixtureOfNormalsDistribution: logits has shape (2)");
        Should.Throw<ShapeException>(() => new MixtureOfNormalsDistribution<double>(Ones(2), Ones(2), Ones(3))).Message
            .ShouldContain("means has shape (2)");
        Should.Throw<ShapeException>(() => new MixtureOfNormalsDistribution<double>(Ones(2, 1), Ones(2, 3), Ones(3))).Message
            .ShouldContain("the logits have shape (2, 1), the means (2, 3) and the standard deviations (3); "
                + "the last axis must hold the components");
        Should.Throw<ShapeException>(() => new MixtureOfNormalsDistribution<double>(Ones(), Ones(), Ones())).Message
            .ShouldContain("the last axis must hold the components");
    }

    [Test]
    public void A_factor_that_is_not_one_is_named()
    {
        Should.Throw<ShapeException>(() => new MultivariateNormalDistribution<double>(Ones(2), Ones(2, 3))).Message
            .ShouldContain("MultivariateNormalDistribution: the mean has shape (2) and the Cholesky factor (2, 3)");
        Should.Throw<ShapeException>(() => new MultivariateNormalDistribution<double>(Ones(3), Ones(2, 2))).Message.ShouldContain("(3)");
        Should.Throw<ShapeException>(() => new MultivariateNormalDistribution<double>(Ones(), Ones(2, 2))).Message
            .ShouldContain("give a mean (..., d)");
        Should.Throw<ShapeException>(() => new MultivariateNormalDistribution<double>(Ones(2), Ones(2))).Message
            .ShouldContain("a factor (..., d, d)");
        Should.Throw<ShapeException>(() => new MultivariateNormalDistribution<double>(Ones(3, 2), Identity(2, 2, 2))).Message
            .ShouldContain("the mean of shape (3, 2), without its vectors, has shape (3) and "
                + "the Cholesky factor of shape (2, 2, 2), without its matrices, has shape (2)");
        Should.Throw<ArgumentOutOfRangeException>(() => new MultivariateNormalDistribution<double>(Ones(2), Ones(2, 2))).Message
            .ShouldContain("the Cholesky factor of shape (2, 2) has 1 at (0, 1); above the diagonal it must be 0");
        Should.Throw<ArgumentOutOfRangeException>(
            () => new MultivariateNormalDistribution<double>(Ones(2), Node.Constant(new double[,] { { 1, 0 }, { 1, -3 } }))).Message
            .ShouldContain("has -3 at (1, 1); its diagonal must be above 0");
        Should.Throw<ArgumentOutOfRangeException>(
            () => new MultivariateNormalDistribution<double>(Ones(1), Node.Constant(new NdArray<double>([2, 1, 1], 1, 0)))).Message
            .ShouldContain("has 0 at (0, 0) of matrix 1");
    }

    [Test]
    public void A_value_that_is_not_a_sample_is_named()
    {
        Should.Throw<ShapeException>(() => new NormalDistribution<double>(Ones(5), 1.0).LogProbability(Ones(5, 1))).Message
            .ShouldContain("NormalDistribution.LogProbability: the value has shape (5, 1) and a sample of this distribution has shape (5)");
        Should.Throw<ShapeException>(() => new LaplaceDistribution<double>(Ones(5), 1.0).LogProbability(0.0)).Message
            .ShouldContain("LaplaceDistribution.LogProbability");
        Should.Throw<ShapeException>(() => new BernoulliDistribution<double>(Ones(5)).LogProbability(Ones(1))).Message
            .ShouldContain("BernoulliDistribution.LogProbability");
        Should.Throw<ShapeException>(() => new MixtureOfNormalsDistribution<double>(Ones(5, 2), Ones(2), 1.0)
            .LogProbability(Ones(2))).Message.ShouldContain("MixtureOfNormalsDistribution.LogProbability");
        Should.Throw<ShapeException>(
            () => new MultivariateNormalDistribution<double>(Ones(2), Identity(2, 2)).LogProbability(Ones(3))).Message
            .ShouldContain("MultivariateNormalDistribution.LogProbability: the value has shape (3)");
        Should.Throw<ArgumentOutOfRangeException>(
            () => new BernoulliDistribution<double>(0.0).LogProbability(Node.Constant([1.0, 0, 1.5]))).Message
            .ShouldContain("BernoulliDistribution.LogProbability: value is 1.5 at position 2; each must be from 0 to 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new BernoulliDistribution<double>(0.0).LogProbability(-1.0)).Message
            .ShouldContain("value is -1 at position 0");
    }

    [Test]
    public void Labels_out_of_range_or_of_the_wrong_count_are_named()
    {
        var categorical = new CategoricalDistribution<double>(Ones(2, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => categorical.LogProbability([0, 3])).Message
            .ShouldContain("CategoricalDistribution.LogProbability, labels: index 3 at position 1 is outside the 3 classes");
        Should.Throw<ArgumentOutOfRangeException>(() => categorical.LogProbability([-1, 0])).Message
            .ShouldContain("index -1 at position 0");
        Should.Throw<ShapeException>(() => categorical.LogProbability([0])).Message
            .ShouldContain("CategoricalDistribution.LogProbability: 1 labels for logits of shape (2, 3)");
        Should.Throw<ShapeException>(() => categorical.LogProbability([0, 1], [3])).Message
            .ShouldContain("a batch of shape (3); give one label for each of 6 rows");
    }

    [Test]
    public void Logits_without_probabilities_cannot_be_drawn_from()
    {
        foreach (var bad in new[] { double.NaN, double.NegativeInfinity, double.PositiveInfinity })
        {
            Should.Throw<InvalidOperationException>(
                () => new CategoricalDistribution<double>(Node.Constant(NdArray.Full<double>([1, 2], bad))).Sample(new Random(1))).Message
                .ShouldContain("CategoricalDistribution.Sample: row 0 of the logits of shape (1, 2)");
        }
    }

    [Test]
    public void Pairs_of_distributions_that_do_not_fit_are_named()
    {
        Should.Throw<ShapeException>(() => new NormalDistribution<double>(Ones(5), 1.0).KullbackLeibler(new(Ones(5, 1), 1.0))).Message
            .ShouldContain("NormalDistribution.KullbackLeibler: samples of the first distribution "
                + "have shape (5) and those of the second (5, 1)");
        Should.Throw<ShapeException>(() => new LaplaceDistribution<double>(Ones(5), 1.0).KullbackLeibler(new(Ones(4), 1.0))).Message
            .ShouldContain("LaplaceDistribution.KullbackLeibler");
        Should.Throw<ShapeException>(() => new BernoulliDistribution<double>(Ones(5)).KullbackLeibler(new(Ones(4)))).Message
            .ShouldContain("BernoulliDistribution.KullbackLeibler");
        Should.Throw<ShapeException>(() => new CategoricalDistribution<double>(Ones(5, 2)).KullbackLeibler(new(Ones(5, 3)))).Message
            .ShouldContain("CategoricalDistribution.KullbackLeibler");
        Should.Throw<ShapeException>(
            () => new MultivariateNormalDistribution<double>(Ones(2), Identity(2, 2)).KullbackLeibler(new(Ones(3), Identity(3, 3)))).Message
            .ShouldContain("MultivariateNormalDistribution.KullbackLeibler");
    }

    [Test]
    public void Bad_arguments_of_the_score_function_are_named()
    {
        Should.Throw<ShapeException>(() => ScoreFunction.Surrogate(Ones(5, 3), Ones(5))).Message
            .ShouldContain("ScoreFunction.Surrogate: the log-probabilities have shape (5, 3) and the costs (5)");
        Should.Throw<ShapeException>(() => ScoreFunction.Surrogate(Ones(5), Ones(5), Ones(1))).Message
            .ShouldContain("the baseline has shape (1) and the costs (5)");
        Should.Throw<ShapeException>(() => ScoreFunction.Surrogate(Ones(0), Ones(0))).Message.ShouldContain("ScoreFunction.Surrogate");
        Should.Throw<ShapeException>(() => ScoreFunction.BestConstantBaseline(Ones(5), Ones(3, 5))).Message
            .ShouldContain("ScoreFunction.BestConstantBaseline: the costs have shape (5) and the scores (3, 5)");
        Should.Throw<ShapeException>(() => ScoreFunction.BestConstantBaseline(Ones(), Ones())).Message.ShouldContain("(samples)");
        Should.Throw<ArgumentOutOfRangeException>(() => new MovingAverageBaseline<double>(1)).Message
            .ShouldContain("MovingAverageBaseline: decay is 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new MovingAverageBaseline<double>(double.NaN));
        Should.Throw<ShapeException>(() => new MovingAverageBaseline<double>().Update(Ones(0))).Message
            .ShouldContain("nothing has no mean");
    }

    private static Node<double> Ones(params int[] shape) => new Parameter<double>(NdArray.Ones<double>(new Shape(shape)));

    private static Node<double> Identity(params int[] shape)
    {
        var (next, d) = (0, shape[^1]);
        return Node.Constant(NdArray.Generate<double>(new Shape(shape), () => next++ % (d * d) % (d + 1) == 0 ? 1 : 0));
    }

    [Test]
    public void More_samples_than_an_array_holds_are_refused_by_name()
    {
        var rows = Node.Constant(NdArray.Zeros<double>([8, 2]));
        Shape batch = [1 << 29];
        Should.Throw<ShapeException>(() => new CategoricalDistribution<double>(rows).Sample(new Random(1), batch)).Message
            .ShouldContain("(536870912, 8)");
        Should.Throw<ShapeException>(() => new BernoulliDistribution<double>(rows).Sample(new Random(1), batch));
        Should.Throw<ShapeException>(() => new NormalDistribution<double>(rows, 1).Sample(new Random(1), batch));
        Should.Throw<ShapeException>(() => new LaplaceDistribution<double>(rows, 1).Sample(new Random(1), batch));
        Should.Throw<ShapeException>(() => new MixtureOfNormalsDistribution<double>(rows, rows, 1).Sample(new Random(1), batch));
    }
}
