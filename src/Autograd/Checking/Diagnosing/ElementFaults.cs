using System.Globalization;
using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults that show in each element by itself: not a number, 0, or off by a factor.</summary>
internal static class ElementFaults
{
    // How close a factor has to be to a whole number, relative to it.
    private const double WholeTolerance = 1e-4;
    private const double LargestWhole = 1e6;

    // A factor of 2 is often a factor of the formula; from 3 on it is worth saying which length it is.
    private const int LeastLength = 3;

    public static GradientDiagnosis? NotANumber(GradientEvidence evidence, int input)
    {
        var gradient = evidence.Rules[input];
        if (Array.FindIndex(gradient, number => !double.IsFinite(number)) is var element && element < 0)
        {
            return null;
        }

        var number = gradient[element].ToString(CultureInfo.InvariantCulture);
        var index = evidence.Function.Shapes[input] is { Rank: > 0 } shape ? $" at {new IntList(shape.Position(element))}" : "";
        return new(GradientFault.NotANumber, $"the gradient of input {input} is {number}{index}, where the function is finite.")
        {
            Kind = "not a number",
        };
    }

    public static GradientDiagnosis? Zero(GradientEvidence evidence, int input) =>
        Array.TrueForAll(evidence.Rules[input], number => number == 0)
            ? new(GradientFault.Zero, $"the gradient of input {input} is 0 everywhere: the rule returns none for it.")
            : null;

    public static GradientDiagnosis? Sign(GradientEvidence evidence, int input) =>
        FactorOf(evidence, input) is { } factor && IsMinusOne(factor)
            ? new(GradientFault.Sign, $"the gradient of input {input} has the wrong sign.")
            : null;

    public static GradientDiagnosis? Factor(GradientEvidence evidence, int input)
    {
        if (FactorOf(evidence, input) is not { } factor || IsMinusOne(factor))
        {
            return null;
        }

        if (WholeOf(factor) is { } whole)
        {
            var sign = factor < 0 ? "-" : "";
            var number = Math.Abs(factor) > 1 ? $"{whole}" : $"1/{whole}";
            return Diagnosis(sign + number, LengthsOf(evidence, whole));
        }

        // One number is always some multiple of another.
        return KnownPairs(evidence.Rules[input], evidence.Differences[input]).Count(pair => pair.Y != 0) < 2
            || FactorOfOutput(evidence, input) is not null
            ? null
            : Diagnosis(factor.ToString("G6", CultureInfo.InvariantCulture), meaning: "");

        GradientDiagnosis Diagnosis(string times, string meaning) =>
            new(GradientFault.Factor, $"the gradient of input {input} is {times} times what it should be{meaning}.")
            {
                Kind = "times a number",
                Numbers = [factor],
            };
    }

    /// <summary>A factor that the value of the one output makes; it may be a whole number where the point is.</summary>
    public static GradientDiagnosis? FactorOfOutput(GradientEvidence evidence, int input) =>
        evidence.Seed.Length == 1 && FactorOf(evidence, input) is { } factor
            && OfOutput(evidence.Function.Output.Scalar, factor) is { } ofOutput
            ? new(GradientFault.Factor, $"the gradient of input {input} {ofOutput}.")
            : null;

    /// <summary>A factor for all elements together that is another at each point.</summary>
    public static GradientDiagnosis? OneFactor(GradientEvidence evidence, int input) =>
        KnownPairs(evidence.Rules[input], evidence.Differences[input]).Count(pair => pair.Y != 0) > 1
            && FactorOf(evidence, input) is not null
            ? new(
                GradientFault.Factor,
                $"the gradient of input {input} is off by one factor for all elements, another at other points: a sum, a norm or a "
                + "determinant is missing or too many.")
            : null;

    // A factor of the one output.
    private static string? OfOutput(double y, double factor)
    {
        (string Words, double Factor)[] ways =
        [
            ("has the factor y too many", y), ("lacks the factor y", 1 / y), ("has the factor y^2 too many", y * y),
            ("lacks the factor y^2", 1 / (y * y)), ("has the factor 2 y too many", 2 * y), ("lacks the factor 2 y", 1 / (2 * y)),
            ("lacks the factor e^y", Math.Exp(-y)), ("has the factor e^y too many", Math.Exp(y)),
        ];
        return Array.Find(ways, way => Math.Abs(factor - way.Factor) < WholeTolerance * Math.Abs(factor)).Words;
    }

    private static bool IsMinusOne(double factor) => Math.Abs(factor + 1) < WholeTolerance;

    private static double? FactorOf(GradientEvidence evidence, int input)
    {
        var (rules, differences) = (evidence.Rules[input], evidence.Differences[input]);
        var known = KnownPairs(rules, differences).ToList();
        var factor = known.Sum(pair => pair.X * pair.Y) / known.Sum(pair => pair.Y * pair.Y);
        return factor != 0 && AreAlike(Array.ConvertAll(differences, number => factor * number), rules) ? factor : null;
    }

    // The whole number that a factor or its reciprocal is, up to rounding; null if there is none above 1.
    private static int? WholeOf(double factor)
    {
        var size = Math.Abs(factor) > 1 ? Math.Abs(factor) : 1 / Math.Abs(factor);
        var whole = Math.Round(size);
        return whole > 1 && size < LargestWhole && Math.Abs(size - whole) < WholeTolerance * size ? (int)whole : null;
    }

    // Which axes or arrays have this many elements: a mean or a sum over them may be missing or too many. A plain constant is as likely.
    private static string LengthsOf(GradientEvidence evidence, int number)
    {
        if (number < LeastLength)
        {
            return "";
        }

        var meanings = new List<string>();
        var inputs = evidence.Function.Shapes.Select((shape, i) => (Name: $"input {i}", Shape: shape));
        foreach (var (name, shape) in inputs.Append(("the output", evidence.Output)))
        {
            meanings.AddRange(Enumerable.Range(0, shape.Rank)
                .Where(axis => shape[axis] == number)
                .Select(axis => $"the length of axis {axis} of {name}"));
            if (shape.Rank > 1 && shape.Size == number)
            {
                meanings.Add($"the size of {name}");
            }
        }

        return meanings.Count == 0
            ? ""
            : $": a constant, or, since {number} is {string.Join(" and ", meanings.Take(2))}, a mean for a sum or a sum for a mean; "
                + "another shape tells";
    }
}
