using static System.Math;

namespace Autograd.Tests;

/// <summary>A function, a gradient that somebody wrote by hand, and where to compare the two.</summary>
/// <param name="Name">What is awkward, or wrong.</param>
/// <param name="Function">The function.</param>
/// <param name="Gradient">The gradient.</param>
/// <param name="X">The point.</param>
/// <param name="Says">What the first diagnosis must say; empty for a right one, and where nothing more is to be said.</param>
public sealed record HandWritten(
    string Name, Func<double[], double> Function, Func<double[], double[]> Gradient, double[] X, string Says = "")
{
    public override string ToString() => Name;
}

/// <summary>Gradients written by hand: awkward ones that are right, and wrong ones.</summary>
internal static class HandWrittenBank
{
    private static readonly double[] s_x = [0.7, -1.3, 2.1];

    /// <summary>Right ones at kinks, on wide scales, in noise, on plateaus, at edges, and of functions that are loops.</summary>
    public static IEnumerable<HandWritten> Right() =>
    [
        new("sizes at a kink", x => x.Sum(Math.Abs), Each(v => Sign(v)), [1, 0, -3]),
        new("a relu near its kink", x => x.Sum(v => Max(v, 0)), Each(v => v > 0 ? 1 : 0), [1e-6, -1e-6, 2]),
        new("a relu within the shortest step of its kink", x => x.Sum(v => Max(v, 0)), Each(v => v > 0 ? 1 : 0), [1e-12, -1e-12, 2]),
        new("the largest", x => x.Max(), x => Map(x, v => v == x.Max() ? 1 : 0), [1, 5, 3]),
        new("the largest, tied", x => x.Max(), x => Map(x, v => v == x.Max() ? 0.5 : 0), [5, 5, 3]),
        new("a root near its edge", x => Sqrt(x[0]) + x[1], x => [0.5 / Sqrt(x[0]), 1], [1e-10, 1]),
        new("a logarithm near its pole", x => Log(x[0]) + Square(x[1]), x => [1 / x[0], 2 * x[1]], [1e-200, 3]),
        new("slopes of wide scales", x => (1e10 * Square(x[0])) + (1e-10 * Square(x[1])), x => [2e10 * x[0], 2e-10 * x[1]], [1, 1]),
        new("numbers of wide scales", x => Square(x[0]) + Square(x[1]), Each(v => 2 * v), [1e8, 1e-8]),
        new("a large constant", x => 1e12 + Square(x[0]) + x[1], x => [2 * x[0], 1], [1, 2]),
        new("huge values", x => 1e300 * (Square(x[0]) + x[1]), x => [2e300 * x[0], 1e300], [1, 2]),
        new("tiny values", x => 1e-300 * (Square(x[0]) + x[1]), x => [2e-300 * x[0], 1e-300], [1, 2]),
        new("values below the normal ones", x => 1e-310 * (Square(x[0]) + x[1]), x => [2e-310 * x[0], 1e-310], [1, 2]),
        new("a number below the normal ones", x => Square(x[0]) + x[1], x => [2 * x[0], 1], [1e-310, 2]),
        new("a plateau", x => Tanh(x[0]) + (0 * x[1]), x => [1 / Square(Cosh(x[0])), 0], [30, 1]),
        new("a function that is flat to all orders", x => Exp(-1 / x[0]), x => [Exp(-1 / x[0]) / Square(x[0])], [0.001]),
        new("a constant", _ => 3, x => new double[x.Length], [1, 2]),
        new("a minimum", x => Square(x[0] - 1) + Square(x[1] - 2), x => [2 * (x[0] - 1), 2 * (x[1] - 2)], [1, 2]),
        new("a flat minimum", x => Pow(x[0] - 1, 4), x => [4 * Pow(x[0] - 1, 3)], [1]),
        new("a saddle", x => Square(x[0]) - Square(x[1]), x => [2 * x[0], -2 * x[1]], [0, 0]),
        new("noise of eight digits", x => Square(x[0]) * (1 + (1e-8 * Sin(1e9 * x[0]))), x => [2 * x[0]], [1.3]),
        new("floats inside", x => (float)(Sin(x[0]) * x[1]), x => [Cos(x[0]) * x[1], Sin(x[0])], [0.7, 1.9]),
        new("a solver that stops early", x => Root(x[0], 1e-9), x => [0.5 / Sqrt(x[0])], [7]),
        new("an integral", x => Integral(v => Exp(-x[0] * v * v)), x => [-Integral(v => v * v * Exp(-x[0] * v * v))], [1.5]),
        new("fast waves", x => Sin(1e5 * x[0]), x => [1e5 * Cos(1e5 * x[0])], [0.3]),
        new("near overflow", x => Exp(x[0]), x => [Exp(x[0])], [700]),
        new("near underflow", x => Exp(x[0]), x => [Exp(x[0])], [-700]),
        new("a saturated sigmoid", x => 1 / (1 + Exp(-x[0])), x => [Exp(-x[0]) / Square(1 + Exp(-x[0]))], [40]),
        new("a softplus that loses its digits", x => Log(1 + Exp(x[0])), x => [1 / (1 + Exp(-x[0]))], [-30]),
        new("differences that cancel", x => (1 - Cos(x[0])) / Square(x[0]),
            x => [((x[0] * Sin(x[0])) - 2 + (2 * Cos(x[0]))) / Pow(x[0], 3)], [1e-3]),
        new("a line through points", x => Line(x[0]), x => [(2 * Floor(x[0])) + 1], [2.4]),
        new("a clip at its bound", x => Min(Max(x[0], 0), 1) + Square(x[1]), x => [0, 2 * x[1]], [1, 2]),
        new("five hundred numbers", x => x.Select((v, i) => (i + 1) * Square(v)).Sum(),
            x => [.. x.Select((v, i) => 2 * (i + 1) * v)], Waves(500)),
        new("a cone at its tip", x => -20 * Exp(-0.2 * Length(x)), x => [0, 0], [0, 0]),
        new("x to 3/2 at 0", x => Sqrt(x[0]) * x[0], x => [1.5 * Sqrt(x[0])], [0]),
        new("x log x at 0", x => x[0] == 0 ? 0 : x[0] * Log(x[0]), _ => [double.NegativeInfinity], [0]),
        new("a barrier near its wall", x => -Log(x[0]) - Log(1 - x[0]), x => [(-1 / x[0]) + (1 / (1 - x[0]))], [1 - 1e-9]),
        new("a barrier at its wall", x => -Log(1 - x[0]), x => [1 / (1 - x[0])], [1 - 1e-14]),
        new("an arc cosine near its end", x => Acos(x[0]), x => [-1 / Sqrt(1 - Square(x[0]))], [0.9999999]),
        new("a power", x => Pow(x[0], x[1]), x => [x[1] * Pow(x[0], x[1] - 1), Log(x[0]) * Pow(x[0], x[1])], [2.5, -3.5]),
        new("a difference of large numbers", x => Square(x[0] - 1e15), x => [2 * (x[0] - 1e15)], [1e15 + 100]),
        new("a penalty that is not active", x => Square(Max(0, x[0] - 5)), x => [2 * Max(0, x[0] - 5)], [3]),
        new("a penalty at its bound", x => Square(Max(0, x[0] - 5)), x => [2 * Max(0, x[0] - 5)], [5]),
        new("the same random numbers in each call", x => Payoff(x[0]), x => [PayoffSlope(x[0], all: false)], [1.2]),
    ];

