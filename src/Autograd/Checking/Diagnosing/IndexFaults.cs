using System.Globalization;
using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults of the index: numbers that are right somewhere else, or that did not arrive.</summary>
internal static class IndexFaults
{
    private const int ListedElements = 4;

    // A factor this close to -1 is a sign.
    private const double NearOne = 1e-4;

    // Slopes below this are rounding: the output does not use the element.
    private const double Unused = 1e-9;

    // What the elements of an input at which a gradient is wrong may have in common.
    private static readonly (Predicate<double> Holds, string Words)[] s_conditions =
    [
        (x => x < 0, "where it is negative"),
        (x => x > 0, "where it is positive"),
        (x => Math.Abs(x) > 1, "where it is larger than 1 in size"),
        (x => Math.Abs(x) < 1, "where it is smaller than 1 in size"),
    ];

    public static GradientDiagnosis? Swapped(GradientEvidence evidence, int input)
    {
        var (rules, differences) = (evidence.Rules, evidence.Differences);
        var other = Enumerable.Range(0, rules.Length).FirstOrDefault(IsSwapped, -1);
        return other < 0
            ? null
            : new(GradientFault.Swapped, $"the gradients of inputs {Math.Min(input, other)} and {Math.Max(input, other)} are swapped.");

        bool IsSwapped(int other) =>
            other != input
            && rules[other].Length == rules[input].Length
            && AreAlike(rules[input], differences[other])
            && AreAlike(rules[other], differences[input]);
    }

    public static GradientDiagnosis? Transposed(GradientEvidence evidence, int input)
    {
        if (evidence.JacobianByRules is not { } rules || evidence.JacobianByDifferences is not { } differences)
        {
            return null;
        }

        var shape = evidence.Function.Shapes[input];
        if (shape.Rank >= 2 && shape[^2] == shape[^1] && shape[^1] > 1
            && AreAlike(evidence.Rules[input], Transpose(evidence.Differences[input], shape[^1])))
        {
            return new(GradientFault.Transposed, $"the gradient of input {input} is transposed.");
        }

        if (shape.Size < 2 || shape.Size != rules.Length)
        {
            return null;
        }

        double[] byRules = [.. rules.SelectMany(row => row[input])];
        double[] byDifferences = [.. differences.SelectMany(row => row[input])];
        return AreAlike(byRules, Transpose(byDifferences, shape.Size))
            ? new(
                GradientFault.Transposed,
                $"the gradient of input {input} is multiplied by the Jacobian where its transpose belongs: a matrix is not transposed, "
                + "or an order not reversed.")
            : null;
    }

    public static GradientDiagnosis? MissingSum(GradientEvidence evidence, int input)
    {
        var (shape, output) = (evidence.Function.Shapes[input], evidence.Output);
        var missing = output.Rank - shape.Rank;
        var stretched = Enumerable.Range(0, output.Rank)
            .Where(axis => output[axis] > 1 && (axis < missing || shape[axis - missing] == 1))
            .ToArray();
        if (evidence.JacobianByDifferences is not { } jacobian || missing < 0 || stretched.Length == 0)
        {
            return null;
        }

        // Each stretched axis by itself, then all together; the first and the last copy.
        foreach (var axes in stretched.Select(axis => new[] { axis }).Append(stretched))
        {
            foreach (var isLast in new[] { false, true })
            {
                var oneCopy = evidence.Weight(jacobian, element => IsOfCopy(output.Position(element), axes, isLast));
                if (AreAlike(oneCopy[input], evidence.Rules[input]))
                {
                    return new(
                        GradientFault.MissingSum,
                        $"the gradient of input {input} is not summed over axis {string.Join(" and ", axes)} of the output, along which "
                        + $"it was broadcast: only the {(isLast ? "last" : "first")} copy counts.");
                }
            }
        }

        return null;

        bool IsOfCopy(int[] position, int[] axes, bool isLast) =>
            Array.TrueForAll(axes, axis => position[axis] == (isLast ? output[axis] - 1 : 0));
    }

