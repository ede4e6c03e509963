#:project ../src/Ops/Ops.csproj
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// The inverse of x = t + 0.3 sin(2 pi t) + noise has several answers t for one x. A mixture density network gives them all with their
// probabilities; one Gaussian puts its mean between them. C. M. Bishop, Mixture Density Networks (1994).
//   dotnet run -c Release samples/MixtureDensity.cs

using Autograd;
using ScottPlot;

const int Components = 3;

// Seeds 1 to 5 are 0.50 to 0.86 nats better in the short mode: some never let a component take the middle branch.
const int Seed = 1;
var picture = new Picture(args, columns: 2, width: 560);
var epochs = picture.Short ? 100 : 200;
var random = new Random(Seed);
var (x, t) = Draw(3000);
var (testX, testT) = Draw(3000);
var mixture = Train("mixture", 3 * Components, (z, t) =>
{
    var (shares, means, scales) = Parts(z);
    return shares.MixtureDensityNll(t, means, scales);
});
var single = Train("one Gaussian", 2, (z, t) => z[.., 0].HeteroscedasticGaussianNll(t, z[.., 1]));

// The density of the mixture on a grid of x and t, and where its components stand, as large as they are probable.
Node<float> columns = NdArray.Linspace<float>(0, 1, 121).WithShape([121, 1]);
var (logits, means, scales) = Parts(mixture.Network(columns));
var (shares, deviations) = (logits.Softmax(), scales.Softplus());
Node<float> rows = NdArray.Linspace<float>(1.1f, -0.1f, 121).WithShape([121, 1, 1]);
var density = (shares / (deviations * Math.Sqrt(2 * Math.PI)) * (-0.5 * ((rows - means) / deviations).Square()).Exp()).Sum(-1);
var left = picture.Panel("Mixture: density of t", "x", "t");
var map = left.Map(density.Minimum(8).Value);
map.Extent = new(0, 1, -0.1, 1.1);
var dots = left.Dots(x.Value.ToArray()[..400], t.Value.ToArray()[..400], "data", size: 3);
dots.Color = Color.FromHex("#e69f00");
left.Plot.Axes.SetLimits(0, 1, -0.1, 1.1);
left.Legend(Alignment.LowerRight);

var right = picture.Panel("One Gaussian: mean and two deviations", "x", "t");
right.Dots(x.Value.ToArray()[..400], t.Value.ToArray()[..400], "data", size: 3).Color = Color.FromHex("#e69f00");
var gaussian = single.Network(columns);
var (mean, deviation) = (gaussian[.., 0], gaussian[.., 1].Softplus().Rsqrt());
right.Line(columns.Value.ToArray(), mean.Value.ToArray(), "mean").Color = Color.FromHex("#0072b2");
foreach (var side in (int[])[-2, 2])
{
    var (edge, name) = ((mean + (side * deviation)).Value.ToArray(), side > 0 ? "mean ± 2 deviations" : null);
    right.Line(columns.Value.ToArray(), edge, name, dashed: true).Color = Color.FromHex("#0072b2");
}

right.Plot.Axes.SetLimits(0, 1, -0.1, 1.1);
right.Legend(Alignment.LowerRight);
picture.Save(
    $"Negative log-likelihood of unseen points: {mixture.Nll:F3} of the mixture, {single.Nll:F3} of one Gaussian, so "
    + $"{single.Nll - mixture.Nll:F2} nats better.");

(Node<float> X, Node<float> T) Draw(int count)
{
    Node<float> t = Initialize.Uniform<float>([count], random);
    var x = t + (0.3 * (2 * Math.PI * t).Sin()) + Initialize.Uniform<float>([count], random, -0.1, 0.1);
    return (x.ExpandDims(1), t);
}

// The means start spread over all answers: components that start alike stay alike for long.
static (Node<float> Shares, Node<float> Means, Node<float> Scales) Parts(Node<float> z)
{
    var parts = z.Split([Components, Components, Components], axis: -1);
    return (parts[0], parts[1] + NdArray.Linspace<float>(0, 1, Components), parts[2]);
}

(Func<Node<float>, Node<float>> Network, double Nll) Train(string name, int outputs, Func<Node<float>, Node<float>, Node<float>> loss)
{
    var random = new Random(Seed);
    var parameters = new ParameterSet<float>();
    var perceptron = new Perceptron(parameters, [1, 32, outputs], h => h.Tanh(), random);

    // x from 0 to 1 becomes one from -2 to 2: tanh units bend on both sides of 0.
    Node<float> Network(Node<float> x) => perceptron.Apply((4 * x) - 2);
    var optimizer = new Adam<float>(parameters, learningRate: 0.01);
    var batches = Batches.Of(x.Value, t.Value, size: 50, random);

    // A component that closes in on a point has steep slopes: the gradients are kept to a length of 1.
    foreach (var epoch in optimizer.Epochs(
        batches,
        batch => loss(Network(batch.X), batch.Y),
        epochs,
        schedule: Schedule.Cosine(0.01, epochs * batches.Count),
        clip: gradients => gradients.ClipNorm(1)))
    {
        if (epoch.Epoch % 20 == 0)
        {
            Console.WriteLine($"{name}, epoch {epoch.Epoch,3}: negative log-likelihood {epoch.Loss:F4}");
        }
    }

    return (Network, loss(Network(testX), testT).Scalar);
}
