using System.Numerics.Tensors;

namespace Autograd;

/// <summary>What a diagnosis starts from: the gradients by the rules and by differences as arrays, and, of a small function, both Jacobians.</summary>
internal sealed class GradientEvidence
{
    private const int LargestJacobian = 16384;
    private const int MostElements = 256;

    // Numbers that agree this well are taken for the same.
    private const double Alike = 1e-5;

    public GradientEvidence(CheckedFunction function, IReadOnlyList<GradientComparison> comparisons)
    {
        Function = function;
        Rules = function.Gradient(function.Weights);
        TwiceTheSeed = function.Gradient(Node.Constant(new NdArray<double>(Output, Array.ConvertAll(Seed, weight => 2 * weight))));
        var elements = function.Point.Sum(point => point.Length);
        if (elements <= MostElements && elements * Seed.Length <= LargestJacobian)
        {
            JacobianByRules = [.. Enumerable.Range(0, Seed.Length).Select(output => function.Gradient(function.Pick(output)))];
            JacobianByDifferences = ByDifferences();
        }

        Differences = JacobianByDifferences is { } jacobian ? Weighted(jacobian, _ => true) : Compared(comparisons);
    }

    public CheckedFunction Function { get; }

    /// <summary>The gradient of each input by the rules.</summary>
    public double[][] Rules { get; }

    /// <summary>The same by differences; NaN where it is not known.</summary>
    public double[][] Differences { get; }

    /// <summary>The gradient by the rules for twice the incoming gradient.</summary>
    public double[][] TwiceTheSeed { get; }

    /// <summary>By output element, input and input element; null if the function is large.</summary>
    public double[][][]? JacobianByRules { get; }

    /// <inheritdoc cref="JacobianByRules"/>
    public double[][][]? JacobianByDifferences { get; }

    public Shape Output => Function.Output.Shape;

    /// <summary>The incoming gradient.</summary>
    public double[] Seed => Function.Weights.Value.ToArray();

    /// <summary>Whether the two arrays are the same wherever both are known, and not just zeros.</summary>
    public static bool Same(double[] x, double[] y)
    {
        var allowed = Alike * Known(x, y).Select(pair => Math.Max(Math.Abs(pair.X), Math.Abs(pair.Y))).DefaultIfEmpty().Max();
        return allowed > 0 && Known(x, y).All(pair => Math.Abs(pair.X - pair.Y) <= allowed);
    }

    /// <summary>The pairs of numbers that are both known.</summary>
    public static IEnumerable<(double X, double Y)> Known(double[] x, double[] y) => x.Zip(y).Where(pair => !double.IsNaN(pair.First) && !double.IsNaN(pair.Second));

    /// <summary>Whether an input's gradient is right, as far as differences show.</summary>
    public bool IsRight(int input) => Array.TrueForAll(Rules[input], double.IsFinite) && (Same(Rules[input], Differences[input]) || Known(Rules[input], Differences[input]).All(pair => Math.Abs(pair.X) + Math.Abs(pair.Y) < 1e-9));

    /// <summary>The gradients that only some outputs send back, by differences.</summary>
    /// <param name="jacobian">The Jacobian.</param>
    /// <param name="counts">Whether an output is one of them.</param>
    public double[][] Weighted(double[][][] jacobian, Func<int, bool> counts)
    {
        var sum = Array.ConvertAll(Function.Point, point => new double[point.Length]);
        for (var output = 0; output < jacobian.Length; output++)
        {
            for (var input = 0; input < sum.Length && counts(output); input++)
            {
                TensorPrimitives.MultiplyAdd(jacobian[output][input], Seed[output], sum[input], sum[input]);
            }
        }

        return sum;
    }

    private double[][][] ByDifferences()
    {
        var jacobian = new double[Seed.Length][][];
        for (var output = 0; output < jacobian.Length; output++)
        {
            jacobian[output] = Array.ConvertAll(Function.Point, point => new double[point.Length]);
        }

        for (var input = 0; input < Function.Point.Length; input++)
        {
            for (var element = 0; element < Function.Point[input].Length; element++)
            {
                var direction = Array.ConvertAll(Function.Point, point => new double[point.Length]);
                direction[input][element] = 1;
                var ladder = new StepLadder(step => Function.Along(direction, step, order: 1, everyOutput: true));
                for (var output = 0; output < jacobian.Length; output++)
                {
                    jacobian[output][input][element] = ladder.Quotient(output).Center.Value;
                }
            }
        }

        return jacobian;
    }

    private double[][] Compared(IReadOnlyList<GradientComparison> comparisons)
    {
        var known = Array.ConvertAll(Function.Point, point => Enumerable.Repeat(double.NaN, point.Length).ToArray());
        foreach (var comparison in comparisons.Where(comparison => comparison is { Order: 1, Input: >= 0 }))
        {
            ref var number = ref known[comparison.Input][comparison.Element];
            number = comparison.Output < 0 ? comparison.Numerical : (double.IsNaN(number) ? 0 : number) + (Seed[comparison.Output] * comparison.Numerical);
        }

        return known;
    }
}
