using Autograd;

namespace Ops.Tests;

/// <summary>
/// REINFORCE on three Bernoulli units, whose eight outcomes can be enumerated: the estimate against the exact gradient, and its variance.
/// </summary>
[TestFixture]
public class ScoreFunctionTests
{
    private const int Samples = 100_000;

    private static readonly double[] s_logits = [0.4, -0.9, 1.2];

    // The cost of each outcome y, whose number is y_0 + 2 y_1 + 4 y_2; no cost is small, so that a baseline matters.
    private static readonly double[] s_costs = [5, 7, 6, 9, 4, 8, 10, 3];

    private static IEnumerable<double[]> Outcomes => Enumerable.Range(0, 8).Select(n => new double[] { n & 1, (n >> 1) & 1, n >> 2 });

    [Test]
    public void The_gradient_of_the_surrogate_is_unbiased_with_and_without_a_baseline()
    {
        double[] variances = [];
        foreach (var baseline in new double[] { 0, 6.5 })
        {
            var logits = new Parameter<double>(s_logits);
            var units = new BernoulliDistribution<double>(logits);
            var samples = units.Sample(new Random(11), [Samples]);
            var gradient = ScoreFunction.Surrogate(units.LogProbability(samples).Sum(-1), Costs(samples), baseline).Gradient(logits);
            for (var unit = 0; unit < 3; unit++)
            {
                var (mean, variance) = Exact(unit, baseline);
                mean.ShouldBe(Exact(unit, 0).Mean, 1e-14);
                gradient.Value[unit].ShouldBe(mean, 5 * Math.Sqrt(variance / Samples));
                variances = [.. variances, variance];
            }
        }

        // With the baseline, the variance is less than a fifth of what it was.
        for (var unit = 0; unit < 3; unit++)
        {
            variances[3 + unit].ShouldBeLessThan(variances[unit] / 5);
        }
    }

    [Test]
    public void The_gradient_of_each_sample_has_the_exact_variance_and_less_with_a_baseline()
    {
        var logits = new Parameter<double>(NdArray.FromArray<double>(Repeated(s_logits)));
        var units = new BernoulliDistribution<double>(logits);
        var samples = units.Sample(new Random(12));
        var costs = Costs(samples);
        foreach (var baseline in new double[] { 0, 6.5 })
        {
            var gradients = ScoreFunction.Surrogate(units.LogProbability(samples).Sum(-1), costs, baseline, Reduction.Sum).Gradient(logits);
            for (var unit = 0; unit < 3; unit++)
            {
                var (mean, variance) = Exact(unit, baseline);
                var measured = Enumerable.Range(0, Samples).Average(i => Math.Pow(gradients.Value[i, unit] - mean, 2));
                measured.ShouldBe(variance, 0.03 * variance);
            }
        }
    }

    [Test]
    public void The_best_constant_baseline_has_the_least_variance()
    {
        var logits = new Parameter<double>(NdArray.FromArray<double>(Repeated(s_logits)));
        var units = new BernoulliDistribution<double>(logits);
        var samples = units.Sample(new Random(13));
        var scores = units.LogProbability(samples).Sum().Gradient(logits);
        var best = ScoreFunction.BestConstantBaseline(Costs(samples), scores);

        var (weighted, weights) = (0.0, 0.0);
        foreach (var (outcome, cost) in Outcomes.Zip(s_costs))
        {
            var weight = Probability(outcome) * Enumerable.Range(0, 3).Sum(unit => Math.Pow(Score(outcome, unit), 2));
            (weighted, weights) = (weighted + (weight * cost), weights + weight);
        }

        best.ShouldBe(weighted / weights, 0.03);
        foreach (var other in new[] { -1, -0.3, 0.3, 1 })
        {
            TotalVariance(weighted / weights).ShouldBeLessThan(TotalVariance((weighted / weights) + other));
        }

        // One parameter: E[J s^2] / E[s^2].
        ScoreFunction.BestConstantBaseline<double>(Node.Constant([1.0, 4]), Node.Constant([3.0, -1])).ShouldBe((9 + 4) / 10.0);
        ScoreFunction.BestConstantBaseline<double>(Node.Constant([1.0, 4]), Node.Constant([0.0, 0])).ShouldBe(0);

        static double TotalVariance(double baseline) => Enumerable.Range(0, 3).Sum(unit => Exact(unit, baseline).Variance);
    }

    [Test]
    public void A_categorical_policy_gets_the_exact_gradient_from_its_enumerated_labels()
    {
        var logits = new Parameter<double>(new[] { 0.3, -1, 0.8 });
        var policy = new CategoricalDistribution<double>(logits);
        var costs = new NdArray<double>([3], 2, -1, 4);
        var p = logits.Softmax().Value.ToArray();

        // Each label once, weighted with its probability, is the expectation: d E[J] / d z_k = p_k (J_k - E[J]).
        int[] labels = [0, 1, 2];
        var gradient = ScoreFunction.Surrogate(policy.LogProbability(labels, [3]), costs, 1.5, Reduction.None)
            .Gradient(logits, Node.Constant(p));
        var mean = (2 * p[0]) - p[1] + (4 * p[2]);
        gradient.Value.ToArray().ShouldBe([p[0] * (2 - mean), p[1] * (-1 - mean), p[2] * (4 - mean)], 1e-14);
    }

