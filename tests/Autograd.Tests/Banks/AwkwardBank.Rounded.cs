namespace Autograd.Tests;

/// <content>Functions that lose digits, whose numbers are at the ends of the range, or whose weights are all zero.</content>
internal static partial class AwkwardBank
{
    private static IEnumerable<AwkwardRow> Rounded =>
    [
        At("(e^x - 1) / x near 0", x => (x.Exp() - 1) / x, r => Math.Pow(10, -5 - (5 * r.NextDouble())), order: 1),
        At("(1 - cos x) / x^2 near 0", x => (1 - x.Cos()) / x.Square(), r => Math.Pow(10, -2 - (2 * r.NextDouble())), order: 1),
        At("1e13 + x", x => 1e13 + x, r => r.NextDouble()),
        At("1e15 + x", x => 1e15 + x, r => r.NextDouble()),
        At("1e12 + x^2", x => 1e12 + x.Square(), r => 1 + r.NextDouble()),
        At("(x - 1)^7 multiplied out", x => Polynomial(x, -1, 7, -21, 35, -35, 21, -7, 1), r => 1 + (1e-2 * (r.NextDouble() - 0.5))),
        Many("(x - 1)^7 multiplied out, of many", x => Polynomial(x, -1, 7, -21, 35, -35, 21, -7, 1), r => 1 + (0.02 * r.NextDouble())),
        Many("the sum of a softmax", x => x.Softmax().Sum() + (1e-3 * x[0]), r => r.NextDouble()),
        Many("log of a sum of large exponentials", x => (x + 1e6).LogSumExp() - 1e6, r => r.NextDouble()),
        Many("a difference of close sums", x => (1e5 + x).Square().Sum() - ((1e5 * 1e5) + (2e5 * x)).Sum(), r => r.NextDouble()),
        At("a logistic map, 15 times", x => Iterate(x, 15, y => 3.9 * y * (1 - y)), r => 0.2 + (0.6 * r.NextDouble()), order: 1),
        At("a logistic map, 25 times", x => Iterate(x, 25, y => 3.9 * y * (1 - y)), r => 0.2 + (0.6 * r.NextDouble()), order: 1),
        At("a cubic map, 12 times", x => Iterate(x, 12, y => (2.5 * y) - (1.5 * y.Pow(3))), r => 0.2 + (0.6 * r.NextDouble()), order: 1),
        At("a root by Newton's steps", x => Iterate(x, 8, y => 0.5 * (y + (x / y))), r => 1 + r.NextDouble()),
        At("a root by Newton's steps, far off", x => Iterate(1e4 + x, 30, y => 0.5 * (y + (x / y))), r => 1 + r.NextDouble()),
        Matrix("the inverse of a nearly singular matrix", 1e-6, x => x.Inverse()),
        Matrix("the inverse of an almost singular matrix", 1e-9, x => x.Inverse()),
        Matrix("the solution of a nearly singular system", 1e-7, x => x.Solve(NdArray.Ones<double>([4]))),
        Matrix("the determinant of a nearly singular matrix", 1e-8, x => x.Determinant()),
        Hilbert("the inverse of a Hilbert matrix", x => x.Inverse()),
        Hilbert("the solution of a Hilbert system", x => x.Solve(NdArray.Ones<double>([5]))),
        At("x + 1e-12 sin(1e12 x)", x => x + (1e-12 * (1e12 * x).Sin()), r => r.NextDouble(), order: 1),
        At("sin(1e11 x)", x => (1e11 * x).Sin(), r => r.NextDouble(), order: 1),
    ];

    private static IEnumerable<AwkwardRow> Extreme =>
    [
        At("1e-310 e^x", x => 1e-310 * x.Exp(), r => r.NextDouble()),
        At("1e-320 sin x", x => 1e-320 * x.Sin(), r => r.NextDouble()),
        At("1e-300 x^2 of small x", x => 1e-300 * x.Square(), r => 1e-12 * (1 + r.NextDouble())),
        At("e^x at -735", x => x.Exp(), r => -735 - r.NextDouble()),
        At("square at 1e-160", x => x.Square(), r => 1e-160 * (1 + r.NextDouble())),
        At("1e306 sin(1e4 x)", x => 1e306 * (1e4 * x).Sin(), r => r.NextDouble(), order: 1),
        At("reciprocal at 1e-160", x => x.Reciprocal(), r => 1e-160 * (1 + r.NextDouble()), order: 1),
        At("1e300 x^3", x => 1e300 * x.Pow(3), r => 100 * (1 + r.NextDouble())),
        At("e^(1000 x) at the end of the range", x => (1000 * x).Exp(), r => 0.7 + (0.009 * r.NextDouble()), order: 1),
        At("e^(-x^2/2) far out", x => (-0.5 * x.Square()).Exp(), r => 10 + (25 * r.NextDouble())),
        At("tanh, flatter", x => x.Tanh(), r => 15 + (10 * r.NextDouble()), order: 1),
        Many("elements of tiny scales", x => x.Square().Sum() + x.Exp().Sum(), r => Math.Pow(10, -(12 * r.NextDouble()))),
        At("log of 1e-300", x => x.Log(), r => 1e-300 * (1 + r.NextDouble())),
        Many("outputs of all scales", x => NdArray.Generate([8], () => 1.0) * x.Sin() * s_scales, r => r.NextDouble()),
    ];

