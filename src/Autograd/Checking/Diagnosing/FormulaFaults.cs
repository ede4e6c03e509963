using System.Globalization;
using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults in the formula of a rule: another function, a factor, a term, a power, or all that should vary is missing.</summary>
internal static class FormulaFaults
{
    // With fewer numbers a formula that fits says nothing.
    private const int Enough = 3;

    // A multiple this close to a plain number is that number.
    private const double NearPlain = 1e-4;

    // What a number that is not plain adds to a formula: it is likelier a coincidence.
    private const int SizeOfNumber = 4;

    /// <summary>What a formula is multiplied by, where that is not 1.</summary>
    public const string Incoming = " times the incoming gradient";

    private static readonly double[] s_plain = [1, 2, 3, 4, 6, 0.5, 0.25, 1.0 / 3, 2 / Math.Sqrt(Math.PI), 1 / Math.Sqrt(2 * Math.PI)];

    /// <summary>The simplest formula that turns the right gradient into that of the rules.</summary>
    public static GradientDiagnosis? Formula(GradientEvidence evidence, int input) =>
        Explain(evidence, input, [.. Enumerable.Range(0, evidence.Rules[input].Length)]) is { } found
            ? new(found.Fault, $"the gradient of input {input} {found.Words}.")
            : null;

    /// <summary>The same for some elements, in words that go on from "the gradient".</summary>
    public static (GradientFault Fault, string Words)? Explain(GradientEvidence evidence, int input, int[] elements)
    {
        elements = Array.FindAll(elements, i => !double.IsNaN(evidence.Differences[input][i]));
        var (rules, differences) = (Pick(evidence.Rules[input], elements), Pick(evidence.Differences[input], elements));
        if (elements.Length < Enough || AreAlike(rules, differences))
        {
            return null;
        }

        var isElementwise = evidence.Seed.Length == evidence.Rules[input].Length;
        var seed = isElementwise ? Pick(evidence.Seed, elements)
            : Array.ConvertAll(elements, _ => evidence.Seed.Length == 1 ? evidence.Seed[0] : 1);
        var knowsSeed = isElementwise || evidence.Seed.Length == 1;
        var incoming = evidence.Seed is [1] ? "" : Incoming;
        double[] missing = [.. differences.Zip(rules, (right, there) => right - there)];
        var functions = KnownFunctions.At(evidence, input, elements);
        var found = new List<(int Size, GradientFault Fault, string Words)>();
        var (byRules, right) = (new List<KnownFunction>(), new List<KnownFunction>());
        foreach (var function in functions)
        {
            Try(function.Size + 1, GradientFault.MissingFactor, Multiply(rules, function.Values), differences,
                times => $"lacks the factor {Name(times, function.Name)}");
            Try(function.Size + 1, GradientFault.MissingFactor, Multiply(differences, function.Values), rules,
                times => $"has the factor {Name(times, function.Name)} too many");
            if (knowsSeed)
            {
                var weighted = Multiply(function.Values, seed);
                Try(function.Size + 2, GradientFault.MissingTerm, weighted, missing, times => times > 0
                    ? $"lacks a term: {Name(times, function.Name)}{incoming}"
                    : $"lacks a term or has its sign wrong: {Name(times, function.Name)}{incoming}");
                Collect(byRules, function, weighted, rules);
                Collect(right, function, weighted, differences);
            }
        }

        if (knowsSeed)
        {
            Try(4, GradientFault.MissingTerm, seed, missing, times => $"lacks a term: {Name(times, "1")}{incoming}");
        }

        if (byRules.Count > 0 && right.Count > 0)
        {
            var (wrong, belongs) = (Simplest(byRules), Simplest(right));
            found.Add((wrong.Size + belongs.Size - 2, GradientFault.SimilarFunction,
                $"has {wrong.Name} where {belongs.Name} belongs"));
        }
        else if (byRules.Count > 0)
        {
            var wrong = Simplest(byRules);
            found.Add((wrong.Size + 6, GradientFault.SimilarFunction, $"is {wrong.Name}{incoming}, which is not the derivative"));
        }

        AddOthers();
        return found.Count == 0 ? null : found.OrderBy(entry => entry.Size).Select(entry => (entry.Fault, entry.Words)).First();

        void Try(int size, GradientFault fault, double[] x, double[] y, Func<double, string> words)
        {
            if (Multiple(x, y) is { } times)
            {
                found.Add((size + SizeOf(times), fault, words(times)));
            }
        }

        void Collect(List<KnownFunction> names, KnownFunction function, double[] weighted, double[] gradient)
        {
            if (Multiple(weighted, gradient) is { } times)
            {
                names.Add(function with { Name = Name(times, function.Name), Size = function.Size + SizeOf(times) });
            }
        }

        // With the name of the output goes what that is of the input.
        static KnownFunction Simplest(List<KnownFunction> names)
        {
            var simplest = names.MinBy(function => function.Size)!;
            return simplest.IsOfOutput && names.Where(function => !function.IsOfOutput).MinBy(function => function.Size) is { } ofInput
                ? simplest with { Name = $"{simplest.Name} ({ofInput.Name})" }
                : simplest;
        }

        // One factor in the place of another, a power of the whole.
        void AddOthers()
        {
            foreach (var there in functions.Where(function => function.Size <= 4))
            {
                foreach (var belongs in functions.Where(function => function.Size <= 4 && !ReferenceEquals(function, there)))
                {
                    if (AreAlike(Multiply(rules, belongs.Values), Multiply(differences, there.Values)))
                    {
                        found.Add((there.Size + belongs.Size + 1, GradientFault.MissingFactor,
                            $"has the factor {there.Name} where {belongs.Name} belongs"));
                    }
                }
            }

            if (knowsSeed)
            {
                var (slope, wrong) = (Divide(differences, seed), Divide(rules, seed));
                foreach (var (words, power) in new (string, double[])[]
                {
                    ("is the square of what it should be", Multiply(slope, slope)),
                    ("is the cube of what it should be", Multiply(slope, Multiply(slope, slope))),
                    ("is the reciprocal of what it should be", Array.ConvertAll(slope, value => 1 / value)),
                    ("is the square root of what it should be", Array.ConvertAll(slope, Math.Sqrt)),
                })
                {
                    if (Array.TrueForAll(power, double.IsFinite) && Multiple(power, wrong) is { } times)
                    {
                        found.Add((2 + SizeOf(times), GradientFault.Power, words));
                    }
                }
            }
        }
    }

