using Rule = System.Func<Autograd.Node<double>, Autograd.Node<double>, Autograd.Node<double>[], Autograd.Node<double>?[]>;

namespace Autograd.Tests;

/// <summary>Wrong rules at points where differences hardly see them: at ties, at extreme scales, in float alone.</summary>
internal static class HiddenFaultBank
{
    private const GradientCheckMode Elements = GradientCheckMode.EveryElement;
    private const GradientCheckMode Jacobian = GradientCheckMode.FullJacobian;
    private const GradientCheckMode Directions = GradientCheckMode.RandomDirections;

    public static IReadOnlyList<AwkwardRow> Rows { get; } = [.. Ties, .. Scales, .. Periods, .. Floats];

    private static IEnumerable<AwkwardRow> Ties =>
    [
        .. InModes("max of rows, all of it to each tied element", x => x[0].Max(1), (g, y, x) => [Column(g) * x[0].EqualTo(Column(y))],
            r => [Of(r, [3, 4], Tied)]),
        .. InModes("min, all of it to each tied element", x => x[0].Min(0), (g, y, x) => [g * x[0].EqualTo(y)],
            r => [new NdArray<double>([5], 0.25, 0.25, Tied(r), Tied(r), Tied(r))]),
        .. InModes("max pooling, all of it to each tied element", x => x[0].MaxPool2D(2),
            (g, y, x) => [Spread(g) * x[0].EqualTo(Spread(y))], r => [Of(r, [1, 1, 4, 4], Tied)]),
        .. InModes("max pooling of zeros, all of it to each", x => x[0].MaxPool2D(2),
            (g, y, x) => [Spread(g) * x[0].EqualTo(Spread(y))], r => [NdArray.Zeros<double>([1, 1, 4, 4])]),
        Row("max pooling of many zeros, all of it to each", x => x[0].MaxPool2D(2),
            (g, y, x) => [Spread(g) * x[0].EqualTo(Spread(y))], r => [NdArray.Zeros<double>([1, 6, 8, 8])]),
        Row("max pooling of many ties, all of it to each", x => x[0].MaxPool2D(2),
            (g, y, x) => [Spread(g) * x[0].EqualTo(Spread(y))], r => [Of(r, [1, 6, 8, 8], Tied)]),
        .. InModes("maximum, all of it to both", x => x[0].Maximum(x[1]), (g, y, x) => [g * (x[0] >= x[1]), g * (x[1] >= x[0])],
            r => Twice(Of(r, [4], Any))),
        .. InModes("minimum, none of it to either", x => x[0].Minimum(x[1]), (g, y, x) => [g * (x[0] < x[1]), g * (x[1] < x[0])],
            r => Twice(Of(r, [4], Any))),
        .. InModes("distance, both slopes positive", x => (x[0] - x[1]).Abs(), (g, y, x) => [g, g], r => Twice(Of(r, [3], Any))),
        .. InModes("range of one tied pair, all to each", x => x[0].Max(0) - x[0].Min(0),
            (g, y, x) => [(g * x[0].EqualTo(x[0].Max(0))) - (g * x[0].EqualTo(x[0].Min(0)))],
            r => [new NdArray<double>([5], 2, -1, 2, -1, Any(r) / 2)]),
    ];

    private static IEnumerable<AwkwardRow> Scales =>
    [
        .. InElements("1e-13 beside 1, the sign", x => Node.Concat([1e-13 * x[0].Exp(), x[1].Exp()], 0),
            (g, y, x) => [-(g[..2] * y[..2]), g[2..] * y[2..]], r => [Of(r, [2], Any), Of(r, [2], Any)]),
        Row("1e-20 beside 1e3, twice", x => Node.Concat([1e-20 * x[0].Exp(), 1e3 + x[1].Exp()], 0),
            (g, y, x) => [2 * g[..2] * y[..2], g[2..] * x[1].Exp()], r => [Of(r, [2], Any), Of(r, [2], Any)], Jacobian),
        .. InModes("e^(-x^2/2) at 30, the sign", x => (-0.5 * x[0].Square()).Exp(), (g, y, x) => [g * x[0] * y],
            r => [Of(r, [2], r => 29 + (2 * r.NextDouble()))]),
        .. InModes("1e-15 sin x, sin for cos", x => 1e-15 * x[0].Sin(), (g, y, x) => [1e-15 * g * x[0].Sin()], r => [Of(r, [2], Any)]),
        .. InModes("1e-200 e^x, half", x => 1e-200 * x[0].Exp(), (g, y, x) => [0.5 * g * y], r => [Of(r, [2], Any)]),
        .. InModes("1 + 1e-12 e^x, nothing", x => 1 + (1e-12 * x[0].Exp()), (g, y, x) => [0 * g * x[0]], r => [Of(r, [2], Any)]),
        .. InModes("tail of the normal distribution, the sign", x => x[0].Erfc(),
            (g, y, x) => [2 / Math.Sqrt(Math.PI) * g * (-x[0].Square()).Exp()], r => [Of(r, [2], r => 8 + (4 * r.NextDouble()))]),
        .. InModes("product of small numbers, twice", x => x[0] * x[1], (g, y, x) => [g * x[1], 2 * g * x[0]],
            r => [Of(r, [2], r => 1e-9 * Any(r)), Of(r, [2], r => 1e-9 * Any(r))]),
        .. InModes("a slope wrong by 1e-4 of it", x => x[0].Exp(), (g, y, x) => [1.0001 * g * y], r => [Of(r, [2], Any)]),
        .. InModes("a slope wrong by 1e-5 of it", x => x[0].Tanh(), (g, y, x) => [0.99999 * g * (1 - y.Square())], r => [Of(r, [2], Any)]),
        .. InModes("a slope wrong by 1e-7 of it", x => x[0].Exp(), (g, y, x) => [(1 + 1e-7) * g * y], r => [Of(r, [2], Any)]),
        .. InModes("a slope wrong by 1e-8 of it", x => x[0].Sin(), (g, y, x) => [(1 - 1e-8) * g * x[0].Cos()], r => [Of(r, [2], Any)]),
        .. InModes("a constant slope wrong by 1e-9 of it", x => 3 * x[0], (g, y, x) => [(1 + 1e-9) * 3 * g], r => [Of(r, [2], Any)]),
    ];

