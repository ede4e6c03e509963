using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Faults of the index: numbers that are right somewhere else, or that did not arrive.</summary>
internal static class IndexFaults
{
    // Slopes below this are rounding: the output does not use the element.
    private const double Unused = 1e-9;

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

        var how = Moves(evidence.Function.Shapes[input])
            .FirstOrDefault(move => AreAlike(rules, FormulaFaults.Pick(differences, move.From))).Words;
        var words = how is null ? "" : $": {how}";
        return new(GradientFault.Misplaced, $"the gradient of input {input} has the right numbers in the wrong places{words}.");
    }

    // Ways to move elements: from where each comes.
    private static IEnumerable<(int[] From, string Words)> Moves(Shape shape)
    {
        var size = shape.Size;
        int[] all = [.. Enumerable.Range(0, size)];
        yield return ([.. all.Reverse()], "reversed");
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var (along, length) = (axis, shape[axis]);
            yield return (Array.ConvertAll(all, i => Moved(i, along, at => length - 1 - at)), $"reversed along axis {axis}");
            for (var shift = 1; shift < length; shift++)
            {
                var by = shift;
                yield return (Array.ConvertAll(all, i => Moved(i, along, at => (at + by) % length)),
                    $"shifted by {Math.Min(shift, length - shift)} along axis {axis}");
            }
        }

        for (var shift = 1; shift < size; shift++)
        {
            yield return ([.. all[shift..], .. all[..shift]], $"shifted by {Math.Min(shift, size - shift)}");
        }

        int Moved(int element, int axis, Func<int, int> to)
        {
            var position = shape.Position(element);
            position[axis] = to(position[axis]);
            return position.Index().Aggregate(0, (sum, at) => (sum * shape[at.Index]) + at.Item);
        }
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