    /// <summary>The same slope for every element.</summary>
    public static GradientDiagnosis? Constant(GradientEvidence evidence, int input)
    {
        var rules = evidence.Rules[input];
        var even = rules.Length == evidence.Seed.Length ? evidence.Seed : Ones(rules.Length);
        return rules.Length >= Enough && Multiple(even, rules) is not null
            ? new(GradientFault.Constant, $"the derivative by input {input} is the same for every element, where it should vary.")
            : null;
    }

    /// <summary>A sum over an axis that is missing.</summary>
    public static GradientDiagnosis? MissingSum(GradientEvidence evidence, int input)
    {
        var shape = evidence.Function.Shapes[input];
        double[] missing = [.. evidence.Differences[input].Zip(evidence.Rules[input], (right, there) => right - there)];
        if (Array.Exists(missing, double.IsNaN))
        {
            return null;
        }

        foreach (var (name, values) in KnownFunctions.At(evidence, input, [.. Enumerable.Range(0, missing.Length)])
            .Where(function => function.Size <= 4).Select(function => (function.Name, function.Values))
            .Prepend(("1", Ones(missing.Length))))
        {
            for (var axis = 0; axis < shape.Rank; axis++)
            {
                // Of one line it could as well be a number that is missing.
                var lines = Lines(shape, axis).ToList();
                if (shape[axis] >= Enough && lines.Count > 1
                    && lines.TrueForAll(line => IsMultiple(Pick(values, line), Pick(missing, line))))
                {
                    var how = name is "1" ? "the same for all elements" : $"proportional to {name}";
                    return new(
                        GradientFault.MissingTerm,
                        $"the gradient of input {input} lacks a term that is {how} along axis {axis}: a sum over that axis.");
                }
            }
        }

        return null;
    }

    /// <summary>The number by which x has to be multiplied to give y; null if there is none, or if too few numbers support it.</summary>
    public static double? Multiple(double[] x, double[] y)
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

    /// <summary>The elements of each line along an axis: those whose positions differ along that axis only.</summary>
    public static IEnumerable<int[]> Lines(Shape shape, int axis) =>
        Enumerable.Range(0, shape.Size).GroupBy(element => Start(shape, axis, element), (_, line) => line.ToArray());

    public static double[] Pick(double[] values, int[] elements) => Array.ConvertAll(elements, i => values[i]);

    private static int SizeOf(double times) =>
        Math.Abs(times - 1) < NearPlain ? 0 : IsPlain(times) ? 1 : SizeOfNumber;

    private static bool IsPlain(double times) => Array.Exists(s_plain, plain => Math.Abs(Math.Abs(times) - plain) < NearPlain * plain);

    private static bool IsMultiple(double[] x, double[] y) => Multiple(x, y) is not null || Array.TrueForAll(y, value => value == 0);

    private static string Name(double times, string factor) =>
        Math.Abs(times - 1) < NearPlain ? factor
        : Math.Abs(times + 1) < NearPlain ? $"-{factor}"
        : string.Create(CultureInfo.InvariantCulture, $"{times:G4} {factor}");

    private static double[] Ones(int length) => [.. Enumerable.Repeat(1.0, length)];

    private static double[] Multiply(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a * b)];

    private static double[] Divide(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a / b)];

    private static IntList Start(Shape shape, int axis, int element)
    {
        var position = shape.Position(element);
        position[axis] = 0;
        return position;
    }
}
