using Rule = System.Func<Autograd.Node<double>, Autograd.Node<double>, Autograd.Node<double>[], Autograd.Node<double>?[]>;

namespace Autograd.Tests;

/// <summary>A wrong rule, and the words that the first diagnosis has to contain to name its cause or point to it.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Words">All of these have to be there; of words with a bar between, one.</param>
/// <param name="Check">Checks it at a point drawn by the random numbers.</param>
public sealed record ExplainedRow(string Name, string[] Words, Func<Random, GradientReport> Check)
{
    /// <summary>Whether a text contains the words.</summary>
    public bool IsIn(string text) =>
        Array.TrueForAll(Words, words => words.Split('|').Any(word => text.Contains(word, StringComparison.Ordinal)));

    public override string ToString() => Name;
}

/// <summary>Wrong rules by place, by formula and by depth. The words were written before the diagnoses were seen.</summary>
internal static class ExplainedBank
{
    public static IReadOnlyList<ExplainedRow> Rows { get; } = [.. Formulas, .. Seeds, .. Places, .. Axes, .. Small, .. Depths];

    private static IEnumerable<ExplainedRow> Formulas =>
    [
        Unary("sin for cos", ["sin x", "cos x"], x => x.Sin(), (g, y, x) => g * x.Sin()),
        Unary("cos for -sin", ["cos x", "sin x"], x => x.Cos(), (g, y, x) => g * x.Cos()),
        Unary("sinh for cosh", ["sinh x", "cosh x"], x => x.Sinh(), (g, y, x) => g * x.Sinh()),
        Unary("tanh's slope for sigmoid's", ["tanh"], x => x.Sigmoid(), (g, y, x) => g * (1 - x.Tanh().Square())),
        Unary("sigmoid's slope for tanh's", ["sigmoid|y (1 - y)"], x => x.Tanh(), (g, y, x) => g * x.Sigmoid() * (1 - x.Sigmoid())),
        Unary("sigmoid for its slope", ["lacks the factor (1 - sigmoid(x))|(1 - y)"], x => x.Sigmoid(), (g, y, x) => g * y),
        Unary("softplus for its slope", ["softplus(x)|is y"], x => x.Softplus(), (g, y, x) => g * y),
        Unary("atanh's slope for atan's", ["1/(1 - (x/2)^2)", "1/(1 + (x/2)^2)"], x => (0.5 * x).Atan(),
            (g, y, x) => 0.5 * g / (1 - (0.25 * x.Square()))),
        Unary("a term 1 lost", ["lacks a term: 1"], x => x.Asinh() + x, (g, y, x) => g / (1 + x.Square()).Sqrt()),
        Unary("1/x^2 for 1/x", ["1/x"], x => x.Abs().Log(), (g, y, x) => g / x.Square()),
        Unary("x e^x, the first term lost", ["lacks a term", "e^x"], x => x * x.Exp(), (g, y, x) => g * y),
        Unary("x e^x, the second term lost", ["lacks", "x|y"], x => x * x.Exp(), (g, y, x) => g * x.Exp()),
        Unary("x sin x, the first term lost", ["lacks a term", "sin x"], x => x * x.Sin(), (g, y, x) => g * x * x.Cos()),
        Unary("x sin x, the second term lost", ["lacks a term", "x cos x"], x => x * x.Sin(), (g, y, x) => g * x.Sin()),
        Unary("x tanh x, the second term lost", ["lacks a term", "x"], x => x * x.Tanh(), (g, y, x) => g * x.Tanh()),
        Unary("x sigmoid(x), the first term lost", ["lacks a term", "sigmoid"], x => x * x.Sigmoid(),
            (g, y, x) => g * x * x.Sigmoid() * (1 - x.Sigmoid())),
        Unary("x^2 for x", ["square|x^2|factor"], x => 0.5 * x.Square(), (g, y, x) => g * x.Square()),
        Unary("the square of the slope", ["square"], x => x.Atan(), (g, y, x) => g / (1 + x.Square()).Square()),
        Unary("the reciprocal of the slope", ["reciprocal|(1 + x^2)"], x => x.Atan(), (g, y, x) => g * (1 + x.Square())),
        Unary("y for 1/y", ["y"], x => x.Abs().Sqrt() * x.Sign(), (g, y, x) => 0.5 * g * y.Abs()),
        Unary("sign forgotten in a power", ["negative|sign"], x => x.Abs().Pow(3), (g, y, x) => 3 * g * x.Square()),
        Unary("a factor 3 forgotten in rows of 3", ["1/3 times", "a constant"], x => x.Pow(3), (g, y, x) => g * x.Square(), 2, 3),
        Unary("a factor 4 forgotten in columns of 4", ["1/4 times", "a constant"], x => x.Pow(4), (g, y, x) => g * x.Pow(3), 4, 2),
        Unary("a constant derivative of a curve", ["same for every element|1 where|factor"], x => x.Exp(), (g, y, x) => 1.7 * g),
        Unary("half a slope", ["1/2 times"], x => x.Tanh(), (g, y, x) => 0.5 * g * (1 - y.Square())),
        Unary("pi for a number near it", ["1.00051 times|5.1E-4|5.0E-4|5.1E-04"], x => 3.14 * x.Sin(), (g, y, x) => Math.PI * g * x.Cos()),
        Row("mean for sum", ["1/12 times", "mean"], x => x[0].Sum(), (g, y, x) => [(g / 12).BroadcastTo([3, 4])], r => [Any(r, 3, 4)]),
        Row("sum for mean", ["12 times", "mean"], x => x[0].Mean(), (g, y, x) => [g.BroadcastTo([3, 4])], r => [Any(r, 3, 4)]),
        Row("x/y, the second by y only once", ["factor y|1/y"], x => x[0] / x[1], (g, y, x) => [g / x[1], -(g * x[0] / x[1])],
            r => [Any(r, 2, 4), Any(r, 2, 4)]),
        Row("x sin y, cos for sin", ["cos y", "sin y"], x => x[0] * x[1].Sin(), (g, y, x) => [g * x[1].Cos(), g * x[0] * x[1].Cos()],
            r => [Any(r, 2, 4), Any(r, 2, 4)]),
        Row("x e^y, the factor x lost", ["factor x"], x => x[0] * x[1].Exp(), (g, y, x) => [g * x[1].Exp(), g * x[1].Exp()],
            r => [Any(r, 2, 4), Any(r, 2, 4)]),
        Row("product of three, one lost", ["input 1", "input 2|factor"], x => x[0] * x[1] * x[2],
            (g, y, x) => [g * x[1] * x[2], g * x[0], g * x[0] * x[1]], r => [Any(r, 5), Any(r, 5), Any(r, 5)]),
    ];

