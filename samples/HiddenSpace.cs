#:project ../src/Ops/Ops.csproj
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// Two arcs that no line tells apart: a network of two hidden units bends the plane until a line does. The grid is that of the inputs,
// drawn where the hidden layer puts it, while the network learns.
//   dotnet run -c Release samples/HiddenSpace.cs

using Autograd;
using ScottPlot;

const int Points = 100;
const int Seed = 1;
int[] stills = [0, 20, 40, 80, 160, 1000];
var picture = new Picture(args, rows: 2, columns: 4, width: 400, height: 400);

// An arc, and the same below it.
var across = NdArray.Linspace<float>(-1, 1, Points).ToArray();
var upper = across.Select(x => (X: x, Y: 0.9f - (x * x)));
var lower = across.Select(x => (X: x, Y: 0.3f - (x * x)));
Node<float> inputs = Pairs([.. upper, .. lower]);
Node<float> targets = NdArray.FromArray<float>(Enumerable.Range(0, 2 * Points).Select(i => i < Points ? 1f : 0f).ToArray())
    .WithShape([2 * Points, 1]);

var line = new Model(new Random(Seed), units: 0);
var best = Train(line, "a line", _ => { });
Show("The inputs, and the best line", line);

// Where a training ends depends on where it starts, so the best of ten is shown: of seeds 1 to 6, eight to ten of ten starts get all right.
var random = new Random(Seed);
var starts = Enumerable.Range(0, 10).Select(_ => random.Next()).ToArray();
var losses = starts.Select((start, i) => Train(new(new Random(start), units: 2), $"start {i}", _ => { })[^1]).ToArray();
var network = new Model(new Random(starts[Array.IndexOf(losses, losses.Min())]), units: 2);
var learnt = Train(network, "the best start", step =>
{
    if (stills.Contains(step))
    {
        Show($"The hidden units, step {step}", network);
    }
});
var curve = picture.Panel("Loss", "step", "cross-entropy", logarithmic: true);
curve.Line(Enumerable.Range(0, best.Count), best, "a line alone");
curve.Line(Enumerable.Range(0, learnt.Count), learnt, "two hidden units");
curve.Legend(Alignment.LowerLeft);
picture.Save(
    $"The best line among the inputs gets {Wrong(line)} of {2 * Points} points wrong, the line among two hidden units {Wrong(network)}.");

List<double> Train(Model model, string name, Action<int> look)
{
    var optimizer = new Adam<float>(model.Parameters, learningRate: 0.05);
    var losses = new List<double>();
    for (var step = 0; step <= stills[^1]; step++)
    {
        look(step);
        var loss = model.Logits(inputs).SigmoidCrossEntropy(targets);
        losses.Add(loss.Scalar);
        optimizer.Step(loss.Backward());
    }

    Console.WriteLine($"{name}: loss {losses[^1]:F4}, {Wrong(model)} wrong");
    return losses;
}

int Wrong(Model model) => (int)(model.Logits(inputs) > 0).NotEqualTo(targets).Sum().Scalar;

// The grid and the points where the map puts them, and the line on which the last layer is undecided.
void Show(string title, Model model)
{
    var panel = picture.Panel(title, model.Units == 0 ? "first input" : "first unit", model.Units == 0 ? "second input" : "second unit");
    var span = NdArray.Linspace<float>(-1.2f, 1.2f, 41).ToArray();
    foreach (var fixedAt in NdArray.Linspace<float>(-1.2f, 1.2f, 13).ToArray())
    {
        Draw(span.Select(free => (fixedAt, free)));
        Draw(span.Select(free => (free, fixedAt)));
    }

    Mark(upper, "upper arc", "#d55e00");
    Mark(lower, "lower arc", "#0072b2");
    var (w, b) = (model.Parameters["output.weight"].Value, model.Parameters["output.bias"].Value);
    var steep = Math.Abs(w[0, 0]) > Math.Abs(w[1, 0]);
    float[] ends = [-3, 3];
    var across = ends.Select(end => -((w[steep ? 1 : 0, 0] * end) + b[0]) / w[steep ? 0 : 1, 0]);
    (steep ? panel.Line(across, ends) : panel.Line(ends, across)).Color = Colors.Black;
    var margin = model.Units == 0 ? 1.3 : 1.1;
    panel.Plot.Axes.SetLimits(-margin, margin, -margin, margin);
    if (model.Units == 0)
    {
        panel.Legend(Alignment.UpperLeft);
    }

    void Draw(IEnumerable<(float, float)> points)
    {
        var (x, y) = Mapped(points);
        var grid = panel.Line(x, y);
        (grid.Color, grid.LineWidth) = (Colors.LightGray, 1);
    }

    void Mark(IEnumerable<(float, float)> points, string name, string color)
    {
        var (x, y) = Mapped(points);
        panel.Dots(x, y, name, size: 4).Color = Color.FromHex(color);
    }

    (float[] X, float[] Y) Mapped(IEnumerable<(float, float)> points)
    {
        var mapped = model.Hidden(Pairs([.. points]));
        return (mapped[.., 0].Value.ToArray(), mapped[.., 1].Value.ToArray());
    }
}

static NdArray<float> Pairs((float X, float Y)[] points) =>
    new([points.Length, 2], [.. points.SelectMany(point => (float[])[point.X, point.Y])]);

/// <summary>Two tanh units and an output, or the output alone.</summary>
internal sealed class Model
{
    private readonly Dense? _hidden;
    private readonly Dense _output;

    public Model(Random random, int units)
    {
        Units = units;
        _hidden = units == 0 ? null : new Dense(Parameters.Under("hidden"), 2, units, random);
        _output = new Dense(Parameters.Under("output"), 2, 1, random);
    }

    public int Units { get; }

    public ParameterSet<float> Parameters { get; } = new();

    public Node<float> Hidden(Node<float> x) => _hidden?.Apply(x).Tanh() ?? x;

    public Node<float> Logits(Node<float> x) => _output.Apply(Hidden(x));
}
