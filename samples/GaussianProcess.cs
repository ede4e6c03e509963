#:project ../src/Ops/Ops.csproj
#:include shared/Picture.cs
#:package ScottPlot

// Regression by a Gaussian process. How fast the function varies, how far and how noisy the measurements are is found by L-BFGS: it
// maximizes the likelihood of the measurements, with gradients through a Cholesky factor.
//   dotnet run -c Release samples/GaussianProcess.cs

using Autograd;
using MathNet.Numerics.Optimization;
using ScottPlot;

const int Measurements = 80;
var picture = new Picture(args, columns: 3, width: 440);

// Seeds 1 to 10 find a noise of 0.181 to 0.217 and have 92 to 100 % of the function in the band; the mean misses it by 0.13 to 0.40.
var random = new Random(1);

// A function drawn from a process that is known, measured with noise at some places; between 4 and 6 nobody has looked.
var truth = new Settings(Length: 0.8, Height: 1.5, Noise: 0.2);
Node<double> places = Initialize.Uniform<double>([Measurements], random, 0, 8);
var x = places + (2 * (places > 4));
Node<double> grid = NdArray.Linspace<double>(0, 10, 201);
var everywhere = Node.Concat([x, grid]);
var similar = Kernel(everywhere, everywhere, truth.Length, truth.Height).Cholesky(jitter: 1e-8);
var drawn = new MultivariateNormalDistribution<double>(NdArray.Zeros<double>(everywhere.Shape), similar).Sample(random);
var function = drawn[Measurements..];
var y = new NormalDistribution<double>(drawn[..Measurements], truth.Noise).Sample(random);

// The settings are positive, so their logarithms are sought. They begin far off.
var start = new Settings(Length: 3, Height: 0.5, Noise: 1);
var logLength = new Parameter<double>(Math.Log(start.Length), "length");
var logHeight = new Parameter<double>(Math.Log(start.Height), "height");
var logNoise = new Parameter<double>(Math.Log(start.Noise), "noise");
var path = new List<Settings>();
var objective = new NodeObjective(
    () =>
    {
        path.Add(Current());
        var loss = -LogLikelihood(logLength.Exp(), logHeight.Exp(), logNoise.Exp());
        Console.WriteLine($"evaluation {path.Count,2}: log-likelihood {-loss.Scalar,8:F3} at {path[^1]}");
        return loss;
    },
    [logLength, logHeight, logNoise]);
var before = Predict(start);
var result = objective.Minimize(new LimitedMemoryBfgsMinimizer(1e-6, 1e-10, 1e-12, 5), gradientTolerance: 1e-4);
var found = Current();
var after = Predict(found);
Console.WriteLine(result);

Show("Before: settings as guessed", before);
Show("After: settings of the largest likelihood", after);
ShowPath();
picture.Save(
    $"In {result.Evaluations} evaluations L-BFGS finds {found}, where the truth is {truth}; the function lies in the band of two "
    + $"deviations at {Inside(after):P0} of the places, and the root mean square of what the mean misses is {Miss(after):F2}, before "
    + $"{Miss(before):F2}.");

Settings Current() => new(Math.Exp(logLength.Scalar), Math.Exp(logHeight.Scalar), Math.Exp(logNoise.Scalar));

// How alike the values at two places are: much when they are close.
Node<double> Kernel(Node<double> a, Node<double> b, Node<double> length, Node<double> height) =>
    height.Square() * (-0.5 * ((a.ExpandDims(1) - b.ExpandDims(0)) / length).Square()).Exp();

Node<double> Covariance(Node<double> length, Node<double> height, Node<double> noise) =>
    Kernel(x, x, length, height) + (noise.Square() * Node.Constant(NdArray.Eye<double>(Measurements)));

Node<double> LogLikelihood(Node<double> length, Node<double> height, Node<double> noise) =>
    new MultivariateNormalDistribution<double>(NdArray.Zeros<double>([Measurements]), Covariance(length, height, noise).Cholesky())
        .LogProbability(y);

// Mean and deviation of the function at the places of the grid, given the measurements.
(Node<double> Mean, Node<double> Deviation) Predict(Settings at)
{
    var cross = Kernel(x, grid, at.Length, at.Height);
    var factor = Covariance(at.Length, at.Height, at.Noise).Cholesky();
    var whitened = factor.TriangularSolve(cross);
    var mean = whitened.MatMul(factor.TriangularSolve(y.Reshape([-1, 1])), transposeX: true);
    return (mean.Reshape([-1]), ((at.Height * at.Height) - whitened.Square().Sum(0)).Maximum(0).Sqrt());
}

double Inside((Node<double> Mean, Node<double> Deviation) band) =>
    ((function - band.Mean).Abs() <= (2 * band.Deviation)).Mean().Scalar;

double Miss((Node<double> Mean, Node<double> Deviation) band) => (function - band.Mean).Square().Mean().Sqrt().Scalar;

void Show(string title, (Node<double> Mean, Node<double> Deviation) band)
{
    var panel = picture.Panel(title, "x", "y");
    var places = grid.Value.ToArray();
    var (low, high) = (band.Mean - (2 * band.Deviation), band.Mean + (2 * band.Deviation));
    panel.Band(places, low.Value.ToArray(), high.Value.ToArray());
    panel.Line(places, function.Value.ToArray(), "function", dashed: true);
    panel.Line(places, band.Mean.Value.ToArray(), "mean and two deviations");
    panel.Dots(x.Value.ToArray(), y.Value.ToArray(), "measured");

    // With room for the legend.
    panel.Plot.Axes.SetLimitsY(y.Min().Scalar - 1, y.Max().Scalar + 2);
    panel.Legend(Alignment.UpperRight);
}

// The likelihood over length and noise, 60 below the largest and less in white, and the points that L-BFGS has looked at.
void ShowPath()
{
    var side = picture.Short ? 10 : 40;
    var lengths = NdArray.Linspace<double>(Math.Log(0.25), Math.Log(4), side);
    var noises = NdArray.Linspace<double>(Math.Log(1.4), Math.Log(0.07), side);
    var likelihoods = NdArray.FromRows<double>([.. noises.ToArray().Select(noise => lengths.ToArray().Select(Along(noise)).ToArray())]);
    var panel = picture.Panel("Log-likelihood, and the way of L-BFGS", "ln length", "ln noise");
    var map = panel.Map((Node.Constant(likelihoods) + (60 + result.Value)).Maximum(0).Value);
    map.Extent = new(lengths[0], lengths[side - 1], noises[side - 1], noises[0]);
    var way = panel.Line(path.Select(at => Math.Log(at.Length)), path.Select(at => Math.Log(at.Noise)));
    (way.Color, way.MarkerSize) = (new("#d55e00"), 5);
    panel.Plot.Axes.SetLimits(lengths[0], lengths[side - 1], noises[side - 1], noises[0]);

    Func<double, double> Along(double noise) => length => LogLikelihood(Math.Exp(length), found.Height, Math.Exp(noise)).Scalar;
}

/// <summary>Of a process: over which distance the function varies, how far, and how noisy the measurements are.</summary>
internal sealed record Settings(double Length, double Height, double Noise)
{
    public override string ToString() => $"length {Length:F2}, height {Height:F2}, noise {Noise:F3}";
}
