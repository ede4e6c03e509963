#:project ../src/Ops/Ops.csproj
#:include shared/Approximation.cs
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// A sawtooth folds: each layer of two relus doubles its teeth, while one layer needs a unit for each line. The lines are counted by the
// derivative. M. Telgarsky, Benefits of depth in neural networks (2016).
//   dotnet run -c Release samples/Depth.cs

using Autograd;
using ScottPlot;

const int Layers = 4;

// With seeds 1 to 5 the trained layer of 8 units is off by 0.27 to 0.29 in the short mode, that of 64 by 0.18 to 0.25.
const int Seed = 1;
var picture = new Picture(args, columns: 3, width: 460, height: 400);
int[] widths = picture.Short ? [8, 64] : [4, 8, 16, 32, 64];
var steps = picture.Short ? 3000 : 15_000;

// Between the corners, which lie at multiples of 1/64.
var x = ((Node.Constant(NdArray.Arange<float>(512)) + 0.5) / 512).ExpandDims(1).Value;
var deep = new List<(int Units, int Lines)>();
for (var layer = 1; layer <= 6; layer++)
{
    var depth = layer;
    deep.Add((2 * layer, Lines(x => Fold(x, depth))));
    Console.WriteLine($"{layer} layers of two units: {deep[^1].Lines} lines");
}

var sawtooth = Fold(x, Layers);
var panel = picture.Panel($"A sawtooth of {deep[Layers - 1].Lines} lines", "x", "y");
panel.Line(x.ToArray(), sawtooth.Value.ToArray(), $"{Layers} layers of two units");
var wide = new List<(int Units, int Lines, double Error)>();
foreach (var width in widths)
{
    var network = Approximation.Fit(x, sawtooth.Value, width, h => h.Relu(), steps, Seed);
    var error = Math.Sqrt(network(x).MeanSquaredError(sawtooth).Scalar);
    wide.Add((width, Lines(network), error));
    Console.WriteLine($"one layer of {width,2} units: {wide[^1].Lines} lines, root mean squared error {error:F3}");
    if (width == 2 * Layers)
    {
        panel.Line(x.ToArray(), network(x).Value.ToArray(), $"one layer of {width} units");
    }
}

panel.Plot.Axes.SetLimits(0, 1, -0.1, 1.35);
panel.Legend(Alignment.UpperCenter);
var lines = picture.Panel("Lines by units", "units", "lines", logarithmic: true);
lines.Line(deep.Select(net => net.Units), deep.Select(net => net.Lines), "layers of two").MarkerSize = 6;
lines.Line(wide.Select(net => net.Units), wide.Select(net => net.Lines), "one layer, trained").MarkerSize = 6;
lines.Line(wide.Select(net => net.Units), wide.Select(net => net.Units + 1), "one layer, at most", dashed: true);
lines.Legend(Alignment.LowerRight);
var errors = picture.Panel("One layer, trained on the sawtooth", "units", "root mean squared error");
errors.Line(wide.Select(net => net.Units), wide.Select(net => net.Error)).MarkerSize = 6;
errors.Plot.Axes.SetLimitsY(0, 0.32);
var (asMany, most) = (wide.Single(net => net.Units == 2 * Layers), wide[^1]);
picture.Save(
    $"{Layers} layers of two units make {deep[Layers - 1].Lines} lines exactly; one layer of {asMany.Units} units has at most "
    + $"{asMany.Units + 1} and, trained, an error of {asMany.Error:F3}, one of {most.Units} units {most.Error:F3}.");

// The unit interval folded in the middle, again and again: 2 relu(x) - 4 relu(x - 1/2).
static Node<float> Fold(Node<float> x, int times) =>
    times == 0 ? x : Fold((2 * x.Relu()) - (4 * (x - 0.5).Relu()), times - 1);

// A new line begins where the slope changes.
int Lines(Func<Node<float>, Node<float>> network)
{
    var at = new Parameter<float>(x);
    var slopes = network(at).Sum().Gradient(at).Value.ToArray();
    return 1 + slopes.Zip(slopes.Skip(1)).Count(pair => Math.Abs(pair.First - pair.Second) > 1e-3);
}
