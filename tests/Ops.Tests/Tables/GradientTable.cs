using Autograd;

namespace Ops.Tests;

/// <summary>
/// The table of gradient checks: every operation and every composed verb, with inputs from its domain. One file for each family of
/// operations.
/// </summary>
internal static partial class GradientTable
{
    private static readonly Random s_random = new(7);

    public static IReadOnlyList<GradientRow> Rows { get; } = [.. ElementwiseRows, .. ShapingRows, .. ReductionRows, .. LinearAlgebraRows,
        .. IndexingRows, .. LossesRows, .. ActivationsRows, .. DistributionsRows, .. ConvolutionRows];

    /// <summary>Half the elements 1, half 0.</summary>
    public static Node<double> Mask(params int[] lengths)
    {
        var next = 0;
        return Node.Constant(NdArray.Generate<double>(new Shape(lengths), () => next++ % 2));
    }

    private static NdArray<double> Any(params int[] lengths) => Initialize.Normal<double>(new Shape(lengths), s_random);

    private static NdArray<double> Positive(params int[] lengths) => Initialize.Uniform<double>(new Shape(lengths), s_random, 0.2, 2);

    private static NdArray<double> Probability(params int[] lengths) =>
        Initialize.Uniform<double>(new Shape(lengths), s_random, 0.05, 0.95);

    private static NdArray<double> AwayFromZero(params int[] lengths) =>
        NdArray.Generate(new Shape(lengths), () => (0.1 + s_random.NextDouble()) * (s_random.Next(2) == 0 ? -1 : 1));
}

/// <summary>One gradient check.</summary>
/// <param name="Operation">The operation: the name of its record, or of its verb if it is composed.</param>
/// <param name="Function">The operation applied to the inputs.</param>
/// <param name="Inputs">Inputs from its domain.</param>
public sealed record GradientRow(
    string Operation, Func<IReadOnlyList<Node<double>>, Node<double>> Function, params NdArray<double>[] Inputs)
{
    public override string ToString() => $"{Operation} of {string.Join(" and ", Inputs.Select(input => input.Shape))}";
}
