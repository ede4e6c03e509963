using System.Globalization;
using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults in the formula of a rule: a factor, a term, or all that should vary is missing.</summary>
internal static class FormulaFaults
{
    // With fewer numbers a constant that fits says nothing.
    private const int Enough = 3;

    public static GradientDiagnosis? MissingFactor(GradientEvidence evidence, int input)
    {
        var (rules, differences) = (evidence.Rules[input], evidence.Differences[input]);
        var factors = Factors(evidence, input);
        foreach (var (name, values) in factors)
        {
            if (Multiple(Times(rules, values), differences) is { } missing)
            {
                return new(GradientFault.MissingFactor, $"the gradient of input {input} lacks the factor {Named(missing, name)}.");
            }

            if (Multiple(Times(differences, values), rules) is { } extra)
            {
                return new(GradientFault.MissingFactor, $"the gradient of input {input} has the factor {Named(extra, name)} too many.");
            }
        }

        foreach (var (wrong, there) in factors)
        {
            foreach (var (right, belongs) in factors)
            {
                if (!ReferenceEquals(there, belongs) && Same(Times(rules, belongs), Times(differences, there)))
                {
                    return new(GradientFault.MissingFactor, $"the gradient of input {input} has the factor {wrong} where {right} belongs.");
                }
            }
        }

        return null;
    }

    public static GradientDiagnosis? Constant(GradientEvidence evidence, int input)
    {
        var (rules, size) = (evidence.Rules[input], evidence.Rules[input].Length);
        double[] even = size == evidence.Seed.Length ? evidence.Seed : [.. Enumerable.Repeat(1.0, size)];
        return size >= Enough && Multiple(even, rules) is not null
            ? new(GradientFault.Constant, $"the derivative by input {input} is the same for every element, where it should vary.")
            : null;
    }

    public static GradientDiagnosis? MissingTerm(GradientEvidence evidence, int input)
    {
        var shape = evidence.Function.Shapes[input];
        double[] missing = [.. evidence.Differences[input].Zip(evidence.Rules[input], (right, there) => right - there)];
        var seeded = evidence.Seed.Length == missing.Length;
        foreach (var (name, values) in Factors(evidence, input).Prepend(("1", [.. Enumerable.Repeat(1.0, missing.Length)])))
        {
            if (seeded && Multiple(Times(values, evidence.Seed), missing) is { } times)
            {
                return new(GradientFault.MissingTerm, $"the gradient of input {input} lacks a term: {Named(times, name)} times the incoming gradient.");
            }

            for (var axis = 0; axis < shape.Rank; axis++)
            {
                if (shape[axis] >= Enough && Lines(shape, axis).All(line => Multiple(Pick(values, line), Pick(missing, line)) is not null || Array.TrueForAll(Pick(missing, line), term => term == 0)))
                {
                    return new(GradientFault.MissingTerm,
                        $"the gradient of input {input} lacks a term that is {(name is "1" ? "the same for all elements" : $"proportional to {name}")} along axis {axis}: a sum over that axis.");
                }
            }
        }

        return null;
    }

    // What rules multiply by: the input, the output, and what is usually made of them.
    private static List<(string Name, double[] Values)> Factors(GradientEvidence evidence, int input)
    {
        var (x, y) = (evidence.Function.Point[input], evidence.Function.Output.Value.ToArray());
        var factors = new List<(string, double[])>();
        // As the base classes call them.
        var (xName, yName) = evidence.Function.Point.Length switch { 1 => ("x", "y"), 2 => (input == 0 ? "x" : "y", "z"), _ => ($"input {input}", "output") };
        if (x.Length == y.Length)
        {
            Add(yName, y, v => v);
            Add($"(1 - {yName})", y, v => 1 - v);
            Add($"(1 + {yName})", y, v => 1 + v);
            Add($"{yName} (1 - {yName})", y, v => v * (1 - v));
            Add($"(1 - {yName}^2)", y, v => 1 - (v * v));
            Add($"{yName}^2", y, v => v * v);
            Add($"e^{yName}", y, Math.Exp);
        }

        Add(xName, x, v => v);
        Add($"{xName}^2", x, v => v * v);
        Add($"(1 - {xName}^2)", x, v => 1 - (v * v));
        Add($"(1 + {xName}^2)", x, v => 1 + (v * v));
        Add($"e^{xName}", x, Math.Exp);
        Add($"sin {xName}", x, Math.Sin);
        Add($"cos {xName}", x, Math.Cos);
        Add($"sigmoid({xName})", x, v => 1 / (1 + Math.Exp(-v)));
        Add($"(1 - sigmoid({xName}))", x, v => 1 / (1 + Math.Exp(v)));
        Add($"(1 - tanh^2 {xName})", x, v => 1 / (Math.Cosh(v) * Math.Cosh(v)));
        for (var other = 0; other < evidence.Function.Point.Length; other++)
        {
            if (other != input && evidence.Function.Point[other].Length == x.Length)
            {
                Add($"input {other}", evidence.Function.Point[other], v => v);
            }
        }

        return factors;

        void Add(string name, double[] values, Converter<double, double> factor)
        {
            var made = Array.ConvertAll(values, factor);
            if (made.Distinct().Count() > 1 || made.Length == 1)
            {
                factors.Add((name, made));
            }
        }
    }

    // The number by which x has to be multiplied to give y; null if there is none, or if too few numbers support it.
    private static double? Multiple(double[] x, double[] y)
    {
        if (Same(x, y))
        {
            return 1;
        }

        if (Known(x, y).Count(pair => pair.X != 0) < Enough)
        {
            return null;
        }

        var times = Known(x, y).Sum(pair => pair.X * pair.Y) / Known(x, y).Sum(pair => pair.X * pair.X);
        return times != 0 && Same(Array.ConvertAll(x, value => times * value), y) ? times : null;
    }

    private static string Named(double times, string name) => Math.Abs(times - 1) < 1e-4 ? name : string.Create(CultureInfo.InvariantCulture, $"{times:G4} {name}");

    private static double[] Times(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a * b)];

    private static double[] Pick(double[] values, int[] line) => Array.ConvertAll(line, i => values[i]);

    private static IEnumerable<int[]> Lines(Shape shape, int axis) =>
        Enumerable.Range(0, shape.Size).GroupBy(element => new Shape(shape.Position(element).Index().Select(at => at.Index == axis ? 0 : at.Item).ToArray()), (_, line) => line.ToArray());
}
