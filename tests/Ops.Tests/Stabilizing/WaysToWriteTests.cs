using Autograd;

namespace Ops.Tests;

/// <summary>
/// Each textbook formula in the ways in which it is written: sliced, reshaped, broadcast, with operands swapped. Value and gradient of its
/// sum at a point where the textbook overflows or vanishes; expected values from mpmath with 3000 digits.
/// </summary>
[TestFixture]
public class WaysToWriteTests
{
    private static readonly Way[] s_ways =
    [
        .. Ways("Log(Softmax(z))[1..2] summed", [1000.0, 0.0, -1000.0], -3000.0, [-2.0, 1.0, 1.0],
            z => z.Softmax()[1..].Log(),
            z => z.Softmax().Reshape([3, 1])[1..].Log(),
            z => z.Softmax().Reshape([1, 3]).Transpose().Gather([1, 2]).Log(),
            z => (z.Exp() / z.Exp().Sum())[1..].Log(),
            z => (z.Exp() / z.Exp().Sum(0, keepDims: true)).Log()[1..],
            z => (z.Exp()[1..] / z.Exp().Sum()).Log(),
            z => (z.Exp()[1..] * z.Exp().Sum().Reciprocal()).Log(),
            z => (z.Exp() / z.Exp().Sum().BroadcastTo([3])).Log()[1..],
            z => (z.Exp() / z.Exp().Sum().Reshape([1]))[1..].Log(),
            z => Math.Log(2) * z.Softmax()[1..].Log2()),
        .. Ways("Log(Sum(Exp(z)))", [1000.0, 0.0, -1000.0], 1000.0, [1.0, 0.0, 0.0],
            z => z.Exp().Sum().Log(),
            z => z.Exp()[..].Sum().Log(),
            z => z.Exp().Reshape([1, 3]).Sum(1).Log(),
            z => z.Exp().Reshape([3, 1]).Transpose().Sum(0).Sum().Log(),
            z => z.Exp().Sum(0, keepDims: true)[0].Log(),
            z => (z.Exp()[0] + z.Exp()[1] + z.Exp()[2]).Log(),
            z => (z.Exp()[..2].Sum() + z[2].Exp()).Log(),
            z => z.Exp().Sum().Log2() * Math.Log(2),
            z => (2 * z.Exp()).Sum().Log() - Math.Log(2)),
        .. Ways("Log(Mean(Exp(z)))", [1000.0, 0.0, -1000.0], 998.9013877113318, [1.0, 0.0, 0.0],
            z => z.Exp().Mean().Log(),
            z => (z.Exp().Sum() / 3).Log(),
            z => z.Exp().Reshape([3, 1]).Mean(0).Log(),
            z => (z.Exp() / 3.0).Sum().Log(),
            z => z.Exp()[^3..].Mean(0, keepDims: true).Log()),
        .. Ways("Log(1 + Exp(z))", [1000.0, 0.0, -1000.0], 1000.6931471805599, [1.0, 0.5, 0.0],
            z => (1 + z.Exp()).Log()[..2],
            z => (1 + z.Exp()[..2]).Log(),
            z => (1 + z.Exp())[..2].Log(),
            z => (z.Exp().Gather([1, 0]) + 1).Log(),
            z => z.Exp()[..2].Log1p(),
            z => (1 + z.Exp().Reshape([3, 1]).Transpose()).Log()[.., ..2],
            z => (z.Reshape([1, 3]).Exp()[0][..2] + 1).Log(),
            z => (2 + (2 * z.Exp())).Log()[..2] - Math.Log(2)),
        .. Ways("Log(Sigmoid(z))", [1000.0, 0.0, -1000.0], -1000.6931471805599, [0.0, 0.5, 1.0],
            z => z.Sigmoid().Log(),
            z => (1 / (1 + (-z).Exp())).Log(),
            z => (1 + (-z).Exp()).Reciprocal().Log(),
            z => (z.Exp() / (1 + z.Exp())).Log(),
            z => (1 + (-z).Exp()).Pow(-1).Log(),
            z => (1 - (-z).Sigmoid()).Log(),
            z => (1 - (-z).Sigmoid().Reshape([1, 3])).Log(),
            z => (1 / ((-z).Exp() + 1)).Log(),
            z => (-(-z).Sigmoid() + 1).Log(),
            z => (-(-z).Sigmoid()).Log1p(),
            z => ((1 + (z / 2).Tanh()) / 2).Log(),
            z => (0.5 + (0.5 * (z / 2).Tanh())).Log(),
            z => -(1 + (-z).Exp().Reshape([3, 1])).Log()),
        .. Ways("Log(1 - Softmax(z))", [1000.0, 0.0, -1000.0], -1000.0, [-1.0, 1.0, 0.0],
            z => (1 - z.Softmax()).Log()[0],
            z => (1 - z.Softmax()[..1]).Log(),
            z => (1 - z.Softmax().Reshape([3, 1])).Log()[0],
            z => (1 - (z.Exp() / z.Exp().Sum())[0]).Log(),
            z => (-z.Softmax()).Log1p()[0],
            z => (-z.Softmax() + 1).Log()[0],
            z => (1 + -z.Softmax()[..1]).Log(),
            z => (-(z.Softmax() - 1)).Log()[0],
            z => (1 - z.Softmax())[0].Log()),
        .. Ways("Log(1 - Exp(-1 - |z|))", [1000.0, 0.0, -1000.0], -0.0, [0.0, 0.0, -0.0],
            z => (1 - (-1 - z.Abs()).Exp()).Log().Gather([0, 2]),
            z => (1 - (-1 - z.Abs()).Exp().Gather([0, 2])).Log(),
            z => (1 - (-1 - z.Abs()).Exp()).Gather([0, 2]).Log()),
        .. Ways("Log(Exp(z) + Exp(-z))", [1000.0, 0.0, -1000.0], 2000.69314718056, [1.0, 0.0, -1.0],
            z => (z.Exp() + (-z).Exp()).Log(),
            z => (z.Exp().Reshape([1, 3]) + (-z).Exp().Reshape([1, 3])).Log(),
            z => ((-z).Exp() + z.Exp())[..].Log(),
            z => z.Cosh().Log() + Math.Log(2),
            z => (2 * z.Cosh()).Log(),
            z => z.Cosh().Reshape([3, 1]).Log() + Math.Log(2),
            z => (z.Exp() + (-z).Exp()).Log2() * Math.Log(2),
            z => ((z.Exp() + (-z).Exp()) / 2).Log() + Math.Log(2)),
        .. Ways("Log(Erfc(z) / 2)", [40.0, 0.0, -40.0], -1605.6478510143934, [-80.02498439935778, -1.1283791670955126, -0.0],
            z => (z.Erfc() / 2).Log(),
            z => (0.5 * z.Erfc()).Log(),
            z => (z.Erfc() * 0.5).Log(),
            z => (z.Erfc()[..] / 2).Log(),
            z => z.Erfc().Log() - Math.Log(2),
            z => ((1 - z.Erf()) / 2).Log(),
            z => (0.5 * (1 + (-z).Erf())).Log(),
            z => ((1 + (-z).Erf().Reshape([3, 1])) / 2).Log(),
            z => ((-z).Erf() + 1).Log() - Math.Log(2)),
        .. Ways("Exp(z) - 1", [1e-20, 0.0, -1000.0], -1.0, [1.0, 1.0, 0.0],
            z => z.Exp() - 1,
            z => z.Exp()[..] - 1,
            z => z.Exp() + -1,
            z => -1 + z.Exp(),
            z => z.Exp().Reshape([3, 1]) - 1),
        .. Ways("1 - Sigmoid(z)", [1000.0, 0.0, -1000.0], 1.5, [-0.0, -0.25, -0.0],
            z => 1 - z.Sigmoid(),
            z => 1 - z.Sigmoid().Reshape([3, 1]),
            z => -(z.Sigmoid() - 1),
            z => 1 - (1 / (1 + (-z).Exp())),
            z => 1 / (1 + z.Exp())),
        .. Ways("Softmax(z)", [1000.0, 999.0, -1000.0], 0.2689414213699951, [-0.19661193324148185, 0.19661193324148185, -0.0],
            z => z.Softmax()[1],
            z => (z.Exp() / z.Exp().Sum())[1],
            z => z.Exp()[1] / z.Exp().Sum(),
            z => z[1].Exp() / (z[0].Exp() + z[1].Exp() + z[2].Exp()),
            z => (z.Exp() * z.Exp().Sum().Reciprocal())[1],
            z => (z.Exp() * z.Exp().Sum().Pow(-1))[1],
            z => ((2 * z / 2).Exp() / (2 * z / 2).Exp().Sum())[1],
            z => (z.Exp() / z.Exp().Sum(0, keepDims: true))[1]),
        .. Ways("Tanh(z)", [1000.0, 0.0, -1000.0], 0.0, [0.0, 1.0, 0.0],
            z => z.Tanh(),
            z => z.Sinh() / z.Cosh(),
            z => (z.Exp() - (-z).Exp()) / (z.Exp() + (-z).Exp()),
            z => ((2 * z).Exp() - 1) / (1 + (2 * z).Exp()),
            z => (1 - (-2 * z).Exp()) / (1 + (-2 * z).Exp()),
            z => (2 * (2 * z).Sigmoid()) - 1,
            z => 1 - (2 / (1 + (2 * z).Exp()))),
        .. Ways("z / (1 + Exp(-z))", [1000.0, 0.0, -1000.0], 1000.0, [1.0, 0.5, 0.0],
            z => z.Silu(),
            z => z / (1 + (-z).Exp()),
            z => z * (1 / (1 + (-z).Exp())),
            z => z / ((-z).Exp() + 1)),
        .. Ways("Log(weights * Exp(z))", [1000.0, 0.0, -1000.0], 1000.69314718056, [1.0, 0.0, 0.0],
            z => (Node.Constant(new[] { 2.0, 3, 0 }) * z.Exp()).Sum().Log(),
            z => Node.Constant(new[] { 2.0, 3, 0 }).Dot(z.Exp()).Log(),
            z => (z.Exp() / new[] { 0.5, 3, 7 }).Sum().Log()),
        .. Ways("Sqrt(Sum(Square(z)))", [3e+200, 4e+200, 0.0], 5e+200, [0.6, 0.8, 0.0],
            z => z.Square().Sum().Sqrt(),
            z => z.SumOfSquares().Sqrt(),
            z => (z * z).Sum().Sqrt(),
            z => z.Pow(2).Sum().Sqrt(),
            z => z.Square()[..].Sum().Sqrt(),
            z => z.Square().Reshape([3, 1]).Sum().Sqrt(),
            z => z.Square().Sum(0, keepDims: true).Reshape([]).Sqrt(),
            z => z.Square().Reshape([1, 3]).Sum(1).Sum().Sqrt(),
            z => z.Square().Sum().Pow(0.5),
            z => z.Dot(z).Sqrt(),
            z => (z[0].Square() + z[1].Square() + z[2].Square()).Sqrt(),
            z => (z.Square() / 4.0).Sum().Sqrt() * 2,
            z => z.SumOfSquares(0, keepDims: true).Transpose().Sqrt(),
            z => z.Reshape([3, 1]).SumOfSquares(1).Sum().Sqrt()),
        .. Ways("Sqrt(Mean(Square(z)))", [3e+200, 4e+200, 0.0], 2.886751345948129e+200, [0.34641016151377546, 0.4618802153517006, 0.0],
            z => z.Square().Mean().Sqrt(),
            z => (z.Square().Sum() / 3).Sqrt(),
            z => (z.SumOfSquares() / 3).Sqrt(),
            z => (z * z).Reshape([3, 1]).Mean(0).Sqrt(),
            z => (z.Pow(2).Sum() * 0.5).Sqrt() * Math.Sqrt(2.0 / 3),
            z => z.Square()[..].Mean().Sqrt(),
            z => (z.Square().Mean() + 1e-12).Sqrt()),
        .. Ways("Sqrt(x * x + y * y)", [3e+200, 4e+200, 0.0], 5e+200, [0.6, 0.8, 0.0],
            z => (z.Square()[0] + (z * z)[1]).Sqrt(),
            z => (z[0].Square() + z[1].Pow(2)).Sqrt(),
            z => (z.Square()[0] + z.Square()[1]).Sqrt(),
            z => (z * z)[..2].Sum().Sqrt(),
            z => (z[..1].Square().Reshape([1, 1]) + z[1..2].Square()).Sqrt(),
            z => ((z[0] * z[0]) + (z[1] * z[1])).Sqrt(),
            z => ((z[0] * z[0]) + z[1].Square()).Sqrt(),
            z => (z[..2] * z[..2]).Sum().Sqrt(),
            z => z[..2].Dot(z[..2]).Sqrt(),
            z => z[0].Hypot(z[1])),
        .. Ways("Log of a normal density", [1000.0, 0.5, -1000.0], -2000000.2257913526447, [-4000.0, 7999998.0, 0.0],
            z => ((-(z[0].Square()) / (2 * z[1].Square())).Exp() / (z[1] * Math.Sqrt(2 * Math.PI))).Log(),
            z => (1 / (z[1] * Math.Sqrt(2 * Math.PI)) * (-0.5 * (z[0] / z[1]).Square()).Exp()).Log(),
            z => ((2 * Math.PI * z[1].Square()).Pow(-0.5) * (-0.5 * (z[0] / z[1]).Pow(2)).Exp()).Log(),
            z => ((-0.5 * (z[..1] / z[1]).Square()).Exp() / z[1] / Math.Sqrt(2 * Math.PI)).Prod().Log()),
        .. Ways("Log of a mixture of weights", [1000.0, 0.5, -1000.0], 999.3068528194400547, [1.0, 2.0, 0.0],
            z => (z[1] * z.Exp()).Sum().Log(),
            z => (z.Exp() * z[1].BroadcastTo([3])).Sum().Log(),
            z => ((z[1] * z.Exp()[0]) + (z[1] * z.Exp()[2])).Log(),
            z => (z[1] * z[..1].Exp()).Reshape([1, 1]).Transpose().Log(),
            z => (3 * (z[1] * z.Exp()).Mean()).Log(),
            z => (z[1] * z.Exp()).Sum().Log2() * Math.Log(2)),
        .. Ways("Log of weights of both signs", [-1000.0, 2.0, -1.0], -999.3068528194400547, [1.0, 1.0, 1.0],
            z => (z[1..] * z[0].Exp().BroadcastTo([2])).Sum().Log() + Math.Log(2),
            z => ((z[1] * z[0].Exp()) + (z[2] * z[0].Exp())).Log() + Math.Log(2),
            z => ((z[1] + z[2]) * z[0].Exp()).Log() + Math.Log(2)),
        .. Ways("Log of a product of terms of both signs", [1000.0, 0.5, -1000.0], 1014.3155105579642741, [1.0, 1.0, -0.002],
            z => (z[2] * z[..2].Exp()).Prod().Log()),
        .. Ways("A share of densities with scales", [1000.0, 0.5, -1000.0], 1.0, [0.0, 0.0, 0.0],
            z => Shares(z, s => Gaussian(z, s) / s)[1],
            z => Shares(z, s => z[1] * (Gaussian(z, s) / (s * Math.Sqrt(2 * Math.PI))))[1]),
        .. Ways("Log(Exp(-Exp(z)))", [11.0, 30.0, -1000.0], -10686474641398.603862,
            [-59874.141715197818, -10686474581524.462147, 0.0],
            z => (-z.Exp()).Exp().Log(),
            z => (-z.Exp()).Exp().Prod().Log()),
        .. Ways("Log of what a weight of 0 leaves out", [-1000.0, 1000.0, 0.0], -1000.0, [1.0, 0.0, 0.0],
            z => ((z < 0) * z.Exp()).Sum().Log(),
            z => (z.Exp() * (z < 0)).Mean().Log() + Math.Log(3),
            z => (z.Exp() * Node.Constant([2.0, 0, 0]).Sqrt()).Sum().Log() - (Math.Log(2) / 2)),
        .. Ways("Sqrt(Square(z) + 1)", [3e+200, 4e+200, 0.0], 7e+200, [1.0, 1.0, 0.0],
            z => (z.Square() + 1).Sqrt(),
            z => (1 + (z * z)).Sqrt(),
            z => (z.Square()[..] + 1).Sqrt()),
        .. Ways("Sqrt(Square(z))", [3e+200, 4e+200, 0.0], 7e+200, [1.0, 1.0, 0.0],
            z => z.Square().Sqrt(),
            z => z.Square()[..].Sqrt(),
            z => (z * z).Pow(0.5)),
    ];

