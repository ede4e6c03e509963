#:project ../src/Ops/Ops.csproj
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// Two lines through the same points, of which some went wrong: the absolute error finds the conditional median, which outliers hardly
// move, and the squared error the conditional mean, which they pull away.
//   dotnet run -c Release samples/ConditionalMedian.cs

using Autograd;
using ScottPlot;

// Seeds 1 to 5 are off by 0.03 to 0.06 and by 0.9 to 1.1.
const int Seed = 1;
const int Count = 1000;
const int Epochs = 40;
var picture = new Picture(args, width: 640);
var random = new Random(Seed);
Node<float> x = Initialize.Uniform<float>([Count, 1], random, -1, 1);
Node<float> ends = new float[,] { { -1 }, { 1 } };

// One of eight is 5 to 10 too high.
var outlier = Node.Constant(Initialize.Uniform<float>([Count, 1], random)) < 0.125;
var y = Truth(x) + (0.2 * Node.Constant(Initialize.Normal<float>([Count, 1], random)))
    + (outlier * Initialize.Uniform<float>([Count, 1], random, 5, 10));
var median = Train("absolute error", (line, y) => line.MeanAbsoluteError(y));
var mean = Train("squared error", (line, y) => line.MeanSquaredError(y));

var panel = picture.Panel("A line through points with outliers", "x", "y");
panel.Dots(x.Value.ToArray(), y.Value.ToArray(), "data", size: 3).Color = Colors.Gray;
Draw("absolute error: the median", median(ends), "#0072b2");
Draw("squared error: the mean", mean(ends), "#d55e00");
Draw("without outliers", Truth(ends), "#000000").LinePattern = LinePattern.Dashed;
panel.Plot.Axes.SetLimits(-1.1, 1.1, -3, 17);
panel.Legend(Alignment.UpperLeft);
picture.Save(
    $"The line of the absolute error is at most {Off(median):F3} from the true one, that of the squared error {Off(mean):F2}.");

static Node<float> Truth(Node<float> x) => 1 + (2 * x);

// Two lines are farthest apart at an end.
float Off(Func<Node<float>, Node<float>> line) => (line(ends) - Truth(ends)).Abs().Max().Scalar;

ScottPlot.Plottables.Scatter Draw(string name, Node<float> line, string color)
{
    var drawn = panel.Line(ends.Value.ToArray(), line.Value.ToArray(), name);
    drawn.Color = Color.FromHex(color);
    return drawn;
}

Func<Node<float>, Node<float>> Train(string name, Func<Node<float>, Node<float>, Node<float>> loss)
{
    var parameters = new ParameterSet<float>();
    var line = new Dense(parameters, 1, 1, new Random(Seed));
    var optimizer = new Adam<float>(parameters, learningRate: 0.05);
    var batches = Batches.Of(x.Value, y.Value, size: 50, new Random(Seed));
    foreach (var epoch in optimizer.Epochs(
        batches, batch => loss(line.Apply(batch.X), batch.Y), Epochs, schedule: Schedule.Cosine(0.05, Epochs * batches.Count)))
    {
        if (epoch.Epoch % 10 == 0)
        {
            Console.WriteLine($"{name}, epoch {epoch.Epoch,2}: loss {epoch.Loss:F4}, at most {Off(line.Apply):F3} from the true line");
        }
    }

    return line.Apply;
}
