using Rule = System.Func<Autograd.Node<double>, Autograd.Node<double>, Autograd.Node<double>[], Autograd.Node<double>?[]>;

namespace Autograd.Tests;

/// <summary>
/// Wrong rules and awkward right functions beside those of the other banks: other operations and shapes, several inputs, float, second
/// order, functions with state or random numbers. The words were written before the diagnoses were seen.
/// </summary>
internal static partial class HeldOutBank
{
    public static IReadOnlyList<ExplainedRow> Wrong { get; } = [.. Curves, .. Arrays, .. Pairs, .. Partial, .. Higher];

    private static IEnumerable<ExplainedRow> Curves =>
    [
        Unary("log(1 + x^2), 2 lost", ["1/2 times"], x => (1 + x.Square()).Log(), (g, y, x) => g * x / (1 + x.Square())),
        Unary("log(1 + x^2), x lost", ["factor x|lacks"], x => (1 + x.Square()).Log(), (g, y, x) => 2 * g / (1 + x.Square())),
        Unary("x^5, the power not multiplied", ["1/5 times"], x => x.Pow(5), (g, y, x) => g * x.Pow(4)),
        Unary("x^5, the power not lowered", ["x"], x => x.Pow(5), (g, y, x) => 5 * g * x.Pow(5)),
        Unary("1/x, sign", ["wrong sign"], x => x.Reciprocal(), (g, y, x) => g * y.Square()),
        Unary("1/x^2 as -1/x^3", ["1/2 times"], x => x.Pow(-2), (g, y, x) => -(g * x.Pow(-3))),
        Unary("cosh for sinh", ["cosh x", "sinh x"], x => x.Cosh(), (g, y, x) => g * y),
        Unary("cosh, sign of another function", ["wrong sign"], x => x.Cosh(), (g, y, x) => -(g * x.Sinh())),
        Unary("cos(2x), 2 lost", ["1/2 times"], x => (2 * x).Cos(), (g, y, x) => -(g * (2 * x).Sin())),
        Unary("sin(2x), sin for cos", ["sin", "cos"], x => (2 * x).Sin(), (g, y, x) => 2 * g * (2 * x).Sin()),
        Unary("atan(x/3), as atanh", ["(x/3)|1 -"], x => (x / 3).Atan(), (g, y, x) => g / 3 / (1 - (x / 3).Square())),
        Unary("asinh as acosh's", ["sqrt"], x => (4 + x).Asinh(), (g, y, x) => g / ((4 + x).Square() - 1).Sqrt()),
        Unary("asinh, root lost", ["sqrt|1 + x^2|square|factor"], x => x.Asinh(), (g, y, x) => g / (1 + x.Square())),
        Unary("softplus's slope from y", ["sigmoid"], x => x.Softplus(), (g, y, x) => g * y.Sigmoid()),
        Unary("erf, the constant lost", ["0.886227 times"], x => x.Erf(), (g, y, x) => g * (-x.Square()).Exp()),
        Unary("gauss, x lost", ["factor|lacks"], x => (-0.5 * x.Square()).Exp(), (g, y, x) => -(g * y)),
        Unary("x^2 e^x, one term", ["lacks a term|lacks the factor", "x"], x => x.Square() * x.Exp(), (g, y, x) => 2 * g * x * x.Exp()),
        Unary("x - tanh x, the 1 lost", ["lacks a term: 1"], x => x - x.Tanh(), (g, y, x) => -(g * (1 - x.Tanh().Square()))),
        Unary("sigmoid at another point", ["does not change|same for every"], x => x.Sigmoid(),
            (g, y, x) => g * new NdArray<double>([2, 4], 0.1, 0.2, 0.15, 0.22, 0.24, 0.19, 0.11, 0.23)),
        Unary("a factor 7", ["7 times"], x => x.Tanh(), (g, y, x) => 7 * g * (1 - y.Square())),
        Unary("a factor -2", ["-2 times"], x => x.Exp(), (g, y, x) => -2 * g * y),
        Unary("degrees for radians", ["57.2958 times"], x => x.Sin(), (g, y, x) => 180 / Math.PI * g * x.Cos()),
        Unary("log2 for log", ["1.4427 times"], x => x.Abs().Log(), (g, y, x) => g / (Math.Log(2) * x)),
        Unary("one in a million off", ["1.0E-6", "same everywhere"], x => x.Cosh(), (g, y, x) => 1.000001 * g * x.Sinh()),
        Unary("one in ten million off", ["1.0E-7", "same everywhere"], x => x.Sin(), (g, y, x) => 1.0000001 * g * x.Cos()),
        Unary("grad cubed", ["not linear|incoming gradient"], x => x.Exp(), (g, y, x) => g.Square() * g * y),
        Unary("grad + 1", ["not linear"], x => x.Exp(), (g, y, x) => (g + 1) * y),
    ];

