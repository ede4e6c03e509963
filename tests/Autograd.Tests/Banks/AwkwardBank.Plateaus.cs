namespace Autograd.Tests;

/// <content>Functions whose values are rounded so coarsely that they stand still or scatter; and those finer than any step.</content>
internal static partial class AwkwardBank
{
    private static IEnumerable<AwkwardRow> Plateaus =>
    [
        At("(1 - cos x) / x^2 at 1e-7", x => (1 - x.Cos()) / x.Square(), r => 1e-7 * (1 + r.NextDouble()), order: 1),
        At("(1 - cos x) / x^2 at 1e-6", x => (1 - x.Cos()) / x.Square(), r => 1e-6 * (1 + r.NextDouble()), order: 1),
        At("(1 - cos x) / x^2 at 1e-8", x => (1 - x.Cos()) / x.Square(), r => 1e-8 * (1 + r.NextDouble()), order: 1),
        At("(1 - cos x) / x^2 from 1e-9 to 0.1", x => (1 - x.Cos()) / x.Square(), Between(-9, -1), order: 1),
        At("(1 - cos x) / x", x => (1 - x.Cos()) / x, Between(-9, -1), order: 1),
        At("sin x / x", x => x.Sin() / x, Between(-12, -1), order: 1),
        At("(x - sin x) / x^3", x => (x - x.Sin()) / x.Pow(3), Between(-6, -1), order: 1),
        At("tan x - sin x over x^3", x => (x.Tan() - x.Sin()) / x.Pow(3), Between(-6, -1), order: 1),
        At("(e^x - 1 - x) / x^2", x => ((x.Exp() + 0) - 1 - x) / x.Square(), Between(-8, -1), order: 1),
        At("log(1 + x) / x", x => Textbook(() => (1 + x).Log() / x), Between(-14, -2), order: 1),
        At("(e^x - 1) / x as written", x => Textbook(() => (x.Exp() - 1) / x), Between(-14, -2), order: 1),
        At("(sqrt(1 + x) - 1) / x", x => ((1 + x).Sqrt() - 1) / x, Between(-14, -2), order: 1),
        At("tanh x / x", x => x.Tanh() / x, Between(-12, -1), order: 1),
        At("erf x / x", x => x.Erf() / x, Between(-12, -1), order: 1),
        At("(cosh x - 1) / x^2", x => (x.Cosh() - 1) / x.Square(), Between(-8, -1), order: 1),
        At("1/x - 1/tan x", x => (1 / x) - (1 / x.Tan()), Between(-8, -1), order: 1),
        At("1/x - 1/sinh x", x => (1 / x) - (1 / x.Sinh()), Between(-8, -1), order: 1),
        At("(1 + x) - 1", x => (1 + x) - 1, Between(-16, -2)),
        At("1 + (1e-17 x)", x => 1 + (1e-17 * x), r => r.NextDouble()),
        At("(1e16 + x) - 1e16", x => (1e16 + x) - 1e16, r => 10 * r.NextDouble(), order: 1),
        At("(1e8 + x) - 1e8, squared", x => ((1e8 + x) - 1e8).Square(), r => r.NextDouble(), order: 1),
        At("(1e12 + x) - 1e12, times e^x", x => ((1e12 + x) - 1e12) * x.Exp(), r => r.NextDouble(), order: 1),
        At("sqrt(x^2 + 1) - x, large", x => (x.Square() + 1).Sqrt() - x, r => Math.Pow(10, 4 + (5 * r.NextDouble())), order: 1),
        At("(x^10 - 1) / (x - 1) near 1", x => (x.Pow(10) - 1) / (x - 1), r => 1 + Math.Pow(10, -2 - (8 * r.NextDouble())), order: 1),
        At("log x / (x - 1) near 1", x => x.Log() / (x - 1), r => 1 + Math.Pow(10, -2 - (10 * r.NextDouble())), order: 1),
        At("acosh near 1", x => x.Acosh(), r => 1 + Math.Pow(10, -2 - (8 * r.NextDouble())), order: 1),
        At("atanh near 1", x => x.Atanh(), r => 1 - Math.Pow(10, -2 - (8 * r.NextDouble())), order: 1),
        At("sin x by its series at 20", x => SineSeries(x), r => 18 + (4 * r.NextDouble()), order: 1),
        At("e^x by its series at -20", x => ExpSeries(x), r => -20 - r.NextDouble(), order: 1),
        At("variance as a difference of squares", x => Variance(x * NdArray.Generate([8], () => 1.0)), r => 1e4 + r.NextDouble(), order: 1),
        Many("variance as a difference of squares, of many", Variance, r => 1e3 + r.NextDouble()),
        At("(x - 1)^9 multiplied out", x => Polynomial(x, -1, 9, -36, 84, -126, 126, -84, 36, -9, 1),
            r => 1 + (1e-2 * (r.NextDouble() - 0.5)), order: 1),
        At("Wilkinson's polynomial",
            x => Enumerable.Range(1, 12).Aggregate(0 * x + 1, (y, i) => y * (x - i)), r => 1 + (11 * r.NextDouble())),
        At("Rump's polynomial", Rump, r => 77617 + r.NextDouble(), order: 1),
        At("rounded to float and back", x => (x * ((1 << 29) + 1)) - ((x * ((1 << 29) + 1)) - x), r => r.NextDouble(), order: 1),
        At("a logistic map, 40 times", x => Iterate(x, 40, y => 3.9 * y * (1 - y)), r => 0.2 + (0.6 * r.NextDouble()), order: 1),
        At("a tent map, 10 times", x => Iterate(x, 10, y => 1.9 * y.Minimum(1 - y)), r => 0.2 + (0.6 * r.NextDouble()), order: 1),
        At("a sine map, 20 times", x => Iterate(x, 20, y => (3 * y).Sin()), r => 0.2 + (0.6 * r.NextDouble()), order: 1),
        At("roots of roots", x => Iterate(x, 40, y => y.Sqrt()), r => 1 + r.NextDouble(), order: 1),
        At("roots, then squares", x => Iterate(Iterate(x, 40, y => y.Sqrt()), 40, y => y.Square()), r => 1 + r.NextDouble(), order: 1),
        At("a mean of two kinds, by Gauss", x => Gauss(x, 6), r => 1 + r.NextDouble()),
        At("sin(1/x) near 0", x => (1 / x).Sin(), Between(-4, -1), order: 1),
        At("x^2 sin(1/x) near 0", x => x.Square() * (1 / x).Sin(), Between(-6, -1), order: 1),
        At("sin(e^(10 x))", x => (10 * x).Exp().Sin(), r => r.NextDouble(), order: 1),
        At("a Weierstrass sum",
            x => Enumerable.Range(0, 20).Aggregate(0 * x, (sum, k) => sum + (Math.Pow(0.5, k) * (Math.Pow(7, k) * x).Cos())),
            r => r.NextDouble(), order: 1),
        At("a saw of 1e6 teeth", x => (1e6 * x) - (1e6 * x).Floor(), r => r.NextDouble(), order: 1),
        At("a saw of 1e9 teeth", x => (1e9 * x) - (1e9 * x).Floor(), r => r.NextDouble(), order: 1),
        At("x + 1e-9 sin(1e9 x)", x => x + (1e-9 * (1e9 * x).Sin()), r => r.NextDouble(), order: 1),
        At("cos at 1e15", x => x.Cos(), r => 1e15 * (1 + r.NextDouble()), order: 1),
        At("sin at 1e300", x => x.Sin(), r => 1e300 * (1 + r.NextDouble()), order: 1),
        At("log gamma at 1e8", x => x.LogGamma(), r => 1e8 * (1 + r.NextDouble())),
        At("log gamma near its zero at 2", x => x.LogGamma(), r => 2 + Math.Pow(10, -1 - (9 * r.NextDouble()))),
        Matrix("the inverse of a matrix singular but for 1e-12", 1e-12, x => x.Inverse()),
        Matrix("the inverse of a matrix singular but for 1e-15", 1e-15, x => x.Inverse()),
        Matrix("the determinant of a matrix singular but for 1e-13", 1e-13, x => x.Determinant()),
        Matrix("the log determinant of a nearly singular matrix", 1e-8, x => x.LogDeterminant()),
        Matrix("the solution of a system singular but for 1e-12", 1e-12, x => x.Solve(NdArray.Ones<double>([4]))),
        Matrix("x times its inverse", 1e-5, x => x.MatMul(x.Inverse())),
        Matrix("twice inverted", 1e-5, x => x.Inverse().Inverse()),
        Matrix("the factor of a nearly singular product", 1e-3, x => x.MatMul(x, transposeY: true).Cholesky()),
        Matrix("the factor of an almost singular product", 1e-5, x => x.MatMul(x, transposeY: true).Cholesky()),
        Hilbert("the determinant of a Hilbert matrix", x => x.Determinant()),
        Hilbert("the log determinant of a Hilbert matrix", x => x.LogDeterminant()),
        Hilbert("a product of three Hilbert matrices", x => x.MatMul(x).MatMul(x)),
    ];