    private static IEnumerable<Way> All => s_ways;

    [TestCaseSource(nameof(All))]
    public void It_is_right_where_the_textbook_overflows(Way way)
    {
        var z = new Parameter<double>(way.Point);
        var sum = way.Formula(z).Sum();
        sum.Scalar.ShouldBe(way.Value, 1e-12 * Math.Max(1, Math.Abs(way.Value)));
        sum.Gradient(z).Value.ToArray().ShouldBe(way.Gradient, 1e-12);
    }

    [TestCaseSource(nameof(All))]
    public void It_has_the_same_value_when_nothing_is_recorded(Way way)
    {
        way.Formula(Node.Constant(way.Point)).Sum().Scalar.ShouldBe(way.Value, 1e-12 * Math.Max(1, Math.Abs(way.Value)));
        using var off = Recording.Off();
        way.Formula(new Parameter<double>(way.Point)).Sum().Scalar.ShouldBe(way.Value, 1e-12 * Math.Max(1, Math.Abs(way.Value)));
    }

    [TestCaseSource(nameof(All))]
    public void It_changes_nothing_where_the_textbook_is_accurate(Way way)
    {
        var z = new Parameter<double>(new[] { 0.3, -1.2, 2 });
        var gradient = way.Formula(z).Sum().Gradient(z).Value.ToArray();
        using var asWritten = Stabilizing.Off();
        gradient.ShouldBe(way.Formula(z).Sum().Gradient(z).Value.ToArray(), 3e-14);
    }

    private static Node<double> Gaussian(Node<double> z, Node<double> s) =>
        (-((z[0] - Node.Constant([0, 1000.0])) / s).Square() / 2).Exp();

    // Of components with the scales z_1 and 1.
    private static Node<double> Shares(Node<double> z, Func<Node<double>, Node<double>> densities)
    {
        var density = densities(Node.Concat([z[1..2], Node.Constant([1.0])]));
        return density / density.Sum(0, keepDims: true);
    }

    private static IEnumerable<Way> Ways(
        string formula, double[] point, double value, double[] gradient, params Func<Node<double>, Node<double>>[] ways) =>
        ways.Select((way, index) => new Way(FormattableString.Invariant($"{formula}, way {index}"), way, point, value, gradient));

    public sealed record Way(
        string Name, Func<Node<double>, Node<double>> Formula, double[] Point, double Value, double[] Gradient)
    {
        public override string ToString() => Name;
    }
}
