using Rule = System.Func<Autograd.Node<double>, Autograd.Node<double>, Autograd.Node<double>[], Autograd.Node<double>?[]>;

namespace Autograd.Tests;

/// <summary>A rule that is wrong, and what is wrong with it.</summary>
public sealed record WrongRow(string Operation, string Fault, GradientFault Expected, WrongRule Op, NdArray<double>[] Inputs)
{
    public override string ToString() => $"{Operation}: {Fault}";
}

/// <summary>Wrong rules of the kinds that people write.</summary>
internal static class WrongRuleBank
{
    private static readonly Random s_random = new(3);
    private static readonly int[] s_labels = [2, 0, 1, 1];

    public static IReadOnlyList<WrongRow> Rows { get; } = [.. Elementwise, .. Reductions, .. Broadcasts, .. Matrices, .. Places, .. Losses];

    private static IEnumerable<WrongRow> Elementwise =>
    [
        Unary("Exp", "sign", GradientFault.Sign, x => x.Exp(), (g, y, x) => -(g * y)),
        Unary("Exp", "twice", GradientFault.Factor, x => x.Exp(), (g, y, x) => 2 * g * y),
        Unary("Exp", "grad left out", GradientFault.IncomingGradientIgnored, x => x.Exp(), (g, y, x) => y),
        Unary("Exp", "y left out", GradientFault.MissingFactor, x => x.Exp(), (g, y, x) => g),
        Unary("Exp", "x for y", GradientFault.SimilarFunction, x => x.Exp(), (g, y, x) => g * x),
        Unary("Exp", "nothing", GradientFault.Zero, x => x.Exp(), (g, y, x) => null),
        Unary("Exp", "NaN", GradientFault.NotANumber, x => x.Exp(), (g, y, x) => g * y * double.NaN),
        Unary("Exp", "captured", GradientFault.CapturedValue, x => x.Exp(), (g, y, x) => g * y.StopGradient()),
        Unary("Sigmoid", "(1 - y) left out", GradientFault.MissingFactor, x => x.Sigmoid(), (g, y, x) => g * y),
        Unary("Sigmoid", "y left out", GradientFault.MissingFactor, x => x.Sigmoid(), (g, y, x) => g * (1 - y)),
        Unary(
            "Sigmoid", "of y instead of x", GradientFault.SimilarFunction, x => x.Sigmoid(),
            (g, y, x) => g * y.Sigmoid() * (1 - y.Sigmoid())),
        Unary("Tanh", "y not squared", GradientFault.MissingFactor, x => x.Tanh(), (g, y, x) => g * (1 - y)),
        Unary("Tanh", "plus for minus", GradientFault.SimilarFunction, x => x.Tanh(), (g, y, x) => g * (1 + y.Square())),
        Unary("Tanh", "captured", GradientFault.CapturedValue, x => x.Tanh(), (g, y, x) => g * (1 - y.StopGradient().Square())),
        Unary("Sin", "cos x left out", GradientFault.MissingFactor, x => x.Sin(), (g, y, x) => g),
        Unary("Cos", "sign", GradientFault.Sign, x => x.Cos(), (g, y, x) => g * x.Sin()),
        Unary("Softplus", "linear", GradientFault.Constant, x => x.Softplus(), (g, y, x) => 0.5 * g),
        Unary("Erf", "linear", GradientFault.Constant, x => x.Erf(), (g, y, x) => 2 / Math.Sqrt(Math.PI) * g),
        Unary("Atan", "denominator left out", GradientFault.MissingFactor, x => x.Atan(), (g, y, x) => g),
        Unary("Square", "2 left out", GradientFault.Factor, x => x.Square(), (g, y, x) => g * x),
        Unary("Square", "x left out", GradientFault.MissingFactor, x => x.Square(), (g, y, x) => 2 * g),
        Unary("Relu", "no mask", GradientFault.SomeElements, x => x.Relu(), (g, y, x) => g),
        Unary("Abs", "no sign", GradientFault.SomeElements, x => x.Abs(), (g, y, x) => g),
        Unary("Reciprocal", "y not squared", GradientFault.MissingFactor, x => x.Reciprocal(), (g, y, x) => -(g * y)),
        Row("Multiply", "swapped", GradientFault.Swapped, x => x[0] * x[1], (g, y, x) => [g * x[0], g * x[1]], Any(2, 3), Any(2, 3)),
        Row("Multiply", "the second left out", GradientFault.Zero, x => x[0] * x[1], (g, y, x) => [g * x[1], null], Any(2, 3), Any(2, 3)),
        Row("Divide", "1/y left out", GradientFault.MissingFactor, x => x[0] / x[1],
            (g, y, x) => [g, -(g * y / x[1])], Any(2, 3), Any(2, 3)),
        Row("Divide", "the second sign", GradientFault.Sign, x => x[0] / x[1], (g, y, x) => [g / x[1], g * y / x[1]], Any(2, 3), Any(2, 3)),
        Row("Subtract", "the second sign", GradientFault.Sign, x => x[0] - x[1], (g, y, x) => [g, g], Any(2, 3), Any(2, 3)),
    ];

