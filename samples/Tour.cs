#:project ../src/Ops/Ops.csproj
#:include shared/DigitImages.cs
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// The program of the guided tour, samples/Tour.md: from the chain rule on numbers to a network that reads digits.
//   dotnet run -c Release samples/Tour.cs

using Autograd;

var picture = new Picture(args, columns: 4, width: 400, height: 420);
var film = Path.Combine(Directory.CreateDirectory(Path.Combine(Picture.Samples, "output")).FullName, "Tour.html");

// 1. Along a path
var w = new Parameter<double>(0.2, "w");
var loss = (3 * w).Named("z").Tanh().Named("h").Square().Named("loss");
Console.WriteLine(loss.ToTrace());

// 2. Where paths meet
var u1 = new Parameter<double>(0.4, "u1");
var u3 = (u1 + u1.Square().Named("u2")).Named("s").Exp().Named("u3");
Console.WriteLine(u3.ToMermaid());
Console.WriteLine($"the gradient     {u3.Gradient(u1).Scalar:F6}");
Console.WriteLine($"by hand          {Math.Exp(0.4 + (0.4 * 0.4)) * (1 + (2 * 0.4)):F6}");
u3.ToFilm("Two paths").Save(film);

// 3. Is it right?
Node<double> F(Node<double> u) => (u + u.Square()).Exp();
Console.WriteLine($"by differences   {(F(0.4 + 1e-5) - F(0.4 - 1e-5)).Scalar / 2e-5:F6}");
Console.WriteLine($"they agree       {GradientCheck.Of(F, 0.4).Passed}");

// 4. Downhill
Node<double> t = NdArray.Linspace<double>(0, 3, 16);
var measured = 5 - (1.5 * t) + (0.5 * (9 * t).Sin());
var slope = new Parameter<double>(0.0, "slope");
var start = new Parameter<double>(0.0, "start");
Node<double> Line() => start + (slope * t);
for (var step = 0; step < 200; step++)
{
    var gradients = Line().MeanSquaredError(measured).Backward();
    slope.Update((slope - (0.1 * gradients[slope])).Value);
    start.Update((start - (0.1 * gradients[start])).Value);
}

Console.WriteLine($"y = {start.Scalar:F3} {slope.Scalar:+0.000;-0.000} t");

var fit = picture.Panel("A line, found by going downhill", "t", "y");
fit.Dots(t.Value.ToArray(), measured.Value.ToArray());
fit.Line(t.Value.ToArray(), Line().Value.ToArray());

// 5. A hidden layer
var random = new Random(1);
Node<float> points = Initialize.Uniform<float>([400, 2], random, -1, 1);
var isInside = points.Square().Sum(1, keepDims: true) < 0.5;
var ring = new ParameterSet<float>();
var hidden = new Dense(ring.Under("hidden"), 2, 8, random);
var output = new Dense(ring.Under("output"), 8, 1, random);
Node<float> Logit(Node<float> x) => output.Apply(hidden.Apply(x).Tanh());
var adam = new Adam<float>(ring, learningRate: 0.05);
for (var step = 0; step < 300; step++)
{
    adam.Step(Logit(points).SigmoidCrossEntropy(isInside).Backward());
}

Console.WriteLine($"in or out, told rightly: {(Logit(points) > 0).EqualTo(isInside).Mean().Scalar:P0}");

ShowRing();

// 6. A network that reads
var (images, digits) = DigitImages.Load<float>();
var split = DataSplit.Stratified(digits, random, test: 0.2);
var (unseen, labels) = (images.Gather(split.Test), digits.Gather(split.Test));
var batches = Batches.Of(images.Gather(split.Training), digits.Gather(split.Training), size: 32, random);
var parameters = new ParameterSet<float>();
var network = new Perceptron(parameters, [64, 64, 10], h => h.Relu(), random);
var optimizer = new Adam<float>(parameters, learningRate: 0.003);
var accuracies = new List<double>();
foreach (var epoch in optimizer.Epochs(batches, batch => network.Apply(batch.X).SoftmaxCrossEntropy(batch.Labels), epochs: 15))
{
    accuracies.Add(ConfusionMatrix.Of(network.Apply(unseen).ArgMax(1), labels, classes: 10).Accuracy);
    Console.WriteLine($"epoch {epoch.Epoch,2}: loss {epoch.Loss:F3}, reads {accuracies[^1]:P1} of the digits that it has not seen");
}

var curve = picture.Panel("Unseen digits that are read rightly", "epoch", "%");
curve.Line(Enumerable.Range(1, accuracies.Count), accuracies.Select(share => 100 * share));
curve.WholeNumbers();

// 7. What it goes by
var spoke = Node.Stack(Enumerable.Range(0, 10).Select(digit =>
{
    IntList those = [.. labels.Index().Where(label => label.Item == digit).Select(label => label.Index)];
    var ink = new Parameter<float>(unseen.Gather(those));
    return (ink * network.Apply(ink)[.., digit].Sum().Gradient(ink)).Mean(0);
}));

picture.Panel("Ink that speaks for it, and against").Images(spoke.Reshape([10, 8, 8]), beside: 5);
picture.Save(
    $"The network reads {accuracies[^1]:P1} of the digits that it has not seen. A film of the second step is "
    + $"{Path.GetRelativePath(Environment.CurrentDirectory, film)}.");

void ShowRing()
{
    const int Side = 81;
    var axis = NdArray.Linspace<float>(-1, 1, Side).ToArray();
    var grid = NdArray.FromRows<float>([.. axis.Reverse().SelectMany(up => axis.Select(right => (float[])[right, up]))]);
    var panel = picture.Panel("Eight hidden units around a disk", "x", "y");
    panel.Map(Logit(grid).Sigmoid().Reshape([Side, Side]).Value).Extent = new(-1, 1, -1, 1);
    foreach (var (inside, color) in new[] { (1, "#000000"), (0, "#d55e00") })
    {
        int[] those = [.. Enumerable.Range(0, 400).Where(i => isInside.Value[i, 0] == inside)];
        panel.Dots(those.Select(i => points.Value[i, 0]), those.Select(i => points.Value[i, 1])).Color = new(color);
    }

    panel.Plot.Axes.SetLimits(-1, 1, -1, 1);
}
