#:project ../src/Ops/Ops.csproj
#:include shared/DigitImages.cs
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// Gradients through units that are 0 or 1 by chance: none goes through a drawn number, but REINFORCE weighs the gradient of its
// log-probability by the cost that it led to. A baseline, subtracted from the cost, leaves the mean of this estimate alone and lowers its
// variance. Gaussian units, whose noise does not depend on the parameters, let the gradient through, which varies far less.
//   dotnet run -c Release samples/Reinforce.cs

using Autograd;
using ScottPlot;
using static Estimate;

var picture = new Picture(args, columns: 2, width: 620, height: 500);
var (epochs, draws) = picture.Short ? (4, 30) : (30, 100);

// With seeds 1 to 5 the best constant leaves 5 to 6 % of the variance after the first epoch and 72 to 77 % after the last, a moving average
// 5 to 6 % and 73 to 80 %, a learned baseline 6 to 8 % and 60 to 70 %; reparametrized noise leaves 0.20 to 0.49 %.
const int Seed = 1;
var (images, digits) = DigitImages.Load<float>();
var split = DataSplit.Stratified(digits, new Random(Seed), test: 0.2);
var (unseen, labels) = (images.Gather(split.Test), digits.Gather(split.Test));
var costs = picture.Panel("Learning by each estimate", "epoch", "cost of unseen digits, nats");
var variances = picture.Panel("How much each estimate varies along the way", "epoch", "variance of the gradient", logarithmic: true);

foreach (var estimate in new[] { NoBaseline, BestConstant, MovingAverage })
{
    Learn(gaussian: false, estimate, []);
}

// All estimates of one gradient are compared on one way: that of the learned baseline, and for Gaussian units that of the gradient itself.
var bernoulli = Learn(gaussian: false, LearnedBaseline, [NoBaseline, BestConstant, MovingAverage, LearnedBaseline]);
Learn(gaussian: true, NoBaseline, []);
var gaussian = Learn(gaussian: true, Reparametrized, [NoBaseline, Reparametrized]);

costs.WholeNumbers();
costs.Legend(Alignment.UpperRight);
variances.WholeNumbers();
variances.Plot.Axes.SetLimitsY(-4, 1);
variances.Legend(Alignment.UpperRight);
var (none, learned) = (bernoulli[NoBaseline][^1], bernoulli[LearnedBaseline][^1]);
var chance = Math.Sqrt((none.Mean - learned.Mean).Square().Sum().Scalar / ((none.Variance + learned.Variance) / draws));
var through = gaussian[Reparametrized][^1].Variance / gaussian[NoBaseline][^1].Variance;
picture.Save(
    $"Of REINFORCE's variance without a baseline the best constant, a moving average and a learned one leave {Left(0)} after the first "
    + $"epoch, {Left(epochs - 1)} after the last, where the means with and without it differ by {chance:F2} times what chance makes them; "
    + $"of that for Gaussian units reparametrized noise leaves {through:P2}.");

string Left(int epoch) => string.Join(
    ", ",
    new[] { BestConstant, MovingAverage, LearnedBaseline }
        .Select(estimate => $"{bernoulli[estimate][epoch].Variance / bernoulli[NoBaseline][epoch].Variance:P0}"));

// Trains by an estimate, and measures others after each epoch.
Dictionary<Estimate, List<Moments>> Learn(bool gaussian, Estimate by, Estimate[] measured)
{
    var network = new Network(gaussian, Seed);
    string Name(Estimate estimate) => $"{(gaussian ? "Gaussian" : "Bernoulli")}, {Words(estimate)}";
    var batches = Batches.Of(images.Gather(split.Training), digits.Gather(split.Training), size: 32, new Random(Seed));
    var optimizer = new Adam<float>(network.Parameters, 0.01);
    var learnt = new List<double>();
    var moments = measured.ToDictionary(estimate => estimate, _ => new List<Moments>());
    foreach (var epoch in optimizer.Epochs(batches, batch => network.Loss(batch.X, batch.Labels, by).Loss, epochs))
    {
        learnt.Add(Enumerable.Range(0, 10).Average(_ => network.Costs(unseen, labels).Mean().Scalar));
        foreach (var (estimate, list) in moments)
        {
            list.Add(Measure(network, estimate));
        }

        if (epoch.Epoch == 1 || epoch.Epoch == epochs)
        {
            Console.WriteLine(
                $"{Name(by)}: cost {learnt[^1]:F3} after epoch {epoch.Epoch}"
                + string.Concat(moments.Select(pair => $", {Words(pair.Key)} {pair.Value[^1].Variance:E1}")));
        }
    }

    costs.Line(Enumerable.Range(1, epochs), learnt, Name(by));
    foreach (var (estimate, list) in moments)
    {
        variances.Line(Enumerable.Range(1, epochs), list.Select(at => at.Variance), Name(estimate));
    }

    return moments;
}