    private static IEnumerable<AwkwardRow> Zeros =>
    [
        Layers("zero weights before a relu", 20, 15, x => x.Relu(), first: 0, second: 1),
        Layers("zero weights before a leaky relu", 20, 15, x => x.LeakyRelu(0.1), first: 0, second: 1),
        Layers("zero weights on both sides of a relu", 20, 15, x => x.Relu(), first: 0, second: 0),
        Layers("zero weights behind a relu", 20, 15, x => x.Relu(), first: 1, second: 0),
        Layers("zero weights before a tanh", 20, 15, x => x.Tanh(), first: 0, second: 1),
        Layers("few zero weights before a relu", 4, 5, x => x.Relu(), first: 0, second: 1),
        Layers("zero weights before an absolute value", 20, 15, x => x.Abs(), first: 0, second: 1),
        new("max pooling of many ties", random => GradientCheck.Of(x => x.MaxPool2D(2),
            NdArray.Generate([1, 6, 8, 8], () => (double)random.Next(2)), new GradientCheckOptions { Order = 1 })),
        new("max of two that are equal", random =>
        {
            var x = NdArray.Generate([4], random.NextDouble);
            return GradientCheck.Of((a, b) => a.Maximum(b), x, x, new GradientCheckOptions { Mode = (GradientCheckMode)random.Next(1, 4) });
        }),
        new("the distance of two that are equal", random =>
        {
            var x = NdArray.Generate([4], random.NextDouble);
            var options = new GradientCheckOptions { Mode = (GradientCheckMode)random.Next(1, 4) };
            return GradientCheck.Of((a, b) => (a - b).Abs(), x, x, options);
        }),
    ];

    private static Node<double> s_scales => new NdArray<double>([8], 1, 1e-5, 1e-10, 1e-13, 1e-16, 1e-20, 1e-100, 1e5);

    private static Node<double> Polynomial(Node<double> x, params double[] coefficients)
    {
        Node<double> sum = 0 * x;
        var power = NdArray.Ones<double>(x.Shape) + (0 * x);
        foreach (var coefficient in coefficients)
        {
            (sum, power) = (sum + (coefficient * power), power * x);
        }

        return sum;
    }

    private static Node<double> Iterate(Node<double> x, int times, Func<Node<double>, Node<double>> map) =>
        Enumerable.Range(0, times).Aggregate(x, (y, _) => map(y));

    // Two equal rows but for a little.
    private static AwkwardRow Matrix(string name, double distance, Func<Node<double>, Node<double>> function) => new(name, random =>
    {
        var rows = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 4).Select(_ => random.NextDouble() - 0.5).ToArray()).ToArray();
        rows[3] = [.. rows[0].Select(value => value + (distance * (random.NextDouble() - 0.5)))];
        return GradientCheck.Of(function, NdArray.FromRows<double>(rows), new GradientCheckOptions { Order = 1 });
    });

    private static AwkwardRow Hilbert(string name, Func<Node<double>, Node<double>> function) => new(name, random =>
    {
        var rows = Enumerable.Range(0, 5).Select(i => Enumerable.Range(0, 5).Select(j => 1 / (i + j + 1 + (0.01 * random.NextDouble()))));
        return GradientCheck.Of(function, NdArray.FromRows<double>([.. rows.Select(row => row.ToArray())]),
            new GradientCheckOptions { Order = 1, Mode = (GradientCheckMode)random.Next(1, 4) });
    });

    private static AwkwardRow Layers(string name, int inputs, int hidden, Func<Node<double>, Node<double>> activation, double first,
        double second) => new(name, random =>
    {
        Node<double> data = Initialize.Normal<double>([3, inputs], random);
        return GradientCheck.Of(
            w => activation(data.MatMul(w[0]) + w[1]).MatMul(w[2]),
            [
                Weights([inputs, hidden], first), Weights([hidden], first), Weights([hidden, 2], second),
            ],
            new GradientCheckOptions { Order = 1 });

        NdArray<double> Weights(Shape shape, double size) => NdArray.Generate(shape, () => size * (random.NextDouble() - 0.5));
    });
}
