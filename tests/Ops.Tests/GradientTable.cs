using Autograd;

namespace Ops.Tests;

/// <summary>The table of gradient checks: every operation and every composed verb, with inputs from its domain.</summary>
internal static class GradientTable
{
    private static readonly Random s_random = new(7);

    private static readonly int[] s_labels = [2, 0, 3];

    public static IReadOnlyList<GradientRow> Rows { get; } =
    [
        // Elementwise
        new("Add", x => x[0] + x[1], Any(3, 4), Any(3, 4)),
        new("Add", x => x[0] + x[1], Any(2, 3, 1), Any(3, 4)),
        new("Add", x => x[0] + x[1], Any(), Any(3)),
        new("Subtract", x => x[0] - x[1], Any(3, 4), Any(4)),
        new("Subtract", x => x[0] - x[1], Any(3, 1), Any(2, 1, 4)),
        new("Multiply", x => x[0] * x[1], Any(3, 4), Any(3, 4)),
        new("Multiply", x => x[0] * x[1], Any(2, 1, 4), Any(3, 1)),
        new("Multiply", x => x[0] * x[0], Any(3)),
        new("Divide", x => x[0] / x[1], Any(3, 4), Positive(4)),
        new("Divide", x => x[0] / x[1], Any(1), Positive(2, 3)),
        new("Negate", x => -x[0], Any(3, 4)),
        new("Exp", x => x[0].Exp(), Any(3, 4)),
        new("Log", x => x[0].Log(), Positive(3, 4)),
        new("Sqrt", x => x[0].Sqrt(), Positive(3, 4)),
        new("Square", x => x[0].Square(), Any(3, 4)),
        new("Tanh", x => x[0].Tanh(), Any(3, 4)),
        new("SechSquared", x => x[0].SechSquared(), Any(3, 4)),
        new("Sigmoid", x => x[0].Sigmoid(), Any(3, 4)),
        new("Relu", x => x[0].Relu(), AwayFromZero(3, 4)),
        new("Softplus", x => x[0].Softplus(), Any(3, 4)),
        new("LogSigmoid", x => x[0].LogSigmoid(), Any(3, 4)),
        new("Where", x => Mask(3, 4).Where(x[0], x[1]), Any(3, 4), Any(4)),
        new("Masked", x => Masked.Of(Mask(3, 4), x[0]), Any(3, 4)),
        new("Accumulate", x => new Accumulate().Apply(x[0], x[1]), Any(3, 4), Any(3, 4)),

        // Shaping
        new("BroadcastTo", x => x[0].BroadcastTo([2, 3, 4]), Any(3, 1)),
        new("SumTo", x => x[0].SumTo([3, 1]), Any(2, 3, 4)),
        new("SumTo", x => x[0].SumTo([4]), Any(2, 3, 4)),
        new("Reshape", x => x[0].Reshape([2, 6]), Any(3, 4)),
        new("Transpose", x => x[0].Transpose(), Any(3, 4)),
        new("Transpose", x => x[0].Transpose(2, 0, 1), Any(2, 3, 4)),

        // Reduction
        new("Sum", x => x[0].Sum(), Any(3, 4)),
        new("Sum", x => x[0].Sum([0, 2], keepDims: true), Any(2, 3, 4)),
        new("Max", x => x[0].Max(), Any(3, 4)),
        new("Max", x => x[0].Max([0, 2]), Any(2, 3, 4)),
        new("Mean", x => x[0].Mean(), Any(3, 4)),
        new("Mean", x => x[0].Mean(1, keepDims: true), Any(2, 3, 4)),
        new("LogSumExp", x => x[0].LogSumExp(), Any(3, 4)),
        new("LogSumExp", x => x[0].LogSumExp([0, 2], keepDims: true), Any(2, 3, 4)),
        new("Softmax", x => x[0].Softmax(), Any(3, 4)),
        new("Softmax", x => x[0].Softmax([0, 2]), Any(2, 3, 4)),
        new("LogSoftmax", x => x[0].LogSoftmax(0), Any(3, 4)),
        new("LogSoftmax", x => x[0].LogSoftmax([1, 2]), Any(2, 3, 4)),

        // Linear algebra
        new("MatMul", x => x[0].MatMul(x[1]), Any(3, 4), Any(4, 5)),
        new("MatMul", x => new MatMul(TransposeX: true).Apply(x[0], x[1]), Any(4, 3), Any(4, 5)),
        new("MatMul", x => new MatMul(TransposeY: true).Apply(x[0], x[1]), Any(3, 4), Any(5, 4)),
        new("MatMul", x => new MatMul(TransposeX: true, TransposeY: true).Apply(x[0], x[1]), Any(4, 3), Any(5, 4)),
        new("MatMul", x => x[0].MatMul(x[1]), Any(2, 3, 4), Any(2, 4, 2)),
        new("MatMul", x => x[0].MatMul(x[1]), Any(2, 1, 3, 4), Any(3, 4, 2)),

        // Indexing
        new("Gather", x => x[0].Gather([2, 0, 2, 1]), Any(3, 4)),
        new("Gather", x => x[0].Gather([1, 1], axis: -1), Any(2, 3, 4)),
        new("ScatterAdd", x => x[0].ScatterAdd([2, 0, 2], length: 5), Any(3, 4)),
        new("ScatterAdd", x => x[0].ScatterAdd([1, 0, 1], length: 2, axis: 1), Any(2, 3, 4)),

        // Losses
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels, Reduction.None), Any(3, 4)),
        new("SoftmaxCrossEntropy", x => x[0].SoftmaxCrossEntropy(s_labels), Any(3, 4)),
        new("SoftmaxMinusOneHot", x => new SoftmaxMinusOneHot(s_labels).Apply(x[0]), Any(3, 4)),
        new("SigmoidCrossEntropy", x => x[0].SigmoidCrossEntropy(x[1], Reduction.None), Any(3, 4), Positive(3, 4)),
        new("SigmoidCrossEntropy", x => x[0].SigmoidCrossEntropy(x[1], Reduction.Sum), Any(3), Positive(3)),
        new("SigmoidMinusTarget", x => new SigmoidMinusTarget().Apply(x[0], x[1]), Any(3, 4), Positive(3, 4)),
        new("MeanSquaredError", x => x[0].MeanSquaredError(x[1]), Any(3, 4), Any(3, 4)),
    ];

    /// <summary>Half the elements 1, half 0.</summary>
    public static Node<double> Mask(params int[] lengths)
    {
        var next = 0;
        return Node.Constant(NdArray.Generate<double>(new Shape(lengths), () => next++ % 2));
    }

    private static NdArray<double> Any(params int[] lengths) => Initialise.Normal<double>(new Shape(lengths), s_random);

    private static NdArray<double> Positive(params int[] lengths) => Initialise.Uniform<double>(new Shape(lengths), s_random, 0.2, 2);

    private static NdArray<double> AwayFromZero(params int[] lengths) =>
        NdArray.Generate(new Shape(lengths), () => (0.1 + s_random.NextDouble()) * (s_random.Next(2) == 0 ? -1 : 1));
}

/// <summary>One gradient check.</summary>
/// <param name="Operation">The operation: the name of its record, or of its verb if it is composed.</param>
/// <param name="Function">The operation applied to the inputs.</param>
/// <param name="Inputs">Inputs from its domain.</param>
internal sealed record GradientRow(string Operation, Func<IReadOnlyList<Node<double>>, Node<double>> Function, params NdArray<double>[] Inputs)
{
    public override string ToString() => $"{Operation} of {string.Join(" and ", Inputs.Select(input => input.Shape))}";
}