// Mean and variance, over many draws for the same images, of the gradient by the logits; the variances of all of them added up.
Moments Measure(Network network, Estimate estimate)
{
    // Baselines that go by earlier costs see some of these images first.
    network.Loss(unseen, labels, estimate);
    Node<float> sum = 0, squares = 0;
    for (var draw = 0; draw < draws; draw++)
    {
        var (loss, logits) = network.Loss(unseen, labels, estimate);
        var gradient = loss.Gradient(logits);
        (sum, squares) = (sum + gradient, squares + gradient.Square());
    }

    return new(sum / draws, (squares - (sum.Square() / draws)).Sum().Scalar / (draws - 1));
}

static string Words(Estimate estimate) => estimate switch
{
    NoBaseline => "no baseline",
    BestConstant => "best constant",
    MovingAverage => "moving average",
    LearnedBaseline => "learned baseline",
    _ => "reparametrized",
};

/// <summary>How the gradient is estimated.</summary>
internal enum Estimate
{
    NoBaseline,
    BestConstant,
    MovingAverage,
    LearnedBaseline,
    Reparametrized,
}

/// <summary>Of an estimate.</summary>
internal sealed record Moments(Node<float> Mean, double Variance);

/// <summary>Digits are named by 32 units between them and the ten classes, drawn anew each time.</summary>
internal sealed class Network
{
    private readonly bool _gaussian;
    private readonly Random _random;
    private readonly Dense _units;
    private readonly Dense _classes;
    private readonly Perceptron _guess;
    private readonly MovingAverageBaseline<float> _average;
    private float _constant;

    public Network(bool gaussian, int seed)
    {
        (_gaussian, _random) = (gaussian, new Random(seed));
        _units = new(Parameters.Under("units"), 64, 32, _random);
        _classes = new(Parameters.Under("classes"), 32, 10, _random);
        _guess = new(Parameters.Under("guess"), [64, 32, 1], h => h.Relu(), _random);
        _average = new(Parameters.Under("average"));
    }

    public ParameterSet<float> Parameters { get; } = new();

    /// <summary>What each image costs with units that are drawn for it.</summary>
    public Node<float> Costs(Node<float> x, IntList labels) => CostsOf(Draw(_units.Apply(x)).Units, labels);

    /// <summary>What has the estimate as its gradient, and the logits of the units.</summary>
    public (Node<float> Loss, Node<float> Logits) Loss(Node<float> x, IntList labels, Estimate estimate)
    {
        var logits = _units.Apply(x);
        var (units, logProbability) = Draw(logits);
        var guesses = _guess.Apply(x).Reshape([-1]);
        if (estimate == Reparametrized)
        {
            // Through the units to the logits.
            var through = CostsOf(units, labels);
            return (through.Mean() + guesses.MeanSquaredError(through.StopGradient()), logits);
        }

        var drawn = units.StopGradient();
        var costs = CostsOf(drawn, labels);
        var ofDrawn = logProbability(drawn).Sum(1);
        Node<float>? baseline = estimate switch
        {
            BestConstant => _constant,
            MovingAverage => _average.Value,
            LearnedBaseline => guesses,
            _ => null,
        };

        // From these costs baselines learn for the next ones.
        _average.Update(costs);
        if (estimate == BestConstant)
        {
            _constant = ScoreFunction.BestConstantBaseline(costs, ofDrawn.Sum().Gradient(logits));
        }

        return (ScoreFunction.Surrogate(ofDrawn, costs, baseline) + costs.Mean() + guesses.MeanSquaredError(costs.StopGradient()), logits);
    }

    private (Node<float> Units, Func<Node<float>, Node<float>> LogProbability) Draw(Node<float> logits)
    {
        if (_gaussian)
        {
            var normal = new NormalDistribution<float>(logits, 1);
            return (normal.SampleReparameterized(_random), normal.LogProbability);
        }

        var bernoulli = new BernoulliDistribution<float>(logits);
        return (bernoulli.Sample(_random), bernoulli.LogProbability);
    }

    private Node<float> CostsOf(Node<float> units, IntList labels) => _classes.Apply(units).SoftmaxCrossEntropy(labels, Reduction.None);
}
