using System.Globalization;
using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults that show in each number by itself.</summary>
internal static class PlainFaults
{
    private const int SmallestSize = 3;

    public static GradientDiagnosis? NotANumber(GradientEvidence evidence, int input) => Array.FindIndex(evidence.Rules[input], number => !double.IsFinite(number)) is >= 0 and var element
        ? new(GradientFault.NotANumber, $"the gradient of input {input} is {evidence.Rules[input][element].ToString(CultureInfo.InvariantCulture)}{Position(evidence, input, element)}, where the function is finite.")
        : null;

    public static GradientDiagnosis? IncomingGradientIgnored(GradientEvidence evidence, int input) => Same(evidence.Rules[input], evidence.TwiceTheSeed[input])
        ? new(GradientFault.IncomingGradientIgnored, $"the gradient of input {input} is not multiplied by the incoming gradient: twice that gives the same.")
        : null;

    public static GradientDiagnosis? Zero(GradientEvidence evidence, int input) => Array.TrueForAll(evidence.Rules[input], number => number == 0)
        ? new(GradientFault.Zero, $"the gradient of input {input} is 0 everywhere: the rule returns none for it.")
        : null;

    public static GradientDiagnosis? Sign(GradientEvidence evidence, int input) => FactorOf(evidence, input) is { } factor && Math.Abs(factor + 1) < 1e-4
        ? new(GradientFault.Sign, $"the gradient of input {input} has the wrong sign.")
        : null;

    public static GradientDiagnosis? Factor(GradientEvidence evidence, int input)
    {
        if (FactorOf(evidence, input) is not { } factor || Math.Abs(factor + 1) < 1e-4)
        {
            return null;
        }

        var whole = Math.Abs(factor) > 1 ? Math.Abs(factor) : 1 / Math.Abs(factor);
        var isWhole = whole is > 1.5 and < 1e6 && Math.Abs(whole - Math.Round(whole)) < 1e-4 * whole;

        // One number is always some multiple of another.
        if (!isWhole && Known(evidence.Rules[input], evidence.Differences[input]).Count(pair => pair.Y != 0) < 2)
        {
            return null;
        }

        var name = !isWhole ? factor.ToString("G6", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{(factor < 0 ? "-" : "")}{(Math.Abs(factor) > 1 ? "" : "1/")}{Math.Round(whole)}");
        return new(GradientFault.Factor, $"the gradient of input {input} is {name} times what it should be{(isWhole ? Meaning(evidence, (int)Math.Round(whole)) : "")}.");
    }

    private static double? FactorOf(GradientEvidence evidence, int input)
    {
        var (rules, differences) = (evidence.Rules[input], evidence.Differences[input]);
        var factor = Known(rules, differences).Sum(pair => pair.X * pair.Y) / Known(rules, differences).Sum(pair => pair.Y * pair.Y);
        return factor != 0 && Same(Array.ConvertAll(differences, number => factor * number), rules) ? factor : null;
    }

    private static string Meaning(GradientEvidence evidence, int number)
    {
        if (number < SmallestSize)
        {
            return "";
        }

        var meanings = new List<string>();
        foreach (var (name, shape) in evidence.Function.Shapes.Select((shape, i) => ($"input {i}", shape)).Append(("the output", evidence.Output)))
        {
            meanings.AddRange(Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] == number).Select(axis => $"the length of axis {axis} of {name}"));
            if (shape.Rank > 1 && shape.Size == number)
            {
                meanings.Add($"the size of {name}");
            }
        }

        return meanings.Count == 0 ? "" : $", and {number} is {string.Join(" and ", meanings.Take(2))}";
    }

    private static string Position(GradientEvidence evidence, int input, int element) =>
        evidence.Function.Shapes[input] is { Rank: > 0 } shape ? $" at {new IntList(shape.Position(element))}" : "";
}
