using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults of an axis: what should be summed, spread or accumulated along one axis is so along another.</summary>
internal static class AxisFaults
{
    private const double Same = 1e-5;

    public static GradientDiagnosis? WrongAxis(GradientEvidence evidence, int input)
    {
        var shape = evidence.Function.Shapes[input];
        if (shape.Rank < 2 || Array.Exists(evidence.Differences[input], double.IsNaN))
        {
            return null;
        }

        foreach (var what in Readings(evidence, input))
        {
            var (wrong, right) = (Axis(what(evidence.Rules[input]), shape), Axis(what(evidence.Differences[input]), shape));
            if (wrong is { } there && right is { } belongs && there != belongs)
            {
                return new(
                    GradientFault.WrongAxis,
                    $"the gradient of input {input} is computed along axis {there} where axis {belongs} belongs.");
            }
        }

        return null;
    }

    // The gradient itself; divided by a function, with and without the incoming gradient: what is left is the sum over an axis. Steps along
    // an axis: what is left of a running sum is the incoming gradient.
    private static IEnumerable<Func<double[], double[]>> Readings(GradientEvidence evidence, int input)
    {
        yield return gradient => gradient;
        var isElementwise = evidence.Seed.Length == evidence.Rules[input].Length;
        double[] ones = Array.ConvertAll(evidence.Rules[input], _ => 1.0);
        var functions = KnownFunctions.At(evidence, input, [.. Enumerable.Range(0, ones.Length)])
            .Where(function => function.Size <= 4).Select(function => function.Values);
        foreach (var function in functions.Prepend(ones))
        {
            yield return gradient => [.. gradient.Zip(function, (a, b) => a / b)];
            if (isElementwise)
            {
                yield return gradient => [.. gradient.Zip(function, (a, b) => a / b).Zip(evidence.Seed, (a, b) => a - b)];
                yield return gradient => [.. gradient.Zip(evidence.Seed, (a, b) => a - b).Zip(function, (a, b) => a / b)];
            }
        }

        if (isElementwise)
        {
            yield return gradient => RunningSum(gradient, evidence);
        }
    }

    // For a gradient that is a running sum of the seed along one axis: constant along that axis, and along no other.
    private static double[] RunningSum(double[] gradient, GradientEvidence evidence)
    {
        var shape = evidence.Output;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (FormulaFaults.Lines(shape, axis).All(line =>
                IsRunning(FormulaFaults.Pick(gradient, line), FormulaFaults.Pick(evidence.Seed, line))))
            {
                var along = axis;
                return [.. Enumerable.Range(0, shape.Size).Select(i =>
                    (double)shape.Position(i).Index().Where(at => at.Index != along).Aggregate(1, (sum, at) => (sum * 31) + at.Item))];
            }
        }

        return gradient;

        static bool IsRunning(double[] line, double[] seed) =>
            AreAlike([.. line.Zip(line.Skip(1).Append(0), (a, b) => a - b)], seed)
            || AreAlike([.. line.Zip(line.SkipLast(1).Prepend(0), (a, b) => a - b)], seed);
    }

    // The one axis along which numbers stay the same.
    private static int? Axis(double[] values, Shape shape)
    {
        var size = values.Max(Math.Abs);
        if (!double.IsFinite(size) || size == 0)
        {
            return null;
        }

        var axes = Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] > 1 && FormulaFaults.Lines(shape, axis).All(line =>
            line.Max(i => values[i]) - line.Min(i => values[i]) <= Same * size)).ToList();
        return axes.Count == 1 ? axes[0] : null;
    }
}
