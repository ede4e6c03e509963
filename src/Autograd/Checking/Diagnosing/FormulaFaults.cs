using System.Globalization;
using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults in the formula of a rule: a factor, a term, or all that should vary is missing.</summary>
internal static class FormulaFaults
{
    // With fewer numbers a constant that fits says nothing.
    private const int Enough = 3;

    // A multiple this close to 1 is not named.
    private const double NearOne = 1e-4;

    // What rules multiply by: functions of the output y, which many derivatives are written in, then of the input x.
    private static readonly (string Name, Converter<double, double> Of)[] s_factorsOfOutput =
    [
        ("{0}", y => y),
        ("(1 - {0})", y => 1 - y),
        ("(1 + {0})", y => 1 + y),
        ("{0} (1 - {0})", y => y * (1 - y)),
        ("(1 - {0}^2)", y => 1 - (y * y)),
        ("{0}^2", y => y * y),
        ("e^{0}", Math.Exp),
    ];

    private static readonly (string Name, Converter<double, double> Of)[] s_factorsOfInput =
    [
        ("{0}", x => x),
        ("{0}^2", x => x * x),
        ("(1 - {0}^2)", x => 1 - (x * x)),
        ("(1 + {0}^2)", x => 1 + (x * x)),
        ("e^{0}", Math.Exp),
        ("sin {0}", Math.Sin),
        ("cos {0}", Math.Cos),
        ("sigmoid({0})", x => 1 / (1 + Math.Exp(-x))),
        ("(1 - sigmoid({0}))", x => 1 / (1 + Math.Exp(x))),
        ("(1 - tanh^2 {0})", x => 1 / (Math.Cosh(x) * Math.Cosh(x))),
    ];

    public static GradientDiagnosis? MissingFactor(GradientEvidence evidence, int input)
    {
        var (rules, differences) = (evidence.Rules[input], evidence.Differences[input]);
        var factors = Factors(evidence, input);
        foreach (var (name, values) in factors)
        {
            if (Multiple(Multiply(rules, values), differences) is { } missing)
            {
                return Diagnosis($"lacks the factor {Name(missing, name)}");
            }

            if (Multiple(Multiply(differences, values), rules) is { } extra)
            {
                return Diagnosis($"has the factor {Name(extra, name)} too many");
            }
        }

        foreach (var (wrong, there) in factors)
        {
            foreach (var (right, belongs) in factors)
            {
                if (!ReferenceEquals(there, belongs) && AreAlike(Multiply(rules, belongs), Multiply(differences, there)))
                {
                    return Diagnosis($"has the factor {wrong} where {right} belongs");
                }
            }
        }

        return null;

        GradientDiagnosis Diagnosis(string what) => new(GradientFault.MissingFactor, $"the gradient of input {input} {what}.");
    }

    public static GradientDiagnosis? Constant(GradientEvidence evidence, int input)
    {
        var rules = evidence.Rules[input];
        var even = rules.Length == evidence.Seed.Length ? evidence.Seed : Ones(rules.Length);
        return rules.Length >= Enough && Multiple(even, rules) is not null
            ? new(GradientFault.Constant, $"the derivative by input {input} is the same for every element, where it should vary.")
            : null;
    }

    public static GradientDiagnosis? MissingTerm(GradientEvidence evidence, int input)
    {
        var shape = evidence.Function.Shapes[input];
        double[] missing = [.. evidence.Differences[input].Zip(evidence.Rules[input], (right, there) => right - there)];
        var seed = evidence.Seed.Length == 1 ? Array.ConvertAll(missing, _ => evidence.Seed[0]) : evidence.Seed;
        var incoming = evidence.Seed is [1] ? "" : " times the incoming gradient";
        foreach (var (name, values) in Factors(evidence, input).Prepend(("1", Ones(missing.Length))))
        {
            if (seed.Length == missing.Length && Multiple(Multiply(values, seed), missing) is { } times)
            {
                return Diagnosis($"a term: {Name(times, name)}{incoming}");
            }

            for (var axis = 0; axis < shape.Rank; axis++)
            {
                if (shape[axis] >= Enough && Lines(shape, axis).All(line => IsMultiple(Pick(values, line), Pick(missing, line))))
                {
                    var how = name is "1" ? "the same for all elements" : $"proportional to {name}";
                    return Diagnosis($"a term that is {how} along axis {axis}: a sum over that axis");
                }
            }
        }

        return null;

        GradientDiagnosis Diagnosis(string what) => new(GradientFault.MissingTerm, $"the gradient of input {input} lacks {what}.");
    }

    private static List<(string Name, double[] Values)> Factors(GradientEvidence evidence, int input)
    {
        var (points, output) = (evidence.Function.Point, evidence.Function.Output.Value.ToArray());
        var factors = new List<(string, double[])>();
        var (x, y) = Names(points.Length, input);
        if (points[input].Length == output.Length)
        {
            Add(s_factorsOfOutput, y, output);
        }

        Add(s_factorsOfInput, x, points[input]);
        for (var other = 0; other < points.Length; other++)
        {
            if (other != input && points[other].Length == points[input].Length)
            {
                Add([("{0}", value => value)], $"input {other}", points[other]);
            }
        }

        return factors;

        // A factor that is the same everywhere is no factor but a number.
        void Add((string Name, Converter<double, double> Of)[] functions, string name, double[] values)
        {
            foreach (var function in functions)
            {
                var factor = Array.ConvertAll(values, function.Of);
                if (factor.Length == 1 || factor.Distinct().Count() > 1)
                {
                    factors.Add((function.Name.Replace("{0}", name, StringComparison.Ordinal), factor));
                }
            }
        }
    }

    // The input and the output as the base classes of operations call them.
    private static (string Input, string Output) Names(int inputs, int input) => (inputs, input) switch
    {
        (1, _) => ("x", "y"),
        (2, 0) => ("x", "z"),
        (2, _) => ("y", "z"),
        _ => ($"input {input}", "output"),
    };

    // The number by which x has to be multiplied to give y; null if there is none, or if too few numbers support it.
    private static double? Multiple(double[] x, double[] y)
    {
        if (AreAlike(x, y))
        {
            return 1;
        }

        var known = KnownPairs(x, y).ToList();
        if (known.Count(pair => pair.X != 0) < Enough)
        {
            return null;
        }

        var times = known.Sum(pair => pair.X * pair.Y) / known.Sum(pair => pair.X * pair.X);
        return times != 0 && AreAlike(Array.ConvertAll(x, value => times * value), y) ? times : null;
    }

    private static bool IsMultiple(double[] x, double[] y) => Multiple(x, y) is not null || Array.TrueForAll(y, value => value == 0);

    private static string Name(double times, string factor) =>
        Math.Abs(times - 1) < NearOne ? factor : string.Create(CultureInfo.InvariantCulture, $"{times:G4} {factor}");

    private static double[] Ones(int length) => [.. Enumerable.Repeat(1.0, length)];

    private static double[] Multiply(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a * b)];

    private static double[] Pick(double[] values, int[] elements) => Array.ConvertAll(elements, i => values[i]);

    // The elements of each line along an axis: those whose positions differ along that axis only.
    private static IEnumerable<int[]> Lines(Shape shape, int axis) =>
        Enumerable.Range(0, shape.Size).GroupBy(element => Start(shape, axis, element), (_, line) => line.ToArray());

    private static IntList Start(Shape shape, int axis, int element)
    {
        var position = shape.Position(element);
        position[axis] = 0;
        return position;
    }
}
