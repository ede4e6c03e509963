namespace Autograd.Tests;

/// <summary>A right function at points where checkers go wrong.</summary>
/// <param name="Name">The function and the spot.</param>
/// <param name="Check">Checks it at a point near the spot, drawn by the random numbers.</param>
public sealed record AwkwardRow(string Name, Func<Random, GradientReport> Check)
{
    public override string ToString() => Name;
}

/// <summary>Functions whose rules are right, at kinks and edges, at extreme scales, steep, flat, and rounded.</summary>
internal static partial class AwkwardBank
{
    public static IReadOnlyList<AwkwardRow> Rows { get; } =
    [
        At("relu at 0", x => x.Relu(), r => 0),
        At("relu near 0", x => x.Relu(), Near(1e-9)),
        At("relu near 0, less so", x => x.Relu(), Near(1e-5)),
        At("abs at 0", x => x.Abs(), r => 0),
        At("abs near 0", x => x.Abs(), Near(1e-12)),
        At("abs of a product near 0", x => (x * x.Exp()).Abs(), Near(1e-7)),
        At("leaky relu at 0", x => x.LeakyRelu(0.1), r => 0),
        At("elu near 0", x => x.Elu(), Near(1e-8)),
        At("hard tanh at its corners", x => x.HardTanh(), r => (r.Next(2) * 2) - 1 + (1e-10 * r.Next(3))),
        At("clamp near its corner", x => x.Square().Clamp(0.25, 4), r => 0.5 + (1e-6 * (r.NextDouble() - 0.5))),
        At("max, tied", x => x.Maximum(x.Square()), r => r.Next(2)),
        At("max, nearly tied", x => x.Maximum(x.Square()), r => 1 + (1e-9 * r.NextDouble())),
        Many("max of many, tied", x => x.Max(0), r => r.Next(3)),
        Many("max pooling, tied", x => x.Reshape([1, 1, 2, 4]).MaxPool2D(2), r => r.Next(2)),
        Many("least and largest, tied", x => (x * x).Min(0) + x.Max(0), r => r.Next(1, 6) / 4.0),
        At("floor near a whole number", x => x.Floor() + x, r => 1 + (1e-7 * r.NextDouble())),
        At("sign at 0", x => x.Sign() * x, r => 0),
        At("sqrt near 0", x => x.Sqrt(), r => Math.Pow(10, -3 - (9 * r.NextDouble()))),
        At("sqrt at 1e-8", x => x.Sqrt(), r => 1e-8 * (1 + r.NextDouble())),
        At("log near 0", x => x.Log(), r => Math.Pow(10, -3 - (9 * r.NextDouble()))),
        At("x log x near 0", x => x * x.Log(), r => 1e-6 * (0.1 + r.NextDouble())),
        At("reciprocal near 0", x => x.Reciprocal(), Near(1e-4)),
        At("squared relu at 0", x => x.Relu().Square(), r => 0),
        At("squared relu near 0", x => x.Relu().Square(), Near(1e-7)),
        At("relu cubed at 0", x => x.Relu().Pow(3), r => 0),
        At("x |x| at 0", x => x * x.Abs(), r => 0),
        At("squared hinge at its corner", x => (1 - x).Relu().Square(), r => 1),
        At("acos next to 1", x => x.Acos(), r => 1 - Math.Pow(10, -6 - (8 * r.NextDouble()))),
        At("sqrt next to its edge", x => (1 - x).Sqrt(), r => 1 - Math.Pow(10, -6 - (8 * r.NextDouble()))),
        At("asin near 1", x => x.Asin(), r => 1 - Math.Pow(10, -2 - (6 * r.NextDouble()))),
        At("power 2.5 at 0", x => x.Pow(2.5), r => 0, order: 1),
        At("norm at 0", x => x.Reshape([1]).Norm(), r => 0),
        At("x^x", x => (x * x.Log()).Exp(), r => 0.01 + (4 * r.NextDouble())),
        At("x^x large", x => (x * x.Log()).Exp(), r => 20 + (100 * r.NextDouble())),
        At("e^(50 x)", x => (50 * x).Exp(), r => 2 * r.NextDouble()),
        At("e^x at 500", x => x.Exp(), r => 500 + (200 * r.NextDouble())),
        At("e^(e^x)", x => x.Exp().Exp(), r => 3 * r.NextDouble()),
        At("e^(-1e6 x^2)", x => (-1e6 * x.Square()).Exp(), Near(1e-3)),
        At("sin(1e4 x)", x => (1e4 * x).Sin(), r => r.NextDouble()),
        At("x + 1e-6 sin(1e7 x)", x => x + (1e-6 * (1e7 * x).Sin()), r => r.NextDouble()),
        At("sin at 1e8", x => x.Sin(), r => 1e8 * (1 + r.NextDouble())),
        At("1e-8 scale of the value", x => 1e-8 * x.Exp(), r => r.NextDouble()),
        At("1e-30 scale of the value", x => 1e-30 * x.Exp(), r => r.NextDouble()),
        At("1e8 scale of the value", x => 1e8 * x.Exp(), r => r.NextDouble()),
        At("1e8 scale of the input", x => (1e-8 * x).Sin(), r => 1e8 * r.NextDouble()),
        At("1e-8 scale of the input", x => (1e8 * x).Sin(), r => 1e-8 * (0.5 + r.NextDouble())),
        At("1e9 + e^x", x => 1e9 + x.Exp(), r => r.NextDouble()),
        At("(1e9 + e^x) - 1e9", x => (1e9 + x.Exp()) - 1e9, r => r.NextDouble()),
        At("(1e6 + x^2) - 1e6", x => (1e6 + x.Square()) - 1e6, r => r.NextDouble()),
        At("sigmoid, saturated", x => x.Sigmoid(), r => (r.Next(2) == 0 ? -1 : 1) * (20 + (20 * r.NextDouble()))),
        At("tanh, flat", x => x.Tanh(), r => 8 + (10 * r.NextDouble())),
        At("flat but for a bump far away", x => (-(x - 1).Square() * 1e4).Exp(), Near(0.2)),
        At("x^20 near 0", x => x.Pow(20), Near(0.1)),
        Many("softmax, one dominant", x => x.Softmax(), r => r.Next(3) == 0 ? 30 + r.NextDouble() : r.NextDouble()),
        Many("log softmax of large ones", x => x.LogSoftmax(), r => 1e4 * r.NextDouble()),
        Many("elements of all scales", x => x.Square().Sum() + x.Sin().Sum(), r => Math.Pow(10, (16 * r.NextDouble()) - 8)),
        Many("variance of close values", x => x.Variance(), r => 1000 + (1e-3 * r.NextDouble())),
        Many("a chain of relus", x => (x.Relu() - 0.1).Relu().Square(), r => 0.2 * r.NextDouble()),
        InFloat("e^x in float", x => x.Exp(), r => (float)(4 * r.NextDouble())),
        InFloat("softmax in float", x => x.Softmax(), r => (float)(10 * r.NextDouble())),
        InFloat("relu at 0 in float", x => x.Relu(), r => 0),
        InFloat("log near 0 in float", x => x.Log(), r => (float)(1e-4 * (0.1 + r.NextDouble()))),
        InFloat("sin(1e4 x) in float", x => (1e4f * x).Sin(), r => (float)r.NextDouble()),
        InFloat("1e4 + x in float", x => (1e4f + x).Square(), r => (float)r.NextDouble()),
        InFloat("sigmoid, saturated, in float", x => x.Sigmoid(), r => (float)(10 * r.NextDouble()) + 10),
        .. Rounded,
        .. Extreme,
        .. Zeros,
        .. Plateaus,
        .. Corners,
        .. Networks,
    ];

    private static Func<Random, double> Near(double distance) => random => distance * ((2 * random.NextDouble()) - 1);

    private static AwkwardRow At(string name, Func<Node<double>, Node<double>> function, Func<Random, double> point, int order = 2) =>
        new(name, random => GradientCheck.Of(function, point(random), new GradientCheckOptions { Order = order }));

    private static AwkwardRow Many(string name, Func<Node<double>, Node<double>> function, Func<Random, double> element) =>
        new(name, random => GradientCheck.Of(function, NdArray.Generate([8], () => element(random)),
            new GradientCheckOptions { Mode = (GradientCheckMode)random.Next(1, 4) }));

    private static AwkwardRow InFloat(string name, Func<Node<float>, Node<float>> function, Func<Random, float> element) =>
        new(name, random => GradientCheck.Of(function, NdArray.Generate([4], () => element(random))));
}