    private static IEnumerable<ExplainedRow> Arrays =>
    [
        Row("mean of columns, not divided", ["5 times"], x => x[0].Mean(0), (g, y, x) => [g.BroadcastTo([5, 3])], r => [Any(r, 5, 3)]),
        Row("variance, n - 1 for n", ["times"], x => x[0].Square().Mean(), (g, y, x) => [2 * g * x[0] / 5], r => [Any(r, 6)]),
        Row("norm squared", ["1/2 times"], x => x[0].Square().Sum(), (g, y, x) => [g * x[0]], r => [Any(r, 3, 3)]),
        Row("norm, not divided", ["lacks|factor y"], x => x[0].Norm(), (g, y, x) => [g * x[0] * y], r => [Any(r, 7)]),
        Row("log-sum-exp as softmax squared", ["square"],
            x => x[0].LogSumExp(), (g, y, x) => [g * x[0].Softmax().Square()], r => [Any(r, 6)]),
        Row("log softmax along axis 0, summed along 1", ["axis 1", "axis 0"], x => x[0].Transpose().LogSoftmax().Transpose(),
            (g, y, x) => [g - (y.Exp() * g.Sum(1, keepDims: true))], r => [Any(r, 3, 5)]),
        Row("softmax, only the diagonal", ["lacks a term|factor (1 - y)|diagonal"], x => x[0].Softmax(),
            (g, y, x) => [g * y * (1 - y)], r => [Any(r, 2, 5)]),
        Row("running sum, the last lost", ["last|transpose|lacks|wrong only"], x => x[0].CumulativeSum(0),
            (g, y, x) => [g.Flip(0).CumulativeSum(0).Flip(0) - g], r => [Any(r, 6)]),
        Row("rolled by two, not back", ["shifted by"], x => x[0].Roll(2, 0), (g, y, x) => [g], r => [Any(r, 9)]),
        Row("transposed and not back", ["transposed"], x => x[0].Transpose().Exp(), (g, y, x) => [g * y], r => [Any(r, 4, 4)]),
        Row("a slice that sends to the end", ["wrong places|shifted"], x => x[0][..3],
            (g, y, x) => [Node.Concat([Node.Constant(NdArray.Zeros<double>([4])), g], 0)], r => [Any(r, 7)]),
        Row("rows gathered twice, overwritten", ["overwritten"], x => x[0].Gather([1, 1, 0]), (g, y, x) => [g.Gather([2, 1])],
            r => [Any(r, 2, 3)]),
        Row("repeated, only the last copy", ["last copy|last"], x => x[0].BroadcastTo([4, 3]), (g, y, x) => [g[3..4].Reshape([3])],
            r => [Any(r, 3)]),
        Row("the sum of a product by one only", ["transposed|swapped|transpose"], x => x[0].MatMul(x[1]),
            (g, y, x) => [g.MatMul(x[1], transposeY: true), g.MatMul(x[0])], r => [Any(r, 3, 3), Any(r, 3, 3)]),
        Row("product, the first of the wrong input", ["input 0"], x => x[0].MatMul(x[1]),
            (g, y, x) => [g.MatMul(x[0], transposeY: true), x[0].MatMul(g, transposeX: true)], r => [Any(r, 3, 3), Any(r, 3, 3)]),
        Row("inverse, sign", ["wrong sign"], x => x[0].Inverse(),
            (g, y, x) => [y.Transpose().MatMul(g).MatMul(y.Transpose())], r => [Well(r)]),
        Row("determinant, not multiplied", ["factor y"], x => x[0].Determinant(), (g, y, x) => [g * x[0].Inverse().Transpose()],
            r => [Well(r)]),
        Row("max, all of it to each that ties", ["tie"], x => x[0].Max(0), (g, y, x) => [g * x[0].EqualTo(y)],
            r => [new NdArray<double>([6], 2, 2, 2, Any(r), Any(r), Any(r))]),
        Row("max pooling, ties get nothing", ["tie"], x => x[0].Maximum(x[1]), (g, y, x) => [g * (x[0] > x[1]), g * (x[1] > x[0])],
            r => Twice(Any(r, 3))),
    ];

    private static IEnumerable<ExplainedRow> Pairs =>
    [
        Row("x^y by x without y", ["factor y"], x => x[0].Square().Pow(x[1]),
            (g, y, x) => [2 * g * y / x[0], g * y * x[0].Square().Log()], r => [Any(r, 2, 4), Any(r, 2, 4)]),
        Row("x / y, y for 1/y", ["input 0", "y"], x => x[0] / x[1], (g, y, x) => [g * x[1], -(g * y / x[1])], r => [Any(r, 6), Any(r, 6)]),
        Row("x - y^2, the sign of y", ["input 1", "wrong sign"], x => x[0] - x[1].Square(), (g, y, x) => [g, 2 * g * x[1]],
            r => [Any(r, 6), Any(r, 6)]),
        Row("x e^y by y without x", ["input 1", "factor x"], x => x[0] * x[1].Exp(), (g, y, x) => [g * x[1].Exp(), g * x[1].Exp()],
            r => [Any(r, 6), Any(r, 6)]),
        Row("three factors, two exchanged", ["inputs 0 and 2 are swapped|swapped"], x => x[0] * x[1] * x[2],
            (g, y, x) => [g * x[0] * x[1], g * x[0] * x[2], g * x[1] * x[2]], r => [Any(r, 5), Any(r, 5), Any(r, 5)]),
        Row("bias, not summed", ["not summed"], x => x[0] + x[1], (g, y, x) => [g, g[..1].Reshape([4])], r => [Any(r, 3, 4), Any(r, 4)]),
        Row("bias, averaged", ["1/3 times"], x => x[0] + x[1], (g, y, x) => [g, g.Mean(0)], r => [Any(r, 3, 4), Any(r, 4)]),
        Row("scale, not multiplied by x", ["input 1", "factor|lacks"], x => x[0] * x[1], (g, y, x) => [g * x[1], g],
            r => [Any(r, 7), Any(r, 7)]),
    ];