    private static Func<Random, double> Between(int lowest, int highest) =>
        random => (random.Next(2) == 0 ? -1 : 1) * Math.Pow(10, lowest + ((highest - lowest) * random.NextDouble()));

    // As it is written, and not as it is recognized.
    private static Node<double> Textbook(Func<Node<double>> formula)
    {
        using var off = Stabilizing.Off();
        return formula();
    }

    private static Node<double> Variance(Node<double> x) => x.Square().Mean() - x.Mean().Square();

    private static Node<double> SineSeries(Node<double> x)
    {
        var (term, sum) = (x, x);
        for (var i = 1; i < 40; i++)
        {
            term = -(term * x.Square()) / (2.0 * i * ((2 * i) + 1));
            sum += term;
        }

        return sum;
    }

    private static Node<double> ExpSeries(Node<double> x)
    {
        var (term, sum) = ((0 * x) + 1, (0 * x) + 1);
        for (var i = 1; i < 90; i++)
        {
            term = term * x / i;
            sum += term;
        }

        return sum;
    }

    private static Node<double> Rump(Node<double> x)
    {
        const double y = 33096;
        return (333.75 * Math.Pow(y, 6)) + (x.Square() * ((11 * x.Square() * y * y) - Math.Pow(y, 6) - (121 * Math.Pow(y, 4)) - 2))
            + (5.5 * Math.Pow(y, 8)) + (x / (2 * y));
    }

    private static Node<double> Gauss(Node<double> x, int times)
    {
        var (a, g) = (x, (0 * x) + 1);
        for (var i = 0; i < times; i++)
        {
            (a, g) = ((a + g) / 2, (a * g).Sqrt());
        }

        return a;
    }
}