    [Test]
    public void No_gradient_goes_to_costs_or_baseline()
    {
        var (z, cost, baseline) = (new Parameter<double>(0.3), new Parameter<double>(2), new Parameter<double>(1));
        var gradients = ScoreFunction.Surrogate(z * 3, cost * 2, baseline * 0.5).Backward();
        gradients[z].Scalar.ShouldBe(3 * (4 - 0.5));
        gradients.TryGetValue(cost, out _).ShouldBeFalse();
        gradients.TryGetValue(baseline, out _).ShouldBeFalse();
    }

    [Test]
    public void A_learned_baseline_is_trained_by_its_squared_error_alone()
    {
        // Two contexts with other costs: the baseline learns the mean cost of each.
        var (logits, baseline) = (new Parameter<double>(new[] { 0.4, -0.9 }), new Parameter<double>(new double[2]));
        double[] offsets = [5, -2];
        var units = new BernoulliDistribution<double>(logits);
        var optimizer = new Sgd<double>([baseline], learningRate: 0.2);
        var random = new Random(3);
        for (var step = 0; step < 100; step++)
        {
            var samples = units.Sample(random, [500]);
            var costs = samples + Node.Constant(offsets);
            var baselines = baseline.BroadcastTo(costs.Shape);
            var gradients = (ScoreFunction.Surrogate(
                units.LogProbability(samples), costs, baselines) + baselines.MeanSquaredError(costs)).Backward();
            gradients[baseline].Value.ToArray().ShouldBe(baselines.MeanSquaredError(costs).Gradient(baseline).Value.ToArray());
            optimizer.Step(gradients.Only(optimizer.Parameters));
        }

        for (var context = 0; context < 2; context++)
        {
            baseline.Value[context].ShouldBe(offsets[context] + (1 / (1 + Math.Exp(-logits.Value[context]))), 0.05);
        }
    }

    [Test]
    public void A_moving_average_starts_at_the_first_mean_and_forgets_it()
    {
        var baseline = new MovingAverageBaseline<double>(decay: 0.75);
        baseline.Value.ShouldBe(0);
        baseline.Update(Node.Constant([2.0, 6]));
        baseline.Value.ShouldBe(4);
        baseline.Update(8.0);
        baseline.Value.ShouldBe((0.75 * 4) + (0.25 * 8));
        for (var i = 0; i < 200; i++)
        {
            baseline.Update(-1.0);
        }

        baseline.Value.ShouldBe(-1, 1e-12);
    }

    [Test]
    public void A_moving_average_is_state_of_a_model_and_goes_on_where_it_was_kept()
    {
        var parameters = new ParameterSet<double>();
        var baseline = new MovingAverageBaseline<double>(parameters.Under("baseline"), decay: 0.75);
        parameters.ShouldBeEmpty();
        baseline.Update(Node.Constant([2.0, 6]));
        var kept = parameters.States.Select(state => (state.Key, state.Value.Value)).ToList();

        var resumed = new ParameterSet<double>();
        var other = new MovingAverageBaseline<double>(resumed.Under("baseline"), decay: 0.75);
        foreach (var (path, value) in kept)
        {
            resumed.States[path].Value = value;
        }

        other.Value.ShouldBe(4);
        other.Update(8.0);
        other.Value.ShouldBe((0.75 * 4) + (0.25 * 8));
        var set = new MovingAverageBaseline<double>(decay: 0.75) { Value = 4 };
        set.Update(8.0);
        set.Value.ShouldBe((0.75 * 4) + (0.25 * 8));
    }

    private static Node<double> Costs(Node<double> samples) => Node.Constant(NdArray.Wrap<double>(
        [Samples], [.. Enumerable.Range(0, Samples)
            .Select(i => s_costs[(int)(samples.Value[i, 0] + (2 * samples.Value[i, 1]) + (4 * samples.Value[i, 2]))])]));

    private static double[,] Repeated(double[] row)
    {
        var rows = new double[Samples, row.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i / row.Length, i % row.Length] = row[i % row.Length];
        }

        return rows;
    }

    private static double Sigma(int unit) => 1 / (1 + Math.Exp(-s_logits[unit]));

    private static double Probability(double[] outcome) =>
        outcome.Select((y, unit) => y == 1 ? Sigma(unit) : 1 - Sigma(unit)).Aggregate((p, q) => p * q);

    private static double Score(double[] outcome, int unit) => outcome[unit] - Sigma(unit);

    // Mean and variance of (J - b) d ln p / d logit, by enumeration.
    private static (double Mean, double Variance) Exact(int unit, double baseline)
    {
        var (mean, square) = (0.0, 0.0);
        foreach (var (outcome, cost) in Outcomes.Zip(s_costs))
        {
            var estimate = (cost - baseline) * Score(outcome, unit);
            mean += Probability(outcome) * estimate;
            square += Probability(outcome) * estimate * estimate;
        }

        return (mean, square - (mean * mean));
    }
}
