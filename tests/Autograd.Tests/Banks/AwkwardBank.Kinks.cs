namespace Autograd.Tests;

/// <content>Kinks, jumps, cusps and edges, alone, many at once, and near by; and slopes beyond the range of numbers.</content>
internal static partial class AwkwardBank
{
    private static IEnumerable<AwkwardRow> Corners =>
    [
        At("cusp: sqrt |x| near 0", x => x.Abs().Sqrt(), Between(-14, -3), order: 1),
        At("|x|^1.5 at 0", x => x.Abs().Pow(1.5), r => 0, order: 1),
        At("|x|^1.5 near 0", x => x.Abs().Pow(1.5), Between(-12, -3), order: 1),
        At("|x|^0.9 near 0", x => x.Abs().Pow(0.9), Between(-12, -3), order: 1),
        At("x log |x| near 0", x => x * x.Abs().Log(), Between(-12, -3), order: 1),
        At("e^-|x| near 0", x => (-x.Abs()).Exp(), Between(-14, -1), order: 1),
        At("|sin x| near its zeros", x => x.Sin().Abs(), r => (Math.PI * r.Next(1, 9)) + Between(-12, -2)(r), order: 1),
        At("a kink 1e-7 off, and the slope beside it", x => (x - 1e-7).Relu() + x.Sin(), r => 0, order: 1),
        At("a kink 1e-300 off", x => (x - 1e-300).Relu() + x, r => 0, order: 1),
        At("two kinks, one to each side", x => (x - 1e-6).Relu() + (-x - 1e-6).Relu(), Near(1e-7), order: 1),
        At("relu of relu of minus", x => (x.Relu() - 1e-9).Relu(), Between(-10, -8), order: 1),
        At("relu times itself shifted", x => x.Relu() * (x - 1e-8), Between(-10, -6), order: 1),
        At("a jump beside the point", x => (x > 1e-8) + x.Square(), r => 0, order: 1),
        At("sign of a sine", x => (1e3 * x).Sin().Sign() * x, r => r.NextDouble(), order: 1),
        At("round, and the rest squared", x => (x - x.Round()).Square(), r => r.Next(3) + (0.5 * r.Next(2)), order: 1),
        At("a pinball loss at its corner", x => (0.9 * x).Maximum(-0.1 * x), r => 0, order: 1),
        At("Huber at its corner", x => x.Huber(0.0 * x.StopGradient(), delta: 0.5), r => 0.5 * (r.Next(2) == 0 ? -1 : 1), order: 1),
        At("clamp of nothing between", x => x.Clamp(0.5, 0.5) + x, r => 0.5, order: 1),
        At("selu at 0", x => x.Selu(), r => 0, order: 1),
        At("hard sigmoid at its corner", x => x.HardSigmoid(), r => 3 * (r.Next(2) == 0 ? -1 : 1), order: 1),
        At("the lesser of three at one point", x => x.Minimum(x.Square()).Minimum((x.Square() * x)), r => 1, order: 1),
        At("where x > 0, joined smoothly", x => (x > 0).Where(x.Exp() - 1, x + (0.5 * x.Square())), Between(-10, -1), order: 1),
        At("where x > 0, joined with a kink", x => (x > 0).Where(2 * x, x), Between(-10, -1), order: 1),
        Many("relu of many zeros and others", x => x.Relu(), r => r.Next(3) - 1),
        Many("the largest of absolute values", x => x.Abs().Max(0), r => r.Next(-2, 3)),
        Many("sum of absolute values at 0", x => x.Abs().Sum(), r => r.Next(2) * 0.5),
        Many("hinge at its margin", x => (1 - x).Relu().Sum(), r => 1 + (r.Next(2) * 0.25)),
        Many("maxout of equals", x => x.Maxout(2), r => r.Next(2)),
        Many("distances of all pairs, some 0", x => (x.Reshape([8, 1]) - x).Abs().Sum(1), r => r.Next(4) / 4.0),
        Many("largest minus least", x => x.Max(0) - x.Min(0), r => r.Next(3) / 4.0),
        Many("norm of zeros", x => x.Norm(), r => 0),
        Many("norm of tiny ones", x => x.Norm(), Between(-12, -8)),
        Many("a product with zeros", x => x.Prod(0), r => r.Next(3) / 2.0),
        Many("products with zeros, running", x => x[..4].Prod(0) + x[4..].Prod(0), r => r.Next(2) * (1 + r.NextDouble())),
        Many("softmax of equals", x => x.Softmax(), r => 1),
        Many("log of a sum of exponentials, far apart", x => x.LogSumExp(), r => 700 * r.NextDouble()),
        Many("the third largest", x => Sorted(x, 3), r => r.NextDouble()),
        At("sqrt at 0", x => x.Sqrt(), r => 0, order: 1),
        At("asin at 1", x => x.Asin(), r => 1, order: 1),
        At("acosh at 1", x => x.Acosh(), r => 1, order: 1),
        At("x log x at 0 by XLogY", x => x.XLogY(x), r => Math.Pow(10, -6 - (6 * r.NextDouble())), order: 1),
        At("tan near its pole", x => x.Tan(), r => (Math.PI / 2) - Math.Pow(10, -1 - (8 * r.NextDouble())), order: 1),
        At("x^-5 at 1e-50", x => x.Pow(-5), r => 1e-50 * (1 + r.NextDouble()), order: 1),
        At("reciprocal at 1e-200", x => x.Reciprocal(), r => 1e-200 * (1 + r.NextDouble()), order: 1),
        At("1e308 x", x => 1e308 * x, r => r.NextDouble()),
        At("1e308 tanh(1e3 x)", x => 1e308 * (1e3 * x).Tanh(), Near(1e-4), order: 1),
        At("square at 1e150", x => x.Square(), r => 1e150 * (1 + r.NextDouble())),
        At("sqrt at 1e-320", x => x.Sqrt(), r => 1e-320 * (1 + r.NextDouble()), order: 1),
        At("log at 1e-320", x => x.Log(), r => 1e-320 * (1 + r.NextDouble()), order: 1),
        At("1e-315 x^2", x => 1e-315 * x.Square(), r => 1 + r.NextDouble()),
        At("5e-324 x", x => double.Epsilon * x, r => 10 * r.NextDouble()),
        At("e^x at -745", x => x.Exp(), r => -744 - r.NextDouble(), order: 1),
        At("e^-e^x", x => (-x.Exp()).Exp(), r => 5 + (1.6 * r.NextDouble())),
        At("x^300 at 0.1", x => x.Pow(300), r => 0.1 + (0.01 * r.NextDouble()), order: 1),
        At("erfc far out", x => x.Erfc(), r => 20 + (6 * r.NextDouble())),
        At("log normal cdf far out", x => x.LogNormalCdf(), r => -1e3 * (1 + r.NextDouble())),
        At("nothing of x but a constant", x => (0 * x) + 3, r => r.NextDouble()),
        At("x at 0", x => x, r => 0),
        At("x - x", x => x - x, r => r.NextDouble()),
        At("x / x", x => x / x, Between(-8, 8)),
        At("(x^2)^0.5", x => x.Square().Pow(0.5), Between(-8, 2)),
        At("e^(log x)", x => x.Log().Exp(), r => Math.Pow(10, 12 * (r.NextDouble() - 0.5))),
        At("x^x^x", x => (x.Log() * (x * x.Log()).Exp()).Exp(), r => 1 + (1.3 * r.NextDouble())),
    ];

    private static Node<double> Sorted(Node<double> x, int rank)
    {
        var order = x.Value.ToArray().Index().OrderByDescending(entry => entry.Item).ToArray();
        return x[order[rank - 1].Index];
    }
}
