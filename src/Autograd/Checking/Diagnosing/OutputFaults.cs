using System.Globalization;
using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults of single outputs, rows of a Jacobian, while the others send the right gradient to the same elements.</summary>
internal static class OutputFaults
{
    private const double NearOne = 1e-4;
    private const int ListedOutputs = 4;

    // Slopes below this, relative to the largest, are rounding.
    private const double Unused = 1e-9;

    /// <summary>A Jacobian that was written column by column, of another number of outputs than of elements.</summary>
    public static GradientDiagnosis? WrittenByColumns(GradientEvidence evidence, int input)
    {
        if (Rows(evidence, input) is not var (rules, differences) || rules.Length == rules[0].Length || rules[0].Length < 2)
        {
            return null;
        }

        double[] flat = [.. rules.SelectMany(row => row)];
        double[] byColumns = [.. Enumerable.Range(0, rules[0].Length).SelectMany(element => differences.Select(row => row[element]))];
        return AreAlike(flat, byColumns)
            ? new(
                GradientFault.Transposed,
                $"the Jacobian by input {input} is written column by column; give a row for each output.")
            : null;
    }

    /// <summary>Rows that stand in the places of each other.</summary>
    public static GradientDiagnosis? Exchanged(GradientEvidence evidence, int input)
    {
        if (Rows(evidence, input) is not var (rules, differences) || Wrong(rules, differences) is not [var first, var second]
            || !AreAlike(rules[first], differences[second]) || !AreAlike(rules[second], differences[first]))
        {
            return null;
        }

        return new(
            GradientFault.Misplaced,
            $"the gradients that outputs {Index(evidence, first)} and {Index(evidence, second)} send to input {input} are exchanged.");
    }

    /// <summary>Some rows are wrong at elements at which others are right.</summary>
    public static GradientDiagnosis? SomeOutputs(GradientEvidence evidence, int input)
    {
        if (Rows(evidence, input) is not var (rules, differences))
        {
            return null;
        }

        var wrong = Wrong(rules, differences);
        var largest = differences.SelectMany(row => row).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        if (wrong.Length == 0 || wrong.Length == rules.Length || !wrong.Any(row => WrongElements(row).Any(IsRightElsewhere)))
        {
            return null;
        }

        var outputs = string.Join(", ", wrong.Take(ListedOutputs).Select(row => Index(evidence, row)))
            + (wrong.Length > ListedOutputs ? $" and {wrong.Length - ListedOutputs} more" : "");
        return new(
            GradientFault.SomeElements,
            $"the gradient of input {input} is wrong only of output {outputs}{How()}; "
            + $"of the other {rules.Length - wrong.Length} it is right.");

        bool IsRightElsewhere(int element) => Enumerable.Range(0, rules.Length)
            .Except(wrong)
            .Any(row => Math.Abs(differences[row][element]) > Unused * largest);

        IEnumerable<int> WrongElements(int row)
        {
            var allowed = AllowedDifference(rules[row], differences[row]);
            return Enumerable.Range(0, rules[row].Length).Where(i => Math.Abs(rules[row][i] - differences[row][i]) > allowed);
        }

        string How()
        {
            int[] elements = [.. WrongElements(wrong[0])];
            var times = rules[wrong[0]][elements[0]] / differences[wrong[0]][elements[0]];
            var isOne = wrong.All(row => WrongElements(row).All(
                i => Math.Abs(rules[row][i] - (times * differences[row][i])) <= AllowedDifference(rules[row], differences[row])));
            var at = wrong.Length == 1 && elements.Length == 1 && rules[0].Length > 1
                ? $", by {new IntList(evidence.Function.Shapes[input].Position(elements[0]))}" : "";
            return at + times switch
            {
                _ when !isOne || !double.IsFinite(times) => "",
                0 => ", and 0 there",
                _ when Math.Abs(times + 1) < NearOne => ", where its sign is wrong",
                _ => string.Create(CultureInfo.InvariantCulture, $", {times:G4} times what it should be"),
            };
        }
    }

    // The rows of both Jacobians; null of a single output, or if they are not known.
    private static (double[][] Rules, double[][] Differences)? Rows(GradientEvidence evidence, int input) =>
        evidence is { JacobianByRules: { Length: > 1 } rules, JacobianByDifferences: { } differences }
        && evidence.Function.Shapes[input].Size > 0
            ? (Array.ConvertAll(rules, row => row[input]), Array.ConvertAll(differences, row => row[input]))
            : null;

    private static int[] Wrong(double[][] rules, double[][] differences) =>
    [
        .. Enumerable.Range(0, rules.Length).Where(row =>
            KnownPairs(rules[row], differences[row]).Any(
                pair => Math.Abs(pair.X - pair.Y) > AllowedDifference(rules[row], differences[row]))),
    ];

    private static string Index(GradientEvidence evidence, int output) => new IntList(evidence.Output.Position(output)).ToString();
}