    public static GradientDiagnosis? Overwritten(GradientEvidence evidence, int input)
    {
        if (evidence.JacobianByDifferences is not { } jacobian)
        {
            return null;
        }

        var outputs = Enumerable.Range(0, jacobian.Length);
        return AreAlike(LastUses(outputs), evidence.Rules[input]) || AreAlike(LastUses(outputs.Reverse()), evidence.Rules[input])
            ? new(
                GradientFault.Overwritten,
                $"the gradient of input {input} is overwritten where an element is used several times: add up what each use sends back.")
            : null;

        // What the last output that uses an element sends back, in this order of the outputs.
        double[] LastUses(IEnumerable<int> outputs)
        {
            var gradient = new double[evidence.Rules[input].Length];
            foreach (var output in outputs)
            {
                for (var element = 0; element < gradient.Length; element++)
                {
                    var slope = jacobian[output][input][element];
                    gradient[element] = Math.Abs(slope) > Unused ? evidence.Seed[output] * slope : gradient[element];
                }
            }

            return gradient;
        }
    }

    public static GradientDiagnosis? Misplaced(GradientEvidence evidence, int input)
    {
        var (rules, differences) = (evidence.Rules[input], evidence.Differences[input]);
        if (rules.Length < 2 || Array.Exists(differences, double.IsNaN) || !AreAlike([.. rules.Order()], [.. differences.Order()]))
        {
            return null;
        }

        var size = rules.Length;
        var shift = Enumerable.Range(1, size - 1)
            .FirstOrDefault(shift => AreAlike(rules, [.. differences[shift..], .. differences[..shift]]));
        var how = (AreAlike(rules, [.. differences.Reverse()]), shift) switch
        {
            (true, _) => ": reversed",
            (_, > 0) => $": shifted by {Math.Min(shift, size - shift)}",
            _ => "",
        };
        return new(GradientFault.Misplaced, $"the gradient of input {input} has the right numbers in the wrong places{how}.");
    }

    public static GradientDiagnosis? SomeElements(GradientEvidence evidence, int input)
    {
        var (rules, differences, x) = (evidence.Rules[input], evidence.Differences[input], evidence.Function.Point[input]);
        var allowed = AllowedDifference(rules, differences);
        var known = Enumerable.Range(0, rules.Length).Where(i => !double.IsNaN(differences[i])).ToArray();
        var wrong = Array.FindAll(known, i => Math.Abs(rules[i] - differences[i]) > allowed);
        var right = known.Except(wrong).ToArray();
        if (wrong.Length == 0 || right.Length == 0)
        {
            return null;
        }

        var where = s_conditions.FirstOrDefault(condition => Separates(condition.Holds)).Words
            ?? $"at {string.Join(", ", wrong.Take(ListedElements).Select(Index))}{More()}";
        var others = right.Length == 1 ? "the other element is" : $"the other {right.Length} elements are";
        return new(
            GradientFault.SomeElements, $"the gradient of input {input} is wrong only {where}{How()}; {others} right.");

        // Whether a condition holds for the elements that are wrong, and for no other; of a single one anything can be said.
        bool Separates(Predicate<double> condition) =>
            wrong.Length > 1 && right.Length > 1
            && Array.TrueForAll(wrong, i => condition(x[i])) && !Array.Exists(right, i => condition(x[i]));

        // What the wrong ones have in common: 0, the other sign, one factor.
        string How()
        {
            var times = rules[wrong[0]] / differences[wrong[0]];
            return times switch
            {
                _ when !Array.TrueForAll(wrong, i => Math.Abs(rules[i] - (times * differences[i])) <= allowed) => "",
                0 => ", and 0 there",
                _ when Math.Abs(times + 1) < NearOne => ", where its sign is wrong",
                _ when double.IsFinite(times) => string.Create(CultureInfo.InvariantCulture, $", {times:G4} times what it should be"),
                _ => "",
            };
        }

        string Index(int element) => new IntList(evidence.Function.Shapes[input].Position(element)).ToString();

        string More() => wrong.Length > ListedElements ? $" and {wrong.Length - ListedElements} more" : "";
    }

    // Of square matrices one after the other, each transposed.
    private static double[] Transpose(double[] matrices, int length)
    {
        var transposed = new double[matrices.Length];
        for (var element = 0; element < matrices.Length; element++)
        {
            var (matrix, rest) = Math.DivRem(element, length * length);
            var (row, column) = Math.DivRem(rest, length);
            transposed[element] = matrices[(matrix * length * length) + (column * length) + row];
        }

        return transposed;
    }
}