    private static IEnumerable<WrongRow> Reductions =>
    [
        Row("Sum", "a mean's rule", GradientFault.Factor, x => x[0].Sum(1),
            (g, y, x) => [(g / 4).Reshape([3, 1]).BroadcastTo([3, 4])], Any(3, 4)),
        Row("Sum", "grad left out", GradientFault.IncomingGradientIgnored, x => x[0].Sum(1),
            (g, y, x) => [NdArray.Ones<double>([3, 4])], Any(3, 4)),
        Row("Mean", "not divided", GradientFault.Factor, x => x[0].Mean(0), (g, y, x) => [g.BroadcastTo([3, 4])], Any(3, 4)),
        Row("Max", "to every element", GradientFault.SomeElements, x => x[0].Max(1),
            (g, y, x) => [g.Reshape([3, 1]).BroadcastTo([3, 4])], Any(3, 4)),
        Row("Max", "to the least element", GradientFault.Misplaced, x => x[0].Max(1),
            (g, y, x) => [g.Reshape([3, 1]) * x[0].EqualTo(x[0].Min(1, keepDims: true))], Any(3, 4)),
        Row("Prod", "not divided", GradientFault.MissingFactor, x => x[0].Prod(1),
            (g, y, x) => [(g * y).Reshape([3, 1]).BroadcastTo([3, 4])], Any(3, 4)),
        Row("Softmax", "sum left out", GradientFault.MissingTerm, x => x[0].Softmax(), (g, y, x) => [g * y], Any(3, 4)),
        Row("LogSoftmax", "sum left out", GradientFault.MissingTerm, x => x[0].LogSoftmax(), (g, y, x) => [g], Any(3, 4)),
        Row("LogSumExp", "a mean's rule", GradientFault.MissingFactor, x => x[0].LogSumExp(),
            (g, y, x) => [(g / 5).BroadcastTo([5])], Any(5)),
        Row("CumulativeSum", "not reversed", GradientFault.Transposed, x => x[0].CumulativeSum(0),
            (g, y, x) => [g.CumulativeSum(0)], Any(5)),
        Row("Norm", "not divided", GradientFault.Factor, x => x[0].Norm(), (g, y, x) => [g * x[0]], Any(5)),
    ];

    private static IEnumerable<WrongRow> Broadcasts =>
    [
        Row("Multiply", "only the first row", GradientFault.MissingSum, x => x[0] * x[1],
            (g, y, x) => [g * x[1], (g * x[0])[..1].Reshape([3])], Any(4, 3), Any(3)),
        Row("Multiply", "mean for sum", GradientFault.Factor, x => x[0] * x[1],
            (g, y, x) => [g * x[1], (g * x[0]).Mean(0)], Any(4, 3), Any(3)),
        Row("Add", "only the last column", GradientFault.MissingSum, x => x[0] + x[1],
            (g, y, x) => [g, g[.., 3..4]], Any(3, 4), Any(3, 1)),
        Row("BroadcastTo", "only the first copy", GradientFault.MissingSum, x => x[0].BroadcastTo([3, 4]),
            (g, y, x) => [g[..1].Reshape([4])], Any(4)),
    ];

    private static IEnumerable<WrongRow> Matrices =>
    [
        Row("MatMul", "y not transposed", GradientFault.Transposed, x => x[0].MatMul(x[1]),
            (g, y, x) => [g.MatMul(x[1]), x[0].MatMul(g, transposeX: true)], Any(2, 3), Any(3, 3)),
        Row("MatMul", "result transposed", GradientFault.Transposed, x => x[0].MatMul(x[1]),
            (g, y, x) => [g.MatMul(x[1], transposeY: true), x[0].MatMul(g, transposeX: true).Transpose()], Any(2, 3), Any(3, 3)),
        Row("MatMul", "swapped", GradientFault.Swapped, x => x[0].MatMul(x[1]),
            (g, y, x) => [x[0].MatMul(g, transposeX: true), g.MatMul(x[1], transposeY: true)], Any(3, 3), Any(3, 3)),
        Row("MatMul", "grad left out", GradientFault.IncomingGradientIgnored, x => x[0].MatMul(x[1]),
            (g, y, x) => [Node.Constant(NdArray.Ones<double>([2, 4])).MatMul(x[1], transposeY: true), x[0].MatMul(g, transposeX: true)],
            Any(2, 3), Any(3, 4)),
        Row("Transpose", "not transposed back", GradientFault.Transposed, x => x[0].Transpose(), (g, y, x) => [g], Any(3, 3)),
        Row("Inverse", "not transposed", GradientFault.Transposed, x => x[0].Inverse(), (g, y, x) => [-y.MatMul(g).MatMul(y)], Any(3, 3)),
        Row("Determinant", "y left out", GradientFault.Factor, x => x[0].Determinant(),
            (g, y, x) => [g * x[0].Inverse().Transpose()], Any(3, 3)),
    ];