    private static IEnumerable<ExplainedRow> Seeds =>
    [
        Unary("grad twice", ["twice"], x => x.Sin(), (g, y, x) => g.Square() * x.Cos()),
        Unary("grad times its size", ["twice|size"], x => x.Sin(), (g, y, x) => g * g.Abs() * x.Cos()),
        Unary("grad not used", ["not multiplied by the incoming gradient"], x => x.Sin(), (g, y, x) => x.Cos()),
        Unary("a term without grad", ["not linear", "not multiplied"], x => x.Sin(), (g, y, x) => (g * x.Cos()) + x),
        Unary("the sign of grad", ["not multiplied by the incoming gradient"], x => x.Exp(), (g, y, x) => g.Sign() * y),
        Row("sum, grad twice", ["twice"], x => x[0].Sum(1), (g, y, x) => [g.Square().Reshape([3, 1]).BroadcastTo([3, 4])],
            r => [Any(r, 3, 4)]),
        Row("product, grad not used for the second", ["input 1", "not multiplied by the incoming gradient"], x => x[0] * x[1],
            (g, y, x) => [g * x[1], x[0]], r => [Any(r, 2, 3), Any(r, 2, 3)]),
    ];

    private static IEnumerable<ExplainedRow> Places =>
    [
        Masked("first row only", ["first position of axis 0"], (i, j) => i == 0),
        Masked("last row only", ["last position of axis 0"], (i, j) => i == 3),
        Masked("first column only", ["first position of axis 1"], (i, j) => j == 0),
        Masked("last column only", ["last position of axis 1"], (i, j) => j == 4),
        Masked("both edges of the columns", ["both edges of axis 1"], (i, j) => j is 0 or 4),
        Masked("the border", ["edges"], (i, j) => i is 0 or 3 || j is 0 or 4),
        Masked("the diagonal", ["diagonal"], (i, j) => i == j),
        Masked("above the diagonal", ["above the diagonal"], (i, j) => i < j),
        Masked("every second column", ["every second position of axis 1"], (i, j) => j % 2 == 1),
        Masked("one element", ["[2, 3]"], (i, j) => i == 2 && j == 3),
        Masked("two elements", ["[0, 1]", "[2, 4]"], (i, j) => (i, j) is (0, 1) or (2, 4)),
        Masked("from column 3 on", ["from position 3 of axis 1"], (i, j) => j >= 3),
        Masked("from element 12 on", ["from element 12"], (i, j) => (5 * i) + j >= 12),
        Unary("beyond 8 elements", ["from position 8"], x => x.Exp(), (g, y, x) => g * y * Mask([11], i => i >= 8 ? 0 : 1), 11),
        Unary("the rest of vectors of 4", ["from position 12"], x => x.Exp(), (g, y, x) => g * y * Mask([14], i => i >= 12 ? 2 : 1), 14),
        Unary("positive only", ["positive"], x => x.Exp(), (g, y, x) => g * y * ((2.0 * (x > 0)) + (x <= 0))),
        Unary("negative only", ["negative", "sign"], x => x.Sin(), (g, y, x) => g * x.Cos() * ((x > 0) - (x <= 0))),
        Unary("larger than 1 only", ["larger than 1 in size|larger"], x => x.Square(), (g, y, x) => 2 * g * x * (x.Abs() < 1), 4, 5),
        Unary("0 for negative ones", ["negative", "0"], x => x.Square(), (g, y, x) => 2 * g * x * (x > 0)),
        Row("tied only", ["tied"], x => x[0].Exp(), (g, y, x) => [g * y * (2 - Distinct(x[0]))],
            r => [new NdArray<double>([6], 0.5, 0.5, r.NextDouble(), 0.8 + r.NextDouble(), 0.5, -r.NextDouble())]),
        Row("zeros only", ["where it is 0"], x => x[0].Exp(), (g, y, x) => [g * y * (x[0].NotEqualTo(0))],
            r => [new NdArray<double>([6], 0, 0.5, r.NextDouble(), 0.8 + r.NextDouble(), 0, -r.NextDouble())]),
        Row("one of 400", ["[237]"], x => x[0].Exp(), (g, y, x) => [g * y * Mask([400], i => i == 237 ? 3 : 1)], r => [Any(r, 400)]),
        Row("the last of 300", ["[299]|last"], x => x[0].Square(), (g, y, x) => [2 * g * x[0] * Mask([300], i => i == 299 ? 0 : 1)],
            r => [Any(r, 300)]),
        Row("second half of 600", ["from position 300"], x => x[0].Square(),
            (g, y, x) => [2 * g * x[0] * Mask([600], i => i >= 300 ? 0 : 1)],
            r => [Any(r, 600)]),
        Row("shifted by one", ["shifted by 1"], x => x[0].Roll(1, 0) * 2, (g, y, x) => [2 * g], r => [Any(r, 7)]),
        Row("shifted by one along axis 1", ["shifted by 1 along axis 1"], x => x[0].Roll(1, 1), (g, y, x) => [g], r => [Any(r, 3, 5)]),
        Row("shifted the other way", ["shifted by 2"], x => x[0].Roll(1, 0), (g, y, x) => [g.Roll(1, 0)], r => [Any(r, 7)]),
        Row("reversed", ["reversed"], x => x[0].Flip(0), (g, y, x) => [g], r => [Any(r, 6)]),
        Row("reversed along one axis", ["reversed along axis 1"], x => x[0].Flip(1), (g, y, x) => [g], r => [Any(r, 3, 4)]),
    ];

