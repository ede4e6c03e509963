#:project ../src/Ops/Ops.csproj
#:include shared/DigitImages.cs
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// A variational autoencoder of digits: an image becomes a Gaussian over a plane, a point drawn from it an image again. The point is written
// as mean + deviation * noise, so that gradients go through it to both. Afterwards points of the plane become digits.
//   dotnet run -c Release samples/Reparametrization.cs

using Autograd;
using MathNet.Numerics.Distributions;
using ScottPlot;

var picture = new Picture(args, columns: 3, width: 460, height: 460);
var epochs = picture.Short ? 20 : 200;

// Seeds 1 to 5 end at 23.9 to 24.0 nats, from 27.1 to 27.3.
var random = new Random(1);
var (images, digits) = DigitImages.Load<float>();
var split = DataSplit.Stratified(digits, random, test: 0.2);
var (training, unseen) = (images.Gather(split.Training), images.Gather(split.Test));
var parameters = new ParameterSet<float>();
var encoder = new Perceptron(parameters.Under("encoder"), [64, 128, 128, 4], h => h.Relu(), random);
var decoder = new Perceptron(parameters.Under("decoder"), [2, 128, 128, 64], h => h.Relu(), random);
var prior = new NormalDistribution<float>(0, 1);

// What an image costs where each pixel is guessed by its mean over all images.
var average = Node.Constant(training).Mean(0).Clamp(0.001, 0.999);
var withoutPoint = -((unseen * average.Log()) + ((1 - Node.Constant(unseen)) * (1 - average).Log())).Sum(1).Mean().Scalar;
Console.WriteLine($"by the mean of each pixel: {withoutPoint:F2} nats an unseen image");
var optimizer = new Adam<float>(parameters);
var batches = Batches.Of(training, size: 64, random);
var bounds = new List<double>();
foreach (var epoch in optimizer.Epochs(batches, x => Bound(x), epochs, schedule: Schedule.Cosine(0.003, epochs * batches.Count)))
{
    bounds.Add(Bound(unseen).Scalar);
    if (epoch.Epoch == 1 || epoch.Epoch % (epochs / 10) == 0)
    {
        Console.WriteLine($"epoch {epoch.Epoch,3}: {epoch.Loss:F2} nats an image, {bounds[^1]:F2} unseen");
    }
}

using var nothingRecorded = Recording.Off();
ShowPlane();
ShowImages();
var curves = picture.Panel("Learning", "epoch", "nats an unseen image");
curves.Line(Enumerable.Range(1, epochs), bounds, "with a point of the plane");
curves.Line([1, epochs], [withoutPoint, withoutPoint], "each pixel by its mean", dashed: true);
curves.Legend(Alignment.UpperRight);
picture.Save(
    $"Two numbers for an unseen image bring what its 64 pixels cost from {withoutPoint:F1} nats to {bounds[^1]:F1}, the two numbers "
    + "included.");

NormalDistribution<float> Encode(Node<float> x)
{
    var parts = encoder.Apply(x).Split(2, axis: 1);
    return new(parts[0], parts[1].Softplus());
}

// The mean over images of what it costs to tell the pixels when the point is known, and to tell the point: a bound of -ln p(image).
Node<float> Bound(Node<float> x)
{
    var code = Encode(x);
    var pixels = decoder.Apply(code.SampleReparameterized(random)).SigmoidCrossEntropy(x, Reduction.Sum);
    return (pixels + code.KullbackLeibler(prior).Sum()) / x.Shape[0];
}

// Where the unseen images lie, each as its digit.
void ShowPlane()
{
    var means = Encode(unseen).Mean.Value;
    var panel = picture.Panel("Unseen digits on the plane", "first number", "second number");
    var colors = new ScottPlot.Palettes.Category10();
    foreach (var (i, digit) in digits.Gather(split.Test).Index())
    {
        var text = panel.Plot.Add.Text($"{digit}", means[i, 0], means[i, 1]);
        text.LabelFontColor = colors.GetColor(digit);
        text.LabelAlignment = Alignment.MiddleCenter;
    }

    panel.Plot.Axes.SetLimits(-3.2, 3.2, -3.2, 3.2);
}

// What the plane becomes: points that cut the prior into equal parts, to the right and upward.
void ShowImages()
{
    const int Side = 14;
    double[] cuts = [.. Enumerable.Range(0, Side).Select(i => Normal.InvCDF(0, 1, (i + 0.5) / Side))];
    var points = NdArray.FromRows<float>([.. cuts.Reverse().SelectMany(up => cuts.Select(right => (float[])[(float)right, (float)up]))]);
    picture.Panel("Digits that points of the plane become").Images(decoder.Apply(points).Sigmoid().Reshape([-1, 8, 8]), Side);
}
