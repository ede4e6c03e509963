namespace Autograd.Tests;

/// <content>Right functions that are awkward to check.</content>
internal static partial class HeldOutBank
{
    public static IReadOnlyList<AwkwardRow> Right { get; } =
    [
        At("e^-x^4 around 3", x => (-x.Pow(4)).Exp(), r => 2 + (2 * r.NextDouble())),
        At("log cosh of large", x => x.Cosh().Log(), r => 100 + (200 * r.NextDouble())),
        At("x^-3 at 1e5", x => x.Pow(-3), r => 1e5 * (1 + r.NextDouble())),
        At("sqrt(x^2 + 1e-12) near 0", x => (x.Square() + 1e-12).Sqrt(), Around(1e-6)),
        At("sqrt(x^2 + 1e-20) near 0", x => (x.Square() + 1e-20).Sqrt(), Around(1e-9), order: 1),
        At("softplus(50 x) / 50 near 0", x => (50 * x).Softplus() / 50, Around(0.1)),
        At("softplus(1e5 x) / 1e5 near 0", x => (1e5 * x).Softplus() / 1e5, Around(1e-4), order: 1),
        At("tanh(1e6 x) near 0", x => (1e6 * x).Tanh(), Around(1e-5), order: 1),
        At("relu(x) + relu(-x)", x => x.Relu() + (-x).Relu(), r => r.Next(2) * 1e-8),
        At("relu(x) - relu(-x) beside its kinks", x => x.Relu() - (-x).Relu(), r => 1e-9 * (1 + r.NextDouble())),
        At("min of x and 1 - x at the half", x => x.Minimum(1 - x), r => 0.5),
        At("max of x and sin x at 0", x => x.Maximum(x.Sin()), r => 0, order: 1),
        At("|x|^3 at 0", x => x.Abs().Pow(3), r => 0, order: 1),
        At("|x|^1.1 at 0", x => x.Abs().Pow(1.1), r => 0, order: 1),
        At("x^2 sin(1/x) near 0", x => x.Square() * x.Reciprocal().Sin(), r => 1e-3 * (1 + r.NextDouble()), order: 1),
        At("sin of 1/x", x => x.Reciprocal().Sin(), r => 0.01 * (1 + r.NextDouble())),
        At("sin of x^2 far out", x => x.Square().Sin(), r => 1e3 * (1 + r.NextDouble()), order: 1),
        At("fractional part of 10 x", x => (10 * x) - (10 * x).Floor(), r => r.NextDouble(), order: 1),
        At("x + 1e-5 cos(1e5 x)", x => x + (1e-5 * (1e5 * x).Cos()), r => r.NextDouble(), order: 1),
        At("x^2 + 1e-9 sin(1e8 x)", x => x.Square() + (1e-9 * (1e8 * x).Sin()), r => r.NextDouble(), order: 1),
        At("cos of 1e3 x times e^x", x => (1e3 * x).Cos() * x.Exp(), r => r.NextDouble()),
        At("1e7 + sin x", x => 1e7 + x.Sin(), r => r.NextDouble()),
        At("1e11 + x^3", x => 1e11 + x.Pow(3), r => 1 + r.NextDouble(), order: 1),
        At("(1 + x)^2 - 1 - 2 x near 0", x => (1 + x).Square() - 1 - (2 * x), r => 1e-5 * (1 + r.NextDouble()), order: 1),
        At("x - x(1 - 1e-9)", x => x - (x * (1 - 1e-9)), r => 1 + r.NextDouble()),
        At("sqrt(1 + x) - 1 near 0", x => (1 + x).Sqrt() - 1, r => 1e-9 * (1 + r.NextDouble())),
        At("(e^x - e^-x) / (2 x) near 0", x => (x.Exp() - (-x).Exp()) / (2 * x), r => Math.Pow(10, -1 - (6 * r.NextDouble())), order: 1),
        At("tan x / x near 0", x => x.Tan() / x, r => Math.Pow(10, -1 - (8 * r.NextDouble())), order: 1),
        At("asin x / x near 0", x => x.Asin() / x, r => Math.Pow(10, -1 - (8 * r.NextDouble())), order: 1),
        At("atan at 1e8", x => x.Atan(), r => 1e8 * (1 + r.NextDouble()), order: 1),
        At("1 - tanh^2, saturated", x => 1 - x.Tanh().Square(), r => 5 + (10 * r.NextDouble()), order: 1),
        At("erf, saturated", x => x.Erf(), r => 4 + (2 * r.NextDouble()), order: 1),
        At("log sigmoid at -700", x => x.LogSigmoid(), r => -700 - r.NextDouble()),
        At("x at the end of the range", x => 0.25 * x, r => 1e308 * (1 + (0.7 * r.NextDouble())), order: 1),
        At("1.7e308 sin x", x => 1.7e308 * x.Sin(), r => r.NextDouble(), order: 1),
        At("1e-300 e^x", x => 1e-300 * x.Exp(), r => r.NextDouble()),
        At("x^2 at 1e-170", x => x.Square(), r => 1e-170 * (1 + r.NextDouble()), order: 1),
        At("x^10 at 1e30", x => x.Pow(10), r => 1e30 * (1 + r.NextDouble()), order: 1),
        Many("log-sum-exp of equals", x => x.LogSumExp(), r => 3),
        Many("softmax times temperature", x => (20 * x).Softmax(), r => r.NextDouble()),
        Many("distance to its mean", x => (x - x.Mean()).Abs().Sum(), r => r.Next(3)),
        Many("largest of sums of pairs", x => (x.Reshape([8, 1]) + x).Max(1), r => r.Next(3) / 2.0),
        Many("median by ranks", x => x[0].Minimum(x[1]).Maximum(x[0].Maximum(x[1]).Minimum(x[2])), r => r.NextDouble()),
        Many("relu of a difference of equals", x => (x - x[0]).Relu(), r => 1),
        Many("products of signs", x => x.Sign() * x.Square(), r => r.Next(3) - 1),
        Many("root of a sum of squares, zeros", x => x.Square().Sum().Sqrt(), r => 0),
        Many("root of a sum of squares, tiny", x => x.Square().Sum().Sqrt(), r => 1e-8 * (1 + r.NextDouble())),
        Many("entropy of a softmax", x => -(x.Softmax() * x.LogSoftmax()).Sum(), r => 10 * r.NextDouble()),
        Many("variance of large values", x => x.Variance(), r => 1e4 + r.NextDouble()),
        Many("cumulative sums of all scales", x => x.CumulativeSum(0), r => Math.Pow(10, 6 * (r.NextDouble() - 0.5))),
        Many("cosine of the angle to itself", x => (x * x).Sum() / (x.Norm() * x.Norm()) + (1e-3 * x[0]), r => 1 + r.NextDouble()),
        new("a layer of dead relus", r => GradientCheck.Of(
            (x, w) => (x.MatMul(w) - 50).Relu().Sum() + x.Sum(), Any(r, 3, 4), Any(r, 4, 5), new GradientCheckOptions { Order = 1 })),
        new("three inputs of other shapes", r => GradientCheck.Of(
            x => (x[0].MatMul(x[1]) + x[2]).Tanh().Sum(1), [Any(r, 3, 4), Any(r, 4, 2), Any(r, 2)])),
        new("a scalar of 800 weights", r => GradientCheck.Of(x => (x * x.Sin()).Mean(), Any(r, 800))),
        new("an outer product with zeros", r => GradientCheck.Of(
            (x, y) => x.Reshape([4, 1]) * y, NdArray.Zeros<double>([4]), NdArray.Zeros<double>([3]))),
        new("seeded dropout", r => { var seed = r.Next(); return GradientCheck.Of(
            x => x.Exp().Dropout(0.5, new Random(seed)), Any(r, 20)); }),
        new("a function that counts its calls", r => { var calls = 0; return GradientCheck.Of(
            x => x.Sin() * (++calls > 0 ? 1 : 0), Any(r, 6)); }),
        InFloat("tanh in float", x => x.Tanh(), r => 3 * (float)r.NextDouble()),
        InFloat("1e3 + e^x in float", x => 1e3f + x.Exp(), r => (float)r.NextDouble()),
        InFloat("mean of squares in float", x => x.Square().Mean(), r => 100 * (float)r.NextDouble()),
        InFloat("relu at zeros in float", x => x.Relu() * 2, r => r.Next(2)),
        InFloat("softplus at -30 in float", x => x.Softplus(), r => -30 - (float)r.NextDouble()),
    ];

    private static Func<Random, double> Around(double distance) => random => distance * ((2 * random.NextDouble()) - 1);

    private static AwkwardRow At(
        string name, Func<Node<double>, Node<double>> function, Func<Random, double> point, int order = 2) =>
        new(name,
            random => GradientCheck.Of(function, point(random), new GradientCheckOptions { Order = order }));

    private static AwkwardRow Many(string name, Func<Node<double>, Node<double>> function, Func<Random, double> element) =>
        new(name, random => GradientCheck.Of(function, NdArray.Generate([8], () => element(random)),
            new GradientCheckOptions { Mode = (GradientCheckMode)random.Next(1, 4) }));

    private static AwkwardRow InFloat(string name, Func<Node<float>, Node<float>> function, Func<Random, float> element) =>
        new(name, random => GradientCheck.Of(function, NdArray.Generate([4], () => element(random))));
}