    private static IEnumerable<ExplainedRow> Partial =>
    [
        Unary("elu, the negative side", ["negative"], x => x.Elu(), (g, y, x) => g),
        Unary("leaky relu, no leak", ["negative", "0 there"], x => x.LeakyRelu(0.2), (g, y, x) => g * (x > 0)),
        Unary("clamp, no mask", ["larger|size|smaller"], x => x.Clamp(-0.9, 0.9), (g, y, x) => g, 5, 4),
        Masked("the second row", ["[1, 0]|row|axis 0"], (i, j) => i == 1),
        Masked("the anti-diagonal", ["[0, "], (i, j) => i + j == 3),
        Masked("before column 2", ["before position 2 of axis 1"], (i, j) => j < 2),
        Masked("below the diagonal", ["below the diagonal"], (i, j) => i > j),
        Row("one of 900", ["[613]"], x => x[0].Sin(), (g, y, x) => [g * x[0].Cos() * Mask([900], i => i == 613 ? -1 : 1)],
            r => [Any(r, 900)]),
        Row("beyond 512 elements", ["from position 512"], x => x[0].Exp(), (g, y, x) => [g * y * Mask([700], i => i >= 512 ? 0 : 1)],
            r => [Any(r, 700)]),
        Row("twice in a large array", ["2 times"], x => x[0].Sin(), (g, y, x) => [2 * g * x[0].Cos()], r => [Any(r, 600)]),
    ];

    private static IEnumerable<ExplainedRow> Higher =>
    [
        Unary("second order captured in a quotient", ["own derivative"], x => x.Reciprocal(), (g, y, x) => -(g * y * y.StopGradient())),
        Unary("second order captured input", ["own derivative"], x => x.Cosh(), (g, y, x) => g * x.StopGradient().Sinh()),
        new("in float alone", ["float|share|times"], r => GradientCheck.Of(
            new WrongInFloat(1.01f).Apply, NdArray.Generate([4], () => (float)(0.2 + r.NextDouble())))),
        new("inside of a model", ["WrongRule", "2 times"], r => GradientCheck.Of(
            x => new WrongRule(z => z[0].Tanh(), (g, y, z) => [2 * g * (1 - y.Square())]).Apply(x.MatMul(x, transposeY: true)).Mean(),
            Any(r, 2, 3))),
        new("inside of a loss", ["WrongRule", "sign"], r => GradientCheck.Of(
            x => new WrongRule(z => z[0].Exp(), (g, y, z) => [-(g * y)]).Apply(0.1 * x).Sum().Log(), Any(r, 5))),
    ];

    private static ExplainedRow Unary(
        string name, string[] words, Func<Node<double>, Node<double>> right,
        Func<Node<double>, Node<double>, Node<double>, Node<double>> rule, params int[] lengths) =>
        Row(name, words, x => right(x[0]), (g, y, x) => [rule(g, y, x[0])], r => [Any(r, lengths.Length == 0 ? [2, 4] : lengths)]);

    private static ExplainedRow Masked(string name, string[] words, Func<int, int, bool> isWrong) => Unary(
        name, words, x => x.Sinh(), (g, y, x) => g * x.Cosh() * Mask([4, 4], i => isWrong(i / 4, i % 4) ? 3 : 1), 4, 4);

    private static ExplainedRow Row(
        string name, string[] words, Func<Node<double>[], Node<double>> right, Rule rule, Func<Random, NdArray<double>[]> point) =>
        new(name, words, random => GradientCheck.Of(x => new WrongRule(right, rule).Apply([.. x]), point(random)));

    private static Node<double> Mask(int[] lengths, Func<int, double> element)
    {
        var next = 0;
        return NdArray.Generate(new Shape(lengths), () => element(next++));
    }

    // Apart from 0 and from each other, of both signs.
    private static NdArray<double> Any(Random random, params int[] lengths)
    {
        var sign = -1;
        return NdArray.Generate(new Shape(lengths), () => (sign = -sign) * (0.15 + (1.3 * random.NextDouble())));
    }

    private static double Any(Random random) => (random.Next(2) == 0 ? -1 : 1) * (0.15 + (1.3 * random.NextDouble()));

    private static NdArray<double> Well(Random random)
    {
        var next = 0;
        return NdArray.Generate([3, 3], () => (next++ % 4 == 0 ? 2 : 0) + (random.NextDouble() - 0.5));
    }

    private static NdArray<double>[] Twice(NdArray<double> x) => [x, x];
}
