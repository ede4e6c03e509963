using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// What a diagnosis starts from: the gradients by the rules and by differences as arrays, and, of a small function, both Jacobians.
/// </summary>
internal sealed class GradientEvidence
{
    // Above either, the Jacobians would take longer than the check itself.
    private const int LargestJacobian = 16384;
    private const int MostElements = 1024;
    private const int OtherPoints = 2;

    // Of a large function so many elements of each input are looked at elsewhere.
    private const int ElementsElsewhere = 6;

    // Numbers that agree this well, relative to the largest, are taken for the same: differences are better than that, faults are worse.
    private const double Alike = 1e-5;

    // A gradient that is 0 up to rounding, by the rules and by differences.
    private const double Negligible = 1e-9;

    private double[][]? _errors;

    public GradientEvidence(CheckedFunction function, IEnumerable<GradientComparison> comparisons)
    {
        Function = function;
        Rules = function.Gradient(function.Weights);
        TwiceTheSeed = function.Gradient(Node.Constant(new NdArray<double>(Output, Array.ConvertAll(Seed, weight => 2 * weight))));
        var elements = function.Point.Sum(point => point.Length);
        if (elements <= MostElements && elements * Seed.Length <= LargestJacobian)
        {
            JacobianByRules = [.. Enumerable.Range(0, Seed.Length).Select(output => function.Gradient(function.Pick(output)))];
            JacobianByDifferences = DifferentiateByDifferences();
        }

        Errors = Zeros();
        Differences = JacobianByDifferences is { } jacobian ? Weight(jacobian, _ => true) : Collect(comparisons);
        for (var input = 0; input < Errors.Length && _errors is not null; input++)
        {
            Errors[input] = _errors[input];
        }
    }

    public CheckedFunction Function { get; }

    /// <summary>The gradient of each input by the rules.</summary>
    public double[][] Rules { get; }

    /// <summary>The same by differences; NaN where it is not known.</summary>
    public double[][] Differences { get; }

    /// <summary>How far each of <see cref="Differences"/> may be off.</summary>
    public double[][] Errors { get; }

    /// <summary>The gradient by the rules for twice the incoming gradient.</summary>
    public double[][] TwiceTheSeed { get; }

    /// <summary>By output element, input and input element; null if the function is large.</summary>
    public double[][][]? JacobianByRules { get; }

    /// <inheritdoc cref="JacobianByRules"/>
    public double[][][]? JacobianByDifferences { get; }

    /// <summary>The same at other points, with other incoming gradients.</summary>
    public IReadOnlyList<GradientEvidence> Others { get; private set; } = [];

    public Shape Output => Function.Output.Shape;

    /// <summary>The incoming gradient.</summary>
    public double[] Seed => Function.Weights.Value.ToArray();

    /// <summary>Whether two arrays are the same wherever both are known, and not just zeros.</summary>
    public static bool AreAlike(double[] x, double[] y) =>
        AllowedDifference(x, y) is > 0 and var allowed && KnownPairs(x, y).All(pair => Math.Abs(pair.X - pair.Y) <= allowed);

    /// <summary>How much elements of two arrays may differ and be taken for the same.</summary>
    public static double AllowedDifference(double[] x, double[] y) =>
        Alike * KnownPairs(x, y).Select(pair => Math.Max(Math.Abs(pair.X), Math.Abs(pair.Y))).DefaultIfEmpty().Max();

    /// <summary>The pairs of numbers that are both known.</summary>
    public static IEnumerable<(double X, double Y)> KnownPairs(double[] x, double[] y) =>
        x.Zip(y).Where(pair => !double.IsNaN(pair.First) && !double.IsNaN(pair.Second));

    /// <summary>Whether an input's gradient is right, as far as differences show.</summary>
    public bool IsRight(int input)
    {
        var (rules, differences) = (Rules[input], Differences[input]);
        return Array.TrueForAll(rules, double.IsFinite)
            && SmallErrors.Find(this, input) is null
            && (AreAlike(rules, differences)
                || KnownPairs(rules, differences).All(pair => Math.Abs(pair.X) + Math.Abs(pair.Y) < Negligible));
    }

