#:project ../src/Ops/Ops.csproj
#:include shared/DigitImages.cs
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// A convolution looks for the same thing in every place: with less than half the weights of a dense network it reads digits as well, and
// far better those that are moved by a pixel, which neither network has seen. Shows its filters, and what they find.
//   dotnet run -c Release samples/Convolution.cs

using Autograd;
using ScottPlot;

var picture = new Picture(args, columns: 3, width: 440);
var epochs = picture.Short ? 5 : 20;

// Seeds 1 to 5: the convolutional network reads 96.7 to 98.9 % of unseen digits and 62.7 to 70.3 % of those that are moved, the dense one
// 95.5 to 97.5 % and 45.6 to 48.6 %.
var random = new Random(1);
var (images, digits) = DigitImages.Load<float>();
var split = DataSplit.Stratified(digits, random, test: 0.2);
var batches = Batches.Of(images.Gather(split.Training), digits.Gather(split.Training), size: 32, random);
var (unseen, labels) = (images.Gather(split.Test), digits.Gather(split.Test));

// The unseen images, moved to the left, to the right, up and down; what leaves the image is lost.
var framed = Node.Constant(unseen).Reshape([-1, 8, 8]).Pad([0, 1, 1], [0, 1, 1]);
NdArray<float>[] moved =
[
    .. new (int Top, int Left)[] { (1, 2), (1, 0), (2, 1), (0, 1) }
        .Select(at => framed[.., at.Top..(at.Top + 8), at.Left..(at.Left + 8)].Reshape([-1, 64]).Value),
];

var dense = new ParameterSet<float>();
var perceptron = new Perceptron(dense, [64, 64, 10], h => h.Relu(), random);
var ofDense = Train("dense", dense, (x, _) => perceptron.Apply(x));

var convolutional = new ParameterSet<float>();
var network = new Network(convolutional, random);
var ofNetwork = Train("convolutional", convolutional, network.Logits);

picture.Panel("The eight filters: blue adds, red takes away").Images(convolutional["first.kernel"].Reshape([-1, 3, 3]), beside: 4);
var seven = Node.Constant(images)[digits.Index().First(digit => digit.Item == 7).Index];
var found = network.First(seven, training: false).Reshape([-1, 8, 8]);
picture.Panel("A seven, and what each filter finds")
    .Images(Node.Concat([seven.Reshape([1, 8, 8]), found / found.Max([1, 2], keepDims: true).Maximum(1e-6)]), beside: 3);

var curves = picture.Panel("Digits that it has not seen", "epoch", "read rightly, %");
var numbers = Enumerable.Range(1, epochs);
foreach (var (name, results, color) in new[] { ("convolutional", ofNetwork, "#0072b2"), ("dense", ofDense, "#d55e00") })
{
    curves.Line(numbers, results.Select(result => 100 * result.Unseen), name).Color = new(color);
    curves.Line(numbers, results.Select(result => 100 * result.Moved), $"{name}, moved by a pixel", dashed: true).Color = new(color);
}

curves.Plot.Axes.SetLimitsY(0, 100);
curves.WholeNumbers();
curves.Legend(Alignment.LowerRight);
picture.Save(
    $"Of unseen digits a convolutional network of {convolutional.Size} weights reads {ofNetwork[^1].Unseen:P1}, a dense one of "
    + $"{dense.Size} weights {ofDense[^1].Unseen:P1}; of the same moved by a pixel {ofNetwork[^1].Moved:P1} and {ofDense[^1].Moved:P1}.");

// The shares of the unseen digits that are read rightly, as they are and moved, after each epoch.
List<(double Unseen, double Moved)> Train(string name, ParameterSet<float> parameters, Func<Node<float>, bool, Node<float>> logits)
{
    var results = new List<(double Unseen, double Moved)>();
    var optimizer = new Adam<float>(parameters, 0.003);
    foreach (var epoch in optimizer.Epochs(batches, batch => logits(batch.X, true).SoftmaxCrossEntropy(batch.Labels), epochs))
    {
        results.Add((Accuracy(unseen), moved.Average(Accuracy)));
        Console.WriteLine(
            $"{name,-14} epoch {epoch.Epoch,2}: loss {epoch.Loss:F4}, unseen {results[^1].Unseen:P1}, moved {results[^1].Moved:P1}");
    }

    return results;

    double Accuracy(NdArray<float> x)
    {
        using var nothingRecorded = Recording.Off();
        return ConfusionMatrix.Of(logits(x, false).ArgMax(1), labels, classes: 10).Accuracy;
    }
}

/// <summary>Two convolution blocks, pooled, and an output.</summary>
internal sealed class Network(ParameterSet<float> parameters, Random random)
{
    private readonly ConvolutionBlock _first = new(parameters.Under("first"), 1, 8, random);
    private readonly ConvolutionBlock _second = new(parameters.Under("second"), 8, 16, random);
    private readonly Dense _output = new(parameters.Under("output"), 16 * 2 * 2, 10, random);

    /// <summary>What the first filters find, of shape (images, 8, 8, 8).</summary>
    public Node<float> First(Node<float> x, bool training) => _first.Apply(x.Reshape([-1, 1, 8, 8]), training);

    public Node<float> Logits(Node<float> x, bool training)
    {
        var h = _second.Apply(First(x, training).MaxPool2D(2), training).MaxPool2D(2);
        return _output.Apply(h.Reshape([x.Shape[0], -1]));
    }
}