    /// <summary>Wrong ones.</summary>
    public static IEnumerable<HandWritten> Wrong() =>
    [
        new("half", x => x.Sum(Square), Each(v => v), s_x, "1/2 times"),
        new("sign", x => x.Sum(Math.Sin), Each(v => -Cos(v)), s_x, "wrong sign"),
        new("sine for cosine", x => x.Sum(Math.Sin), Each(Math.Sin), s_x, "sin x where cos x belongs"),
        new("a cross term", x => (x[0] * x[1]) + Square(x[2]), x => [x[1], 0, 2 * x[2]], s_x, "only at [1], where it is"),
        new("one in a hundred thousand", x => x.Sum(Math.Exp), Each(v => Exp(v) * (1 + 1e-5)), s_x),
        new("differences for derivatives", x => x.Sum(Math.Exp), Each(v => (Exp(v + 1e-4) - Exp(v)) / 1e-4), s_x,
            "by a small share, 5.0E-5 of it, the same everywhere"),
        new("beside a large constant", x => 1e6 + Square(x[0]) + x[1], x => [2 * x[0], 0.5], [1, 2], "only at [1], 0.5 times"),
        new("of huge values", x => 1e300 * (Square(x[0]) + x[1]), x => [1e300 * x[0], 1e300], [1, 2], "only at [0], 0.5 times"),
        new("of tiny values", x => 1e-300 * (Square(x[0]) + x[1]), x => [1e-300 * x[0], 1e-300], [1, 2], "only at [0], 0.5 times"),
        new("a relu without its corner", x => x.Sum(v => Max(v, 0)), Each(_ => 1), s_x, "only at [1]"),
        new("nothing", x => x.Sum(v => Max(v, 0)), Each(_ => 0), s_x, "0 everywhere"),
        new("the largest, shared by all", x => x.Max(), x => Map(x, _ => 1.0 / x.Length), s_x, "the same for every element"),
        new("reversed", x => x[0] + (2 * x[1]) + (3 * x[2]), _ => [3, 2, 1], s_x, "reversed"),
        new("shifted", x => x[0] + (2 * x[1]) + (4 * x[2]), _ => [4, 1, 2], s_x, "shifted by 1"),
        new("degrees", x => Sin(x[0] * PI / 180) + x[1], x => [Cos(x[0] * PI / 180), 1], [30, 2], "only at [0], 57.3 times"),
        new("an inner derivative", x => x.Sum(v => Exp(3 * v)), Each(v => Exp(3 * v)), [0.3, 0.1], "1/3 times"),
        new("n for n - 1", Variance, x => Map(x, v => 2 * (v - x.Average()) / x.Length), s_x, "0.666667 times"),
        new("only its own term of a softmax", Share, x => [Share(x), 0, 0], s_x, "lacks a term"),
        new("the sign of the others of a softmax", Share, x => [Share(x) * (1 - Share(x)), Share(x) * Part(x, 1), Share(x) * Part(x, 2)],
            s_x, "only at [1], [2], where its sign is wrong"),
        new("a penalty forgotten", Penalized, Each(Math.Cos), s_x, "lacks a term: 0.1 x"),
        new("a penalty twice", Penalized, Each(v => Cos(v) + (0.2 * v)), s_x, "-0.1 x"),
        new("a penalty on what has none", x => x.Sum(Math.Sin) + (0.05 * (Square(x[0]) + Square(x[1]))), Each(v => Cos(v) + (0.1 * v)), s_x,
            "only at [2]"),
        new("the last left out", x => x.Sum(Square), x => [2 * x[0], 2 * x[1], 0], s_x, "only at [2], at the last position of axis 0"),
        new("infinite", x => x.Sum(Square), x => [2 * x[0], double.PositiveInfinity, 2 * x[2]], s_x, "is Infinity at [1]"),
        new("not a number", x => x.Sum(Square), x => [2 * x[0], double.NaN, 2 * x[2]], s_x, "is NaN at [1]"),
        new("ones", x => x.Sum(Square), Each(_ => 1), s_x, "lacks the factor 2 x"),
        new("of a point before", x => x.Sum(Math.Exp), _ => Map(s_x, v => Exp(v + 0.1)), s_x),
        new("the size for its slope", x => x.Sum(Math.Abs), Each(Math.Abs), s_x, "the factor x too many"),
        new("one of five hundred", x => x.Sum(Square), x => [.. x.Select((v, i) => i == 333 ? 0 : 2 * v)], Waves(500), "only at [333]"),
        new("a power", x => x.Sum(v => Pow(v, 5)), Each(v => Pow(v, 4)), s_x, "1/5 times"),
        new("a quotient", x => x[0] / x[1], x => [1 / x[1], x[0] / Square(x[1])], [0.7, 1.3], "only at [1], where its sign is wrong"),
        new("another base", x => x.Sum(Math.Log2), Each(v => 1 / v), [0.7, 1.3], "0.693147 times"),
        new("the slope of a sigmoid by x", x => x.Sum(v => 1 / (1 + Exp(-v))), Each(v => v * (1 - v)), s_x),
        new("a deviation", x => Exp(-Square(x[0]) / 8) + x[1], x => [-x[0] * Exp(-Square(x[0]) / 8), 1], [0.7, 1], "only at [0], 4 times"),
        new("in saturation", x => Exp(-x[0]), x => [Exp(-x[0])], [30], "wrong sign"),
        new("in noise", x => Square(x[0]) * (1 + (1e-8 * Sin(1e9 * x[0]))), x => [x[0]], [1.3], "1/2 times"),
        new("around floats", x => (float)(Sin(x[0]) * x[1]), x => [Cos(x[0]) * x[1], 2 * Sin(x[0])], [0.7, 1.9], "only at [1], 2 times"),
        new("an integral without its step", x => Integral(v => Exp(-x[0] * v * v)),
            x => [-2000 * Integral(v => v * v * Exp(-x[0] * v * v))], [1.5], "2000 times"),
        new("random numbers that do not count", x => Payoff(x[0]), x => [PayoffSlope(x[0], all: true)], [1.2]),
        new("a slope beside a kink", x => Abs(x[0]), _ => [3], [0]),
        new("at a minimum", x => Square(x[0] - 1), _ => [1e-3], [1]),
    ];

