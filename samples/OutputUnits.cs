#:project ../src/Ops/Ops.csproj
#:include shared/DigitImages.cs
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// Three losses for the same network of sigmoids that names images: squared error, binary and categorical cross-entropy.
//   dotnet run -c Release samples/OutputUnits.cs                      on 1,797 digits of 8 x 8 pixels
//   dotnet run -c Release samples/OutputUnits.cs -- --data FOLDER     on files of MNIST or Fashion-MNIST, as they are published
// The squared error learns slowly at first, where its sigmoids are flat; and nothing holds the sum of its ten outputs at 1.

using System.Diagnostics;
using Autograd;
using ScottPlot;

const int Classes = 10;
const int Batch = 10;
const int Epochs = 10;

// On the digits, seeds 1 to 5 reach 90 % by categorical cross-entropy in epoch 2 or 3, by squared error in epoch 7 or 8.
const int Seed = 1;
var picture = new Picture(args, rows: 2, columns: 3, width: 440, height: 340);
var folder = Array.IndexOf(args, "--data") is var at and >= 0 ? args[at + 1] : null;
var data = folder is null ? Digits() : Mnist(folder);
var oneHot = Node.OneHot<float>(data.Labels, Classes).Value;
var side = (int)Math.Sqrt(data.Images.Shape[1]);
Console.WriteLine($"{data.Labels.Count} images of {side} x {side} pixels to learn from, {data.TestLabels.Count} to test on");

// One rate for all three losses: MNIST has forty times the steps in an epoch.
var rate = folder is null ? 0.5 : 0.1;
var squared = Train("squared error", (z, y) => 0.5 * (z.Sigmoid() - y).SumOfSquares() / Batch);
var binary = Train("binary cross-entropy", (z, y) => z.SigmoidCrossEntropy(y, reduction: Reduction.Sum) / Batch);
var categorical = Train("categorical cross-entropy", (z, y) => -(y * z.LogSoftmax()).Sum() / Batch);

var curves = picture.Panel("Accuracy after each epoch", "epoch", "test images named rightly, %");
foreach (var run in (Run[])[squared, binary, categorical])
{
    curves.Line(Enumerable.Range(1, Epochs), run.Accuracies.Select(share => 100 * share), run.Name);
}

curves.WholeNumbers();
curves.Legend(Alignment.LowerRight);

var outputs = squared.Logits(data.TestImages).Sigmoid();
var sums = outputs.Sum(1).Value.ToArray();
var (first, least) = (0, Array.IndexOf(sums, sums.Min()));
Show("The first test image", first);
var spread = picture.Panel("Sums of the ten sigmoids, squared error", "sum of the outputs", "test images");
spread.Plot.Add.Histogram(ScottPlot.Statistics.Histogram.WithBinCount(40, sums.Select(sum => (double)sum)));
spread.Plot.Axes.Margins(bottom: 0);
Show("The one with the least sum", least);

// The highest step that all reach, 90 % if they do.
var level = Math.Min(90, 5 * (int)(20 * new[] { squared, binary, categorical }.Min(run => run.Accuracies.Max())));
var near = sums.Count(sum => Math.Abs(sum - 1) < 0.1);
picture.Save(
    $"{level} % are reached by squared error in epoch {Reached(squared)}, by binary cross-entropy in epoch {Reached(binary)}, by "
    + $"categorical cross-entropy in epoch {Reached(categorical)}; the ten sigmoids of squared error add up to {sums.Min():F2} to "
    + $"{sums.Max():F2}, within 0.1 of 1 for {(double)near / sums.Length:P0} of the images.");

int Reached(Run run) => 1 + run.Accuracies.FindIndex(share => 100 * share >= level);

// One step is recorded and run again on each batch.
Run Train(string name, Func<Node<float>, Node<float>, Node<float>> loss)
{
    var random = new Random(Seed);
    var parameters = new ParameterSet<float>();
    var network = new Perceptron(parameters, [side * side, 30, Classes], h => h.Sigmoid(), random);
    var optimizer = new Sgd<float>(parameters, rate);
    var batches = Batches.Of(data.Images, oneHot, Batch, random, dropLast: true);
    Node<float> x = NdArray.Zeros<float>([Batch, side * side]);
    Node<float> y = NdArray.Zeros<float>([Batch, Classes]);
    var replay = Replay.OfLoss(() => loss(network.Apply(x), y));
    var accuracies = new List<double>();
    var start = Stopwatch.GetTimestamp();
    foreach (var epoch in TrainingLoop.Epochs(batches, Step, Epochs))
    {
        var time = Stopwatch.GetElapsedTime(start);
        accuracies.Add(ConfusionMatrix.Of(network.Apply(data.TestImages).ArgMax(1), data.TestLabels, Classes).Accuracy);
        Console.WriteLine($"{name,-25}  epoch {epoch.Epoch,2}: {accuracies[^1]:P2} in {time.TotalSeconds:F3} s");
        start = Stopwatch.GetTimestamp();
    }

    return new(name, accuracies, network.Apply);

    double Step((NdArray<float> X, NdArray<float> Y) batch)
    {
        replay.Set(x, batch.X.Span);
        replay.Set(y, batch.Y.Span);
        replay.Run();
        optimizer.Step(replay.Gradients);
        return replay.Loss.Scalar;
    }
}

// The image, and beside it the ten outputs for it.
void Show(string title, int image)
{
    var pixels = picture.Panel($"{title}: class {data.TestLabels[image]}");
    pixels.Map(data.TestImages.Gather(image).WithShape([side, side]));
    pixels.Plot.Axes.SquareUnits();
    var bars = picture.Panel($"Its ten sigmoids add up to {sums[image]:F2}", "class", "output");
    bars.Bars(outputs.Value.Gather(image).ToArray());
    bars.Plot.Axes.SetLimitsY(0, 1.05);
}

static Data Mnist(string folder)
{
    NdArray<float> Images(string name)
    {
        var images = Idx.Load<float>(FileOf(name + "-images-idx3-ubyte"));
        return (Node.Constant(images).Reshape([images.Shape[0], -1]) / 255).Value;
    }

    IntList Labels(string name) => Idx.LoadLabels(FileOf(name + "-labels-idx1-ubyte"));
    string FileOf(string name) => Path.Combine(folder, File.Exists(Path.Combine(folder, name)) ? name : name + ".gz");
    return new(Images("train"), Labels("train"), Images("t10k"), Labels("t10k"));
}

static Data Digits()
{
    var (images, digits) = DigitImages.Load<float>();
    var split = DataSplit.Of(digits.Count, new Random(Seed), test: 0.2);
    return new(images.Gather(split.Training), digits.Gather(split.Training), images.Gather(split.Test), digits.Gather(split.Test));
}

internal sealed record Data(NdArray<float> Images, IntList Labels, NdArray<float> TestImages, IntList TestLabels);

internal sealed record Run(string Name, List<double> Accuracies, Func<Node<float>, Node<float>> Logits);
