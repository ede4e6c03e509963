#:project ../src/Ops/Ops.csproj
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// Regression that knows how noisy its targets are: the network gives a mean and a precision for each input.
//   dotnet run -c Release samples/Heteroscedastic.cs

using Autograd;
using ScottPlot;

const int Count = 8000;

// Seeds 1 to 5 find the deviation within 5 to 13 %.
const int Seed = 1;
var picture = new Picture(args, columns: 2, width: 560);
var epochs = picture.Short ? 50 : 100;
var random = new Random(Seed);
Node<float> x = Initialize.Uniform<float>([Count, 1], random, -2, 2);
var y = Truth(x) + (Noise(x) * Initialize.Normal<float>([Count, 1], random));
Node<float> testX = Initialize.Uniform<float>([2000, 1], random, -2, 2);
var testY = Truth(testX) + (Noise(testX) * Initialize.Normal<float>([2000, 1], random));

var parameters = new ParameterSet<float>();
var network = new Perceptron(parameters, [1, 32, 2], h => h.Tanh(), random);
var optimizer = new Adam<float>(parameters, learningRate: 0.01);
var batches = Batches.Of(x.Value, y.Value, size: 100, random);
foreach (var epoch in optimizer.Epochs(
    batches, batch => Nll(batch.X, batch.Y), epochs, schedule: Schedule.Cosine(0.01, epochs * batches.Count)))
{
    if (epoch.Epoch % 10 == 0)
    {
        Console.WriteLine($"epoch {epoch.Epoch,3}: negative log-likelihood {epoch.Loss:F4}");
    }
}

// What the best single width would do: the error of the same mean, and its one deviation.
var error = (Split(testX).Mean - testY).Square().Mean();
var oneWidth = 0.5 * (1 + Math.Log(2 * Math.PI * error.Scalar));

Node<float> grid = NdArray.Linspace<float>(-2, 2, 201).WithShape([201, 1]);
var (mean, deviation) = Split(grid);
var worst = ((deviation / Noise(grid)) - 1).Abs().Max().Scalar;
var at = grid.Value.ToArray();
var data = picture.Panel("Mean and two deviations", "x", "y");
data.Dots(x.Value.ToArray()[..1000], y.Value.ToArray()[..1000], "data", size: 3).Color = Colors.Gray;
data.Band(at, (mean - (2 * deviation)).Value.ToArray(), (mean + (2 * deviation)).Value.ToArray());
data.Line(at, mean.Value.ToArray(), "mean of the network").Color = Color.FromHex("#0072b2");
data.Line(at, Truth(grid).Value.ToArray(), "true mean", dashed: true).Color = Color.FromHex("#d55e00");
data.Legend(Alignment.UpperLeft);
var noise = picture.Panel("Deviation of the noise", "x", "deviation");
noise.Line(at, deviation.Value.ToArray(), "of the network").Color = Color.FromHex("#0072b2");
noise.Line(at, Noise(grid).Value.ToArray(), "true", dashed: true).Color = Color.FromHex("#d55e00");
noise.Legend(Alignment.UpperLeft);
picture.Save(
    $"The deviation of the noise is found within {100 * worst:F1} % everywhere; the negative log-likelihood of unseen points is "
    + $"{Nll(testX, testY).Scalar:F3}, and {oneWidth:F3} with one deviation for all.");

static Node<float> Truth(Node<float> x) => 4 * (2 * x).Sin();

static Node<float> Noise(Node<float> x) => 0.4 + (1.6 * (1.5 * x).Sigmoid());

Node<float> Nll(Node<float> x, Node<float> y)
{
    var output = network.Apply(x);
    return output[.., ..1].HeteroscedasticGaussianNll(y, output[.., 1..]);
}

(Node<float> Mean, Node<float> Deviation) Split(Node<float> x)
{
    var output = network.Apply(x);
    return (output[.., ..1], output[.., 1..].Softplus().Rsqrt());
}