    private static IEnumerable<ExplainedRow> Axes =>
    [
        Row("softmax, the sum along the other axis", ["axis 0", "axis 1"], x => x[0].Softmax(),
            (g, y, x) => [y * (g - (g * y).Sum(0, keepDims: true))], r => [Any(r, 3, 4)]),
        Row("log softmax, the sum along the other axis", ["axis 0", "axis 1"], x => x[0].LogSoftmax(),
            (g, y, x) => [g - (y.Exp() * g.Sum(0, keepDims: true))], r => [Any(r, 3, 4)]),
        Row("sum spread along the other axis", ["axis|transposed"], x => x[0].Sum(1),
            (g, y, x) => [g.Reshape([1, 4]).BroadcastTo([4, 4])], r => [Any(r, 4, 4)]),
        Row("running sum along the other axis", ["axis 1", "axis 0"], x => x[0].CumulativeSum(0),
            (g, y, x) => [g.Flip(1).CumulativeSum(1).Flip(1)], r => [Any(r, 3, 4)]),
        Row("running sum not reversed", ["Jacobian where its transpose belongs|not reversed"], x => x[0].CumulativeSum(0),
            (g, y, x) => [g.CumulativeSum(0)], r => [Any(r, 5)]),
        Row("product not transposed", ["transpose"], x => x[0].MatMul(x[1]),
            (g, y, x) => [g.MatMul(x[1]), x[0].MatMul(g, transposeX: true)], r => [Any(r, 3, 3), Any(r, 3, 3)]),
    ];