    private static IEnumerable<AwkwardRow> Periods =>
    [
        .. InModes("sin(2 pi 8192 x), nothing", x => (2 * Math.PI * 8192 * x[0]).Sin(), (g, y, x) => [0 * g * x[0]],
            r => [Of(r, [2], Any)]),
        .. InModes("cos(2 pi 1024 x) + x, only x", x => (2 * Math.PI * 1024 * x[0]).Cos() + x[0], (g, y, x) => [g],
            r => [Of(r, [2], Any)]),
        .. InModes("sin(2 pi 1000 x), nothing", x => (2 * Math.PI * 1000 * x[0]).Sin(), (g, y, x) => [0 * g * x[0]],
            r => [Of(r, [2], Any)]),
        .. InModes("sin(2 pi 2^20 x), nothing", x => (2 * Math.PI * (1 << 20) * x[0]).Sin(), (g, y, x) => [0 * g * x[0]],
            r => [Of(r, [2], Any)]),
    ];

    private static IEnumerable<AwkwardRow> Floats =>
    [
        InFloat("0.3 % wrong in float", 1.003f),
        InFloat("1 % wrong in float", 0.99f),
        InFloat("0.1 % wrong in float", 1.001f),
    ];

    private static AwkwardRow InFloat(string name, float factor) => new(
        $"float: {name}",
        random => GradientCheck.Of(
            new WrongInFloat(factor).Apply, NdArray.Generate([3], () => (float)Any(random)), new GradientCheckOptions { Order = 1 }));

    private static IEnumerable<AwkwardRow> InModes(
        string name, Func<Node<double>[], Node<double>> right, Rule rule, Func<Random, NdArray<double>[]> point) =>
        InElements(name, right, rule, point).Append(Row($"{name} ({Directions})", right, rule, point, Directions));

    // Along a random direction the larger output is all that can be seen.
    private static IEnumerable<AwkwardRow> InElements(
        string name, Func<Node<double>[], Node<double>> right, Rule rule, Func<Random, NdArray<double>[]> point) =>
        new[] { Elements, Jacobian }.Select(mode => Row($"{name} ({mode})", right, rule, point, mode));

    private static AwkwardRow Row(string name, Func<Node<double>[], Node<double>> right, Rule rule, Func<Random, NdArray<double>[]> point,
        GradientCheckMode mode = GradientCheckMode.Automatic) => new(name, random =>
        GradientCheck.Of(
            x => new WrongRule(right, rule).Apply([.. x]), point(random), new GradientCheckOptions { Order = 1, Mode = mode }));

    private static Node<double> Column(Node<double> x) => x.Reshape([.. x.Shape, 1]);

    // Every element of a picture four times, as the window of two by two that it came from.
    private static Node<double> Spread(Node<double> x)
    {
        var (n, c, height, width) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        return x.Reshape([n, c, height, 1, width, 1]).BroadcastTo([n, c, height, 2, width, 2]).Reshape([n, c, 2 * height, 2 * width]);
    }

    private static NdArray<double> Of(Random random, Shape shape, Func<Random, double> element) =>
        NdArray.Generate(shape, () => element(random));

    // Of two values, so that the larger is there several times in most places: never fewer than two of five.
    private static double Tied(Random random) => random.Next(5) < 3 ? 0.75 : 0.25;

    private static double Any(Random random) => (random.Next(2) == 0 ? -1 : 1) * (0.15 + (1.3 * random.NextDouble()));

    private static NdArray<double>[] Twice(NdArray<double> x) => [x, x];
}
