using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults in the formula of a rule: another function, a factor, a term, a power, or all that should vary is missing.</summary>
internal static class FormulaFaults
{
    // With fewer numbers a formula that fits says nothing.
    private const int Enough = 3;

    /// <summary>The simplest formula that turns the right gradient into that of the rules.</summary>
    public static GradientDiagnosis? Formula(GradientEvidence evidence, int input) =>
        Explain(evidence, input, [.. Enumerable.Range(0, evidence.Rules[input].Length)]) is { } found
            ? new(found.Fault, $"the gradient of input {input} {found.Words}.")
            {
                Kind = found.Kind,
                Numbers = found.Numbers,
                Varying = $"the gradient of input {input} {found.Kind}, where # is one number for all elements and "
                    + "another at other points: a sum, a norm or a mean.",
            }
            : null;

    /// <summary>The same for some elements, in words that go on from "the gradient".</summary>
    public static FoundFormula? Explain(GradientEvidence evidence, int input, int[] elements)
    {
        elements = Array.FindAll(elements, i => !double.IsNaN(evidence.Differences[input][i]));
        var (rules, differences) = (Pick(evidence.Rules[input], elements), Pick(evidence.Differences[input], elements));
        if (elements.Length < Enough || AreAlike(rules, differences))
        {
            return null;
        }

        // Of the input itself first, then of multiples of it.
        return KnownFunctions.Sets(evidence, input, elements)
            .Select(functions => new FormulaSearch(evidence, input, elements, rules, differences, functions).Simplest())
            .FirstOrDefault(found => found is not null);
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

    /// <summary>A gradient that stays what it is when the inputs change.</summary>
    public static GradientDiagnosis? Fixed(GradientEvidence evidence, int input) =>
        evidence.Others.Count > 0 && evidence.Others.All(other =>
            other is { JacobianByRules: { } rules, JacobianByDifferences: { } differences }
            && AreAlike(evidence.Weight(rules, _ => true)[input], evidence.Rules[input])
            && !AreAlike(evidence.Weight(differences, _ => true)[input], evidence.Differences[input]))
            ? new(
                GradientFault.Constant,
                $"the gradient of input {input} does not change with the inputs, where it should: it is that of another point, or made of "
                + "constants.")
            : null;

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

    private static bool IsMultiple(double[] x, double[] y) => Multiple(x, y) is not null || Array.TrueForAll(y, value => value == 0);

    private static double[] Ones(int length) => [.. Enumerable.Repeat(1.0, length)];

    private static IntList Start(Shape shape, int axis, int element)
    {
        var position = shape.Position(element);
        position[axis] = 0;
        return position;
    }
}
