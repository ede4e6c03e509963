#:project ../src/Ops/Ops.csproj
#:include shared/Approximation.cs
#:include shared/Layers.cs
#:include shared/Picture.cs
#:package ScottPlot

// One hidden layer approximates any continuous function, the better the wider it is: a wave and a kink, by 1 to 64 tanh units.
//   dotnet run -c Release samples/UniversalApproximation.cs

using Autograd;
using ScottPlot;

// Seeds 1 to 5 end between 0.002 and 0.008 with 64 units in the short mode.
const int Seed = 1;
var picture = new Picture(args, columns: 3, width: 460, height: 400);
int[] widths = picture.Short ? [2, 64] : [1, 2, 4, 8, 16, 32, 64];
var steps = picture.Short ? 4000 : 10_000;
var x = NdArray.Linspace<float>(-1, 1, 201).WithShape([201, 1]);
(string Name, Node<float> Values)[] functions =
[
    ("a wave, sin 4x + cos(9x) / 2", (4 * Node.Constant(x)).Sin() + (0.5 * (9 * Node.Constant(x)).Cos())),
    ("a kink, |x|", Node.Constant(x).Abs()),
];
var errors = new Dictionary<string, double[]>();
foreach (var (name, values) in functions)
{
    var panel = picture.Panel(char.ToUpperInvariant(name[0]) + name[1..], "x", "y");
    var found = new List<double>();
    foreach (var width in widths)
    {
        var output = Approximation.Fit(x, values.Value, width, h => h.Tanh(), steps, Seed)(x);
        found.Add(Math.Sqrt(output.MeanSquaredError(values).Scalar));
        Console.WriteLine($"{name}: {width,2} units, root mean squared error {found[^1]:E2}");
        if (width is 2 or 8 or 64)
        {
            panel.Line(x.ToArray(), output.Value.ToArray(), $"{width} units");
        }
    }

    errors[name] = [.. found];
    var truth = panel.Line(x.ToArray(), values.Value.ToArray(), "the function", dashed: true);
    truth.Color = Colors.Black;
    var (least, most) = (values.Min().Scalar, values.Max().Scalar);
    panel.Plot.Axes.SetLimitsY(least - 0.3, most + (0.6 * (most - least)));
    panel.Legend(Alignment.UpperLeft);
}

var curves = picture.Panel("Width against error", "hidden units", "root mean squared error", logarithmic: true);
foreach (var (name, values) in errors)
{
    var line = curves.Line(widths.Select(width => Math.Log2(width)), values, name);
    line.MarkerSize = 6;
}

curves.Plot.Axes.Bottom.SetTicks([.. widths.Select(width => Math.Log2(width))], [.. widths.Select(width => $"{width}")]);
curves.Legend(Alignment.LowerLeft);
picture.Save(
    $"{widths[^1]} units approximate the wave to {errors[functions[0].Name][^1]:E1} and the kink to {errors[functions[1].Name][^1]:E1}, "
    + $"{widths[0]} to {errors[functions[0].Name][0]:E1} and {errors[functions[1].Name][0]:E1}.");