    private static Func<double[], double[]> Each(Converter<double, double> slope) => x => Map(x, slope);

    private static double[] Map(double[] x, Converter<double, double> map) => Array.ConvertAll(x, map);

    private static double[] Waves(int count) => [.. Enumerable.Range(1, count).Select(i => Sin(i))];

    private static double Square(double x) => x * x;

    private static double Length(double[] x) => Sqrt(x.Sum(Square) / 2);

    private static double Variance(double[] x) => x.Sum(v => Square(v - x.Average())) / (x.Length - 1);

    private static double Part(double[] x, int element) => Exp(x[element]) / x.Sum(Math.Exp);

    private static double Share(double[] x) => Part(x, 0);

    private static double Penalized(double[] x) => x.Sum(Math.Sin) + (0.05 * x.Sum(Square));

    // Newton's method.
    private static double Root(double x, double tolerance)
    {
        var root = 1.0;
        while (Abs((root * root) - x) > tolerance)
        {
            root -= ((root * root) - x) / (2 * root);
        }

        return root;
    }

    private static double Integral(Func<double, double> f) => Enumerable.Range(0, 2000).Sum(i => f(i / 2000.0) / 2000);

    // Through the squares of the whole numbers.
    private static double Line(double x) => ((x - Floor(x)) * Square(Floor(x) + 1)) + ((Floor(x) + 1 - x) * Square(Floor(x)));

    private static double Payoff(double x)
    {
        var random = new Random(3);
        return Enumerable.Range(0, 500).Sum(_ => Max((random.NextDouble() * x) - 0.5, 0) / 500);
    }

    private static double PayoffSlope(double x, bool all)
    {
        var random = new Random(3);
        return Enumerable.Range(0, 500).Select(_ => random.NextDouble()).Sum(u => all || u * x > 0.5 ? u / 500 : 0);
    }
}
