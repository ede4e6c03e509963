using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults of place: numbers that are right somewhere else, or that did not arrive.</summary>
internal static class PlaceFaults
{
    private const int Named = 4;

    public static GradientDiagnosis? Swapped(GradientEvidence evidence, int input)
    {
        var (rules, differences) = (evidence.Rules, evidence.Differences);
        var other = Enumerable.Range(0, rules.Length).FirstOrDefault(
            other => other != input && rules[other].Length == rules[input].Length && Same(rules[input], differences[other]) && Same(rules[other], differences[input]), -1);
        return other < 0 ? null : new(GradientFault.Swapped, $"the gradients of inputs {Math.Min(input, other)} and {Math.Max(input, other)} are swapped.");
    }

    public static GradientDiagnosis? Transposed(GradientEvidence evidence, int input)
    {
        if (evidence.JacobianByRules is not { } rules || evidence.JacobianByDifferences is not { } differences)
        {
            return null;
        }

        var shape = evidence.Function.Shapes[input];
        var (rows, columns) = shape.Rank < 2 ? (0, 0) : (shape[^2], shape[^1]);
        if (rows == columns && rows > 1 && Same(evidence.Rules[input], [.. Enumerable.Range(0, shape.Size).Select(Mirrored)]))
        {
            return new(GradientFault.Transposed, $"the gradient of input {input} is transposed.");
        }

        return shape.Size == rules.Length && shape.Size > 1 && Same([.. rules.SelectMany(row => row[input])], [.. Enumerable.Range(0, shape.Size).SelectMany(i => differences.Select(row => row[input][i]))])
            ? new(GradientFault.Transposed, $"the gradient of input {input} is multiplied by the Jacobian where its transpose belongs: a matrix is not transposed, or an order not reversed.")
            : null;

        double Mirrored(int element)
        {
            var (matrix, place) = Math.DivRem(element, rows * columns);
            var (row, column) = Math.DivRem(place, columns);
            return evidence.Differences[input][(matrix * rows * columns) + (column * columns) + row];
        }
    }

    public static GradientDiagnosis? MissingSum(GradientEvidence evidence, int input)
    {
        var (shape, output) = (evidence.Function.Shapes[input], evidence.Output);
        var missing = output.Rank - shape.Rank;
        var stretched = Enumerable.Range(0, output.Rank).Where(axis => output[axis] > 1 && (axis < missing || shape[axis - missing] == 1)).ToArray();
        if (evidence.JacobianByDifferences is not { } jacobian || missing < 0 || stretched.Length == 0)
        {
            return null;
        }

        // Each stretched axis by itself, then all together; the first and the last copy.
        foreach (var axes in stretched.Select(axis => new[] { axis }).Append(stretched))
        {
            foreach (var last in new[] { false, true })
            {
                var only = evidence.Weighted(jacobian, element => Array.TrueForAll(axes, axis => output.Position(element)[axis] == (last ? output[axis] - 1 : 0)));
                if (Same(only[input], evidence.Rules[input]))
                {
                    return new(GradientFault.MissingSum,
                        $"the gradient of input {input} is not summed over axis {string.Join(" and ", axes)} of the output, along which it was broadcast: only the {(last ? "last" : "first")} copy counts.");
                }
            }
        }

        return null;
    }

    public static GradientDiagnosis? Overwritten(GradientEvidence evidence, int input)
    {
        if (evidence.JacobianByDifferences is not { } jacobian)
        {
            return null;
        }

        foreach (var outputs in new[] { Enumerable.Range(0, jacobian.Length), Enumerable.Range(0, jacobian.Length).Reverse() })
        {
            var only = new double[evidence.Rules[input].Length];
            foreach (var output in outputs)
            {
                for (var element = 0; element < only.Length; element++)
                {
                    var slope = jacobian[output][input][element];
                    only[element] = Math.Abs(slope) > 1e-9 ? evidence.Seed[output] * slope : only[element];
                }
            }

            if (Same(only, evidence.Rules[input]))
            {
                return new(GradientFault.Overwritten, $"the gradient of input {input} is overwritten where an element is used several times: add up what each use sends back.");
            }
        }

        return null;
    }

    public static GradientDiagnosis? Misplaced(GradientEvidence evidence, int input)
    {
        var (rules, differences) = (evidence.Rules[input], evidence.Differences[input]);
        if (rules.Length < 2 || Array.Exists(differences, double.IsNaN) || !Same([.. rules.Order()], [.. differences.Order()]))
        {
            return null;
        }

        var size = rules.Length;
        var how = Same(rules, [.. differences.Reverse()]) ? ": reversed"
            : Enumerable.Range(1, size - 1).FirstOrDefault(shift => Same(rules, [.. Enumerable.Range(0, size).Select(i => differences[(i + shift) % size])])) is var shift && shift != 0
                ? $": shifted by {Math.Min(shift, size - shift)}" : "";
        return new(GradientFault.Misplaced, $"the gradient of input {input} has the right numbers in the wrong places{how}.");
    }

    public static GradientDiagnosis? SomeElements(GradientEvidence evidence, int input)
    {
        var (rules, differences, x) = (evidence.Rules[input], evidence.Differences[input], evidence.Function.Point[input]);
        var size = Known(rules, differences).Select(pair => Math.Max(Math.Abs(pair.X), Math.Abs(pair.Y))).DefaultIfEmpty().Max();
        var known = Enumerable.Range(0, rules.Length).Where(i => !double.IsNaN(differences[i])).ToArray();
        var wrong = Array.FindAll(known, i => Math.Abs(rules[i] - differences[i]) > 1e-5 * size);
        var right = known.Except(wrong).ToArray();
        if (wrong.Length == 0 || right.Length == 0)
        {
            return null;
        }

        var where = Splits(i => x[i] < 0) ? "where it is negative"
            : Splits(i => x[i] > 0) ? "where it is positive"
            : Splits(i => Math.Abs(x[i]) > 1) ? "where it is larger than 1 in size"
            : Splits(i => Math.Abs(x[i]) < 1) ? "where it is smaller than 1 in size"
            : $"at {string.Join(", ", wrong.Take(Named).Select(i => new IntList(evidence.Function.Shapes[input].Position(i))))}{(wrong.Length > Named ? $" and {wrong.Length - Named} more" : "")}";
        return new(GradientFault.SomeElements, $"the gradient of input {input} is wrong only {where}{(Array.TrueForAll(wrong, i => rules[i] == 0) ? ", and 0 there" : "")}; the other {right.Length} elements are right.");

        bool Splits(Func<int, bool> condition) => Array.TrueForAll(wrong, i => condition(i)) && !right.Any(condition);
    }
}
