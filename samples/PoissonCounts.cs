#:project ../src/Ops/Ops.csproj
#:include shared/Picture.cs
#:package ScottPlot

// Counts whose rate grows as e^(b + a x): the loss of the Poisson distribution weighs each count by how far it can be trusted, the squared
// error all alike. Both are fitted to many sets of counts at once, to see how far their answers are spread.
//   dotnet run -c Release samples/PoissonCounts.cs

using Autograd;
using MathNet.Numerics.Distributions;
using ScottPlot;
using ScottPlot.Statistics;

const int Count = 100;
const int Steps = 2000;
const int Seed = 1;
const double Slope = 1.5;
var picture = new Picture(args, columns: 2, width: 560);
var sets = picture.Short ? 100 : 400;
var random = new Random(Seed);
Node<double> x = NdArray.Linspace<double>(-2, 2, Count);
var truth = (0.3 + (Slope * x)).Exp();
Node<double> counts = new NdArray<double>(
    [sets, Count],
    [.. Enumerable.Range(0, sets).SelectMany(_ => truth.Value.ToArray().Select(rate => (double)Poisson.Sample(random, rate)))]);

var poisson = Fit("Poisson", z => z.PoissonNll(counts, Reduction.Sum));
var squared = Fit("squared error", z => z.Exp().MeanSquaredError(counts, Reduction.Sum));

// No unbiased estimate is less spread than by the inverse of the Fisher information, the sum of rate (1, x)(1, x)'.
var design = Node.Stack([(0 * x) + 1, x], axis: -1);
var least = Math.Sqrt((design * truth.ExpandDims(1)).MatMul(design, transposeX: true).Inverse().Value[1, 1]);

var data = picture.Panel($"The first {Count} counts", "x", "count");
data.Dots(x.Value.ToArray(), counts.Value.ToArray()[..Count], "counts");
Draw("Poisson", poisson);
Draw("squared error", squared);
var line = data.Line(x.Value.ToArray(), truth.Value.ToArray(), "true rate", dashed: true);
line.Color = Colors.Black;
data.Legend(Alignment.UpperLeft);
var slopes = picture.Panel($"Slopes from {sets} sets of counts", "slope a", "sets");
foreach (var (name, (all, _)) in ((string, (double[], double[]))[])[("Poisson", poisson), ("squared error", squared)])
{
    var histogram = Histogram.WithBinCount(16, 1.1, 1.9);
    histogram.AddRange(all);
    var half = (histogram.Bins[1] - histogram.Bins[0]) / 2;
    slopes.Line(histogram.Bins.Select(edge => edge + half), histogram.Counts, name);
}

slopes.Plot.Axes.Margins(bottom: 0);
slopes.Legend(Alignment.UpperRight);
var (mean, spread) = Spread(poisson.Slopes);
var spreadSquared = Spread(squared.Slopes).Deviation;
picture.Save(
    $"The Poisson loss finds the slope {Slope} as {mean:F3} ± {spread:F4}, where the least possible is {least:F4}; the squared error "
    + $"± {spreadSquared:F4}.");

static (double Mean, double Deviation) Spread(double[] numbers)
{
    var node = Node.Constant(numbers);
    return (node.Mean().Scalar, node.StandardDeviation(correction: 1).Scalar);
}

void Draw(string name, (double[] Slopes, double[] Heights) fit) =>
    data.Line(x.Value.ToArray(), (fit.Heights[0] + (fit.Slopes[0] * x)).Exp().Value.ToArray(), name);

(double[] Slopes, double[] Heights) Fit(string name, Func<Node<double>, Node<double>> loss)
{
    var a = new Parameter<double>(NdArray.Ones<double>([sets, 1]), "a");
    var b = new Parameter<double>(NdArray.Zeros<double>([sets, 1]), "b");
    var optimizer = new Adam<double>([a, b], learningRate: 0.05);
    var rate = Schedule.Cosine(0.05, Steps);
    var replay = Replay.OfLoss(() => loss((a * x) + b));
    for (var step = 1; step <= Steps; step++)
    {
        replay.Run();
        optimizer.LearningRate = rate(step);
        optimizer.Step(replay.Gradients);
        if (step % 500 == 0)
        {
            Console.WriteLine($"{name}, step {step}: loss {replay.Loss.Scalar / counts.Shape.Size:F4}");
        }
    }

    return (a.Value.ToArray(), b.Value.ToArray());
}
