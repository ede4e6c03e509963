using Autograd;

namespace Ops.Tests;

/// <summary>
/// The table of gradient checks: every operation and every composed verb, with inputs from its domain. One file for each family of
/// operations.
/// </summary>
internal static partial class GradientTable
{
    public static IReadOnlyList<GradientRow> Rows { get; } = [.. ElementwiseRows, .. ShapingRows, .. ReductionRows, .. LinearAlgebraRows,
        .. IndexingRows, .. LossesRows, .. ActivationsRows, .. DistributionsRows, .. ConvolutionRows];

    /// <summary>Half the elements 1, half 0.</summary>
    public static Node<double> Mask(params int[] lengths)
    {
        var next = 0;
        return Node.Constant(NdArray.Generate<double>(new Shape(lengths), () => next++ % 2));
    }

    private static Points Any(params int[] lengths) => new(random => Initialize.Normal<double>(new Shape(lengths), random));

    private static Points Positive(params int[] lengths) => new(random => Initialize.Uniform<double>(new Shape(lengths), random, 0.2, 2));

    private static Points Probability(params int[] lengths) =>
        new(random => Initialize.Uniform<double>(new Shape(lengths), random, 0.05, 0.95));

    private static Points AwayFromZero(params int[] lengths) => new(random =>
        NdArray.Generate(new Shape(lengths), () => (0.1 + random.NextDouble()) * (random.Next(2) == 0 ? -1 : 1)));
}

/// <summary>An input of a row: an array, or how to draw one.</summary>
public sealed record Points(Func<Random, NdArray<double>> Draw)
{
    public static implicit operator Points(NdArray<double> array) => new(_ => array);

    public static implicit operator Points(double[] vector) => new(_ => vector);

    public static implicit operator Points(double[,] matrix) => new(_ => matrix);
}

/// <summary>One gradient check.</summary>
public sealed record GradientRow
{
    /// <summary>A row; what it draws depends on its name alone, so that a new row moves no other.</summary>
    /// <param name="operation">The operation: the name of its record, or of its verb if it is composed.</param>
    /// <param name="function">The operation applied to the inputs.</param>
    /// <param name="inputs">Inputs from its domain.</param>
    public GradientRow(string operation, Func<IReadOnlyList<Node<double>>, Node<double>> function, params Points[] inputs)
    {
        var random = new Random(operation.Aggregate(7, (hash, letter) => unchecked((hash * 31) + letter)));
        (Operation, Function, Inputs) = (operation, function, Array.ConvertAll(inputs, input => input.Draw(random)));
    }

    public string Operation { get; }

    public Func<IReadOnlyList<Node<double>>, Node<double>> Function { get; }

    public NdArray<double>[] Inputs { get; }

    public void Deconstruct(
        out string operation, out Func<IReadOnlyList<Node<double>>, Node<double>> function, out NdArray<double>[] inputs) =>
        (operation, function, inputs) = (Operation, Function, Inputs);

    public override string ToString() => $"{Operation} of {string.Join(" and ", Inputs.Select(input => input.Shape))}";
}