    private static IEnumerable<ExplainedRow> Small =>
    [
        Unary("1e-3 too large", ["1.0E-3", "same everywhere"], x => x.Exp(), (g, y, x) => 1.001 * g * y),
        Unary("1e-5 too small", ["-1.0E-5", "same everywhere"], x => x.Sin(), (g, y, x) => 0.99999 * g * x.Cos()),
        Unary("1e-3, growing", ["growing"], x => x.Exp(), (g, y, x) => g * y * (1 + (1e-3 * x.Abs()))),
        Unary("1e-5, growing", ["growing"], x => x.Exp(), (g, y, x) => g * y * (1 + (1e-5 * x.Square()))),
        Unary("1e-3 at negative ones", ["1.0E-3", "negative"], x => x.Exp(), (g, y, x) => g * y * (1 + (1e-3 * (x < 0)))),
        Unary("1e-4 at one element", ["1.0E-4", "[1, 2]"], x => x.Exp(), (g, y, x) => g * y * Mask([2, 4], i => i == 6 ? 1.0001 : 1)),
    ];

    private static IEnumerable<ExplainedRow> Depths =>
    [
        Deep("a wrong rule inside of a function", ["WrongRule", "1/2 times"],
            x => Wrong(x, y => y[0].Exp(), (g, y, x) => [0.5 * g * y]).Square()),
        Deep("a wrong rule behind others", ["WrongRule", "sign"],
            x => Wrong(x.Tanh(), y => y[0].Sin(), (g, y, x) => [-(g * x[0].Cos())]).Sum()),
        Deep("a wrong rule in the middle", ["WrongRule", "factor y"], x => (Wrong(x * 2, y => y[0].Exp(), (g, y, x) => [g]) + x).Sigmoid()),
        Deep("a captured value", ["own derivative", "WrongRule", "captured"],
            x => Wrong(x, y => y[0].Exp(), (g, y, x) => [g * y.StopGradient()])),
        Deep("a captured array", ["own derivative", "WrongRule", "captured"],
            x => Wrong(x, y => y[0].Square(), (g, y, x) => [2 * g * Node.Constant(x[0].Value.Copy())])),
        Deep("a captured value behind others", ["own derivative", "WrongRule", "captured"],
            x => Wrong(x.Tanh(), y => y[0].Exp(), (g, y, x) => [g * y.StopGradient()]).Square()),
        Deep("a rule that uses a wrong one", ["own derivative", "WrongRule", "wrong"],
            x => Wrong(x, y => y[0].Sin(), (g, y, x) => [g * Wrong(x[0], z => z[0].Cos(), (h, z, x) => [h * x[0].Sin()])])),
    ];

    private static Node<double> Wrong(Node<double> x, Func<Node<double>[], Node<double>> right, Rule rule) =>
        new WrongRule(right, rule).Apply(x);

    private static ExplainedRow Deep(string name, string[] words, Func<Node<double>, Node<double>> function) =>
        new(name, words, random => GradientCheck.Of(function, Any(random, 2, 3)));

    private static ExplainedRow Masked(string name, string[] words, Func<int, int, bool> isWrong) => Unary(
        name, words, x => x.Exp(), (g, y, x) => g * y * Mask([4, 5], i => isWrong(i / 5, i % 5) ? 0.5 : 1), 4, 5);

    private static ExplainedRow Unary(
        string name, string[] words, Func<Node<double>, Node<double>> right,
        Func<Node<double>, Node<double>, Node<double>, Node<double>> rule, params int[] lengths) =>
        Row(name, words, x => right(x[0]), (g, y, x) => [rule(g, y, x[0])], r => [Any(r, lengths.Length == 0 ? [2, 4] : lengths)]);

    private static ExplainedRow Row(
        string name, string[] words, Func<Node<double>[], Node<double>> right, Rule rule, Func<Random, NdArray<double>[]> point) =>
        new(name, words, random => GradientCheck.Of(x => new WrongRule(right, rule).Apply([.. x]), point(random)));

    private static Node<double> Mask(int[] lengths, Func<int, double> element)
    {
        var next = 0;
        return NdArray.Generate(new Shape(lengths), () => element(next++));
    }

    // 1 where no other element is equal.
    private static Node<double> Distinct(Node<double> x)
    {
        var values = x.Value.ToArray();
        return new NdArray<double>(x.Shape, Array.ConvertAll(values, value => values.Count(other => other == value) > 1 ? 0.0 : 1));
    }

    // Apart from 0 and from each other, of both signs.
    private static NdArray<double> Any(Random random, params int[] lengths)
    {
        var sign = -1;
        return NdArray.Generate(new Shape(lengths), () => (sign = -sign) * (0.15 + (1.3 * random.NextDouble())));
    }
}