    private static IEnumerable<WrongRow> Places =>
    [
        Row("Gather", "overwritten", GradientFault.Overwritten, x => x[0].Gather([0, 2, 0, 1]), (g, y, x) => [g.Gather([2, 3, 1])], Any(3)),
        Row("Gather", "of rows, overwritten", GradientFault.Overwritten, x => x[0].Gather([0, 2, 0, 1]),
            (g, y, x) => [g.Gather([0, 3, 1])], Any(3, 2)),
        Row("Slice", "put back at the start", GradientFault.Misplaced, x => x[0][2..5],
            (g, y, x) => [Node.Concat([g, Node.Constant(NdArray.Zeros<double>([4]))], 0)], Any(7)),
        Row("Flip", "not flipped back", GradientFault.Misplaced, x => x[0].Flip(0), (g, y, x) => [g], Any(5)),
        Row("Concat", "swapped", GradientFault.Swapped, x => Node.Concat(x, 0),
            (g, y, x) => [g[3..6], g[..3]], Any(3), Any(3)),
        Row("ScatterAdd", "permuted", GradientFault.Transposed, x => x[0].ScatterAdd([2, 0, 1], 3),
            (g, y, x) => [g.ScatterAdd([2, 0, 1], 3)], Any(3)),
    ];

    private static IEnumerable<WrongRow> Losses =>
    [
        Row("MeanSquaredError", "2 left out", GradientFault.Factor, x => x[0].MeanSquaredError(x[1]),
            (g, y, x) => [g * (x[0] - x[1]) / 6, g * (x[1] - x[0]) / 6], Any(2, 3), Any(2, 3)),
        Row("MeanSquaredError", "not divided", GradientFault.Factor, x => x[0].MeanSquaredError(x[1]),
            (g, y, x) => [2 * g * (x[0] - x[1]), 2 * g * (x[1] - x[0])], Any(2, 3), Any(2, 3)),
        Row("MeanSquaredError", "the targets' sign", GradientFault.Sign, x => x[0].MeanSquaredError(x[1]),
            (g, y, x) => [g * (x[0] - x[1]) / 3, g * (x[0] - x[1]) / 3], Any(2, 3), Any(2, 3)),
        Row("SoftmaxCrossEntropy", "labels left out", GradientFault.SomeElements, x => x[0].SoftmaxCrossEntropy(s_labels),
            (g, y, x) => [g * x[0].Softmax() / 4], Any(4, 3)),
        Row("SoftmaxCrossEntropy", "not divided by the batch", GradientFault.Factor, x => x[0].SoftmaxCrossEntropy(s_labels),
            (g, y, x) => [g * (x[0].Softmax() - OneHot)], Any(4, 3)),
        Row("SoftmaxCrossEntropy", "sign", GradientFault.Sign, x => x[0].SoftmaxCrossEntropy(s_labels),
            (g, y, x) => [g * (OneHot - x[0].Softmax()) / 4], Any(4, 3)),
        Row("SoftmaxCrossEntropy", "grad left out", GradientFault.IncomingGradientIgnored, x => x[0].SoftmaxCrossEntropy(s_labels),
            (g, y, x) => [(x[0].Softmax() - OneHot) / 4], Any(4, 3)),
        Row("Huber", "never clipped", GradientFault.SomeElements, x => x[0].Huber(0.0 * x[0].StopGradient(), reduction: Reduction.None),
            (g, y, x) => [g * x[0]], Any(3, 4)),
    ];

    private static Node<double> OneHot => new NdArray<double>([4, 3], 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0);

    private static WrongRow Unary(
        string operation, string fault, GradientFault expected, Func<Node<double>, Node<double>> right,
        Func<Node<double>, Node<double>, Node<double>, Node<double>?> rule) =>
        Row(operation, fault, expected, x => right(x[0]), (g, y, x) => [rule(g, y, x[0])], Any(2, 4));

    private static WrongRow Row(string operation, string fault, GradientFault expected, Func<Node<double>[], Node<double>> right, Rule rule,
        params NdArray<double>[] inputs) =>
        new(operation, fault, expected, new WrongRule(right, rule), inputs);

    // Apart from 0, from 1 and from each other, of both signs.
    private static NdArray<double> Any(params int[] lengths)
    {
        var sign = -1;
        return NdArray.Generate(new Shape(lengths), () => (sign = -sign) * (0.15 + (1.3 * s_random.NextDouble())));
    }
}