    /// <summary>
    /// Looks at other points, with other incoming gradients; of a large function at one, and there at a few of the elements that are known.
    /// None if it has no value there.
    /// </summary>
    public IReadOnlyList<GradientEvidence> AtOtherPoints()
    {
        var points = JacobianByRules is null ? 1 : OtherPoints;
        Others = [.. Enumerable.Range(1, points).Select(salt => Function.Elsewhere(salt)).OfType<CheckedFunction>()
            .Select(At).OfType<GradientEvidence>()];
        foreach (var other in Others)
        {
            other.Others = [this];
        }

        return Others;
    }

    private GradientEvidence? At(CheckedFunction function)
    {
        try
        {
            var evidence = new GradientEvidence(function, []);
            if (evidence.JacobianByRules is null)
            {
                evidence.Differentiate([.. Differences.SelectMany((part, input) => Enumerable.Range(0, part.Length)
                    .Where(element => double.IsFinite(part[element]) && part[element] != 0)
                    .Take(ElementsElsewhere).Select(element => (input, element)))]);
            }

            return evidence;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }

    // The gradient by differences, by a few elements.
    private void Differentiate(IReadOnlyList<(int Input, int Element)> elements)
    {
        foreach (var (input, element) in elements)
        {
            var direction = CheckedDirection.By(Function, (input, element));
            var slope = Function.Ladder(direction, order: 1, everyOutput: false).Quotient(0).Center;
            Differences[input][element] = slope.Value / direction.Length;
            Errors[input][element] = slope.Error / direction.Length;
        }
    }

    /// <summary>The gradients that some of the outputs send back: their rows of a Jacobian, weighted by the seed.</summary>
    /// <param name="jacobian">The Jacobian.</param>
    /// <param name="counts">Whether an output is one of them.</param>
    public double[][] Weight(double[][][] jacobian, Func<int, bool> counts)
    {
        var sum = Zeros();
        for (var output = 0; output < jacobian.Length; output++)
        {
            for (var input = 0; input < sum.Length && counts(output); input++)
            {
                TensorPrimitives.MultiplyAdd(jacobian[output][input], Seed[output], sum[input], sum[input]);
            }
        }

        return sum;
    }

    private double[][] Zeros() => Array.ConvertAll(Function.Point, point => new double[point.Length]);

    private double[][][] DifferentiateByDifferences()
    {
        double[][][] jacobian = [.. Seed.Select(_ => Zeros())];
        _errors = Zeros();
        for (var input = 0; input < Function.Point.Length; input++)
        {
            for (var element = 0; element < Function.Point[input].Length; element++)
            {
                var direction = CheckedDirection.By(Function, (input, element));
                var ladder = Function.Ladder(direction, order: 1, everyOutput: true);
                for (var output = 0; output < jacobian.Length; output++)
                {
                    var slope = ladder.Quotient(output).Center;
                    jacobian[output][input][element] = slope.Value / direction.Length;
                    _errors[input][element] += Math.Abs(Seed[output]) * slope.Error / direction.Length;
                }
            }
        }

        return jacobian;
    }

    // The gradient as far as it was compared. In a full Jacobian, the sum of what is known of each output.
    private double[][] Collect(IEnumerable<GradientComparison> comparisons)
    {
        var known = Array.ConvertAll(Function.Point, point => Enumerable.Repeat(double.NaN, point.Length).ToArray());
        foreach (var comparison in comparisons.Where(comparison => comparison is { Order: 1, Input: >= 0 }))
        {
            ref var number = ref known[comparison.Input][comparison.Element];
            Errors[comparison.Input][comparison.Element] += comparison.ErrorBar;
            number = comparison.Output < 0
                ? comparison.Numerical
                : (double.IsNaN(number) ? 0 : number) + (Seed[comparison.Output] * comparison.Numerical);
        }

        return known;
    }
}
