namespace Autograd;

/// <summary>Judges what float makes of a gradient whose rules were judged in double: it may differ by rounding alone.</summary>
/// <param name="function">The function in double.</param>
/// <param name="seeds">The incoming gradient for each number that is compared.</param>
/// <param name="gradients">The gradients in float at a point for a seed.</param>
internal sealed class FloatRules(CheckedFunction function, Node<double>[] seeds, Func<double[][], Node<double>, double[][]> gradients)
{
    // What a gradient in float may be off by, relative to its largest term: some 4,000 roundings of 2^-24.
    private const double Rounding = 2.5e-4;

    // Below the normal floats what is rounded is a fixed amount.
    private const double Denormals = 16 * (double)float.Epsilon;

    // Where the nearest points tell nothing, because they are the same: off by more than this, float has lost more than digits.
    private const double Noise = 100 * Rounding;

    // Rounding scatters about the truth. What is off on the average by more than this many times the scatter is off by more than that.
    private const double Apart = 3;

    // A unit in the last place of a float.
    private const double Unit = 1.1920928955078125e-7;
    private const int Points = 6;

    private readonly Dictionary<int, (double[][] Float, double[][] Double)[]> _near = [];

    public GradientComparison Judge(GradientComparison comparison, int number, double[][] derivative, CheckedDirection direction)
    {
        var inFloat = direction.Along(Near(number)[0].Float) / direction.Length;
        var off = Math.Abs(inFloat - comparison.Analytic);
        var size = LargestTerm(derivative, direction);
        var judged = comparison with { Analytic = inFloat, Tolerance = comparison.Tolerance + off };
        return comparison.Verdict switch
        {
            Verdict.Mismatch => judged,
            _ when off <= (Rounding * size) + Denormals || inFloat.Equals(comparison.Analytic) => judged,
            _ when IsScattered(number, direction, off <= Noise * size) =>
                judged with { Verdict = Verdict.Inconclusive, Note = "right in double; float has lost most digits" },
            _ => comparison with { Analytic = inFloat, Verdict = Verdict.Mismatch, Note = "right in double, not in float" },
        };
    }

    private bool IsScattered(int number, CheckedDirection direction, bool isSmall)
    {
        double[] errors = [.. Near(number).Select(near => direction.Along(near.Float) - direction.Along(near.Double))];
        var scatter = errors.Max() - errors.Min();
        return scatter == 0 ? isSmall : Math.Abs(errors.Average()) <= Apart * scatter;
    }

    // At the point, and at those a few units in the last place of a float off.
    private (double[][] Float, double[][] Double)[] Near(int number)
    {
        if (!_near.TryGetValue(number, out var near))
        {
            near = [.. MeasuredRounding.PointsNear(function.Point, Enumerable.Repeat(Unit, Points)).Select(Rounded).Prepend(function.Point)
                .Select(point => (gradients(point, seeds[number]), function.DerivativesAt(point, order: 1, seeds[number])[0]))];
            _near[number] = near;
        }

        return near;

        static double[][] Rounded(double[][] point) =>
            Array.ConvertAll(point, part => Array.ConvertAll(part, value => (double)(float)value));
    }

    // Of one element, the largest element of the gradient stands for the terms: its own may have canceled.
    private static double LargestTerm(double[][] derivative, CheckedDirection direction) => direction.Element >= 0
        ? derivative.Max(part => part.Select(Math.Abs).DefaultIfEmpty().Max())
        : direction.Moved.Max(at => Math.Abs(derivative[at.Input][at.Element] * direction.Vector[at.Input][at.Element]));
}
