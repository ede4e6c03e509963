#:project ../src/Ops/Ops.csproj
#:include shared/Picture.cs
#:package ScottPlot

// One maxout unit, the largest of some lines, learns its activation: the absolute value, the rectifier, and a parabola.
//   dotnet run -c Release samples/Maxout.cs

using Autograd;
using ScottPlot;

const int Steps = 2000;

// Seeds 1 to 10 learn the parabola to 0.03 to 0.08, because not all of the six lines stay in use; the others to a millionth.
const int Seed = 1;
var picture = new Picture(args, columns: 3, width: 440);
var x = NdArray.Linspace<float>(-1, 1, 201).WithShape([201, 1]);
var absolute = Learn("|x| of two lines", 2, x => x.Abs());
var rectifier = Learn("relu of two lines", 2, x => x.Relu());
var parabola = Learn("x² of six lines", 6, x => x.Square());
picture.Save(
    $"A maxout unit learns |x| to {absolute:E1}, relu to {rectifier:E1}, and of six lines x² to {parabola:F3}, at worst; six lines can "
    + $"do no better than {1.0 / (4 * 6 * 6):F4}.");

// The largest error on the interval.
double Learn(string title, int pieces, Func<Node<float>, Node<float>> function)
{
    var random = new Random(Seed);

    // Tangents of a flat parabola: each line is the largest somewhere, because one that never is learns nothing.
    Node<float> touch = Initialize.Uniform<float>([pieces], random, -1, 1);
    var slopes = new Parameter<float>((0.6 * touch).Value, "slopes");
    var heights = new Parameter<float>((-0.3 * touch.Square()).Value, "heights");
    var target = function(x);
    var optimizer = new Adam<float>([slopes, heights], learningRate: 0.02);
    var batches = Batches.Of(x, target.Value, size: 201);
    foreach (var epoch in optimizer.Epochs(
        batches, batch => Unit(batch.X).MeanSquaredError(batch.Y), Steps, schedule: Schedule.Cosine(0.02, Steps)))
    {
        if (epoch.Epoch % 500 == 0)
        {
            Console.WriteLine($"{title}: step {epoch.Epoch,4}, mean squared error {epoch.Loss:E2}");
        }
    }

    var panel = picture.Panel(title, "x", "output of the unit");
    for (var piece = 0; piece < pieces; piece++)
    {
        var line = panel.Line(x.ToArray(), Lines(x)[.., piece].Value.ToArray(), piece == 0 ? "its lines" : null);
        (line.Color, line.LineWidth) = (Colors.Gray, 1);
    }

    panel.Line(x.ToArray(), Unit(x).Value.ToArray(), "the unit").Color = Color.FromHex("#0072b2");
    panel.Line(x.ToArray(), target.Value.ToArray(), "what it learns", dashed: true).Color = Color.FromHex("#d55e00");
    panel.Plot.Axes.SetLimits(-1, 1, -1.2, 2);
    panel.Legend(Alignment.UpperCenter);
    return (Unit(x) - target).Abs().Max().Scalar;

    Node<float> Lines(Node<float> x) => (slopes * x) + heights;

    Node<float> Unit(Node<float> x) => Lines(x).Maxout(pieces);
}
