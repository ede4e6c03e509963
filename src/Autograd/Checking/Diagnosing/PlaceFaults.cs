using System.Globalization;
using static Autograd.GradientEvidence;

namespace Autograd;

/// <summary>Says at which elements of an input a gradient is wrong, and what they have in common.</summary>
internal static class PlaceFaults
{
    private const int ListedElements = 4;
    private const int Many = 8;

    // A factor this close to -1 is a sign.
    private const double NearOne = 1e-4;

    /// <summary>The diagnosis if only some elements are wrong.</summary>
    public static GradientDiagnosis? SomeElements(GradientEvidence evidence, int input)
    {
        var (rules, differences) = (evidence.Rules[input], evidence.Differences[input]);
        var allowed = AllowedDifference(rules, differences);
        var known = Enumerable.Range(0, rules.Length).Where(i => !double.IsNaN(differences[i])).ToArray();
        var wrong = Array.FindAll(known, i => !(Math.Abs(rules[i] - differences[i]) <= allowed));

        // Of an element that has no part in the output nothing can be said.
        var right = Array.FindAll(known, i => Math.Abs(rules[i] - differences[i]) <= allowed && Math.Abs(differences[i]) > allowed);
        if (wrong.Length == 0 || right.Length == 0)
        {
            return null;
        }

        var others = right.Length == 1 ? "the other element is" : $"the other {right.Length} elements are";
        var times = rules[wrong[0]] / differences[wrong[0]];
        var isOneFactor = Array.TrueForAll(wrong, i => Math.Abs(rules[i] - (times * differences[i])) <= allowed);
        var start = $"the gradient of input {input} is wrong only {Where(evidence, input, wrong, right)}";
        return new(GradientFault.SomeElements, $"{start}{How()}; {others} right.")
        {
            Kind = "some elements",
            Numbers = isOneFactor ? [times] : [],
            Varying = $"{start}; {others} right.",
        };

        // What the wrong ones have in common: 0, the other sign, one factor, a formula.
        string How() => times switch
        {
            _ when Array.TrueForAll(wrong, i => rules[i] == 0) => ", and 0 there",
            _ when !isOneFactor => FormulaFaults.Explain(evidence, input, wrong) is { } found ? $", where it {found.Words}" : "",
            _ when Math.Abs(times + 1) < NearOne => ", where its sign is wrong",
            _ when double.IsFinite(times) => string.Create(CultureInfo.InvariantCulture, $", {times:G4} times what it should be"),
            _ => "",
        };
    }

    /// <summary>Where the wrong elements are and the right ones are not.</summary>
    public static string Where(GradientEvidence evidence, int input, int[] wrong, int[] right)
    {
        var (shape, x) = (evidence.Function.Shapes[input], evidence.Function.Point[input]);
        var listed = $"at {string.Join(", ", wrong.Take(ListedElements).Select(Index))}"
            + (wrong.Length > ListedElements ? $" and {wrong.Length - ListedElements} more" : "");
        if (right.Length < 2)
        {
            return listed;
        }

        if (wrong.Length == 1)
        {
            var value = string.Create(CultureInfo.InvariantCulture, $"where it is {x[wrong[0]]:G6}");
            var what = Conditions(shape, x).Where(condition => condition.IsOfOne && Separates(condition.Holds))
                .Select(condition => condition.Words).Append(value).First();
            return $"{listed}, {what}";
        }

        return Conditions(shape, x).Where(condition => Separates(condition.Holds)).Select(condition => condition.Words)
            .Concat(ByPosition()).Append(ByValue()).OfType<string>().Append(listed).First();

        bool Separates(Predicate<int> condition) => Array.TrueForAll(wrong, condition) && !Array.Exists(right, condition);

        // All from a position on, or before one.
        IEnumerable<string> ByPosition()
        {
            for (var axis = 0; axis < shape.Rank; axis++)
            {
                var along = axis;
                if (Border(i => shape.Position(i)[along]) is var (position, isFrom))
                {
                    yield return isFrom ? $"from position {position} of axis {axis} on" : $"before position {position} of axis {axis}";
                }
            }

            if (Border(i => i) is var (element, isOn))
            {
                yield return isOn ? $"from element {element} on" : $"before element {element}";
            }
        }

        (int At, bool IsFrom)? Border(Func<int, int> at) =>
            wrong.Min(at) > right.Max(at) ? (wrong.Min(at), true)
            : wrong.Max(at) < right.Min(at) ? (right.Min(at), false)
            : null;

        // A threshold between the two, of the elements or of their sizes.
        string? ByValue() => Threshold(i => x[i], "") ?? Threshold(i => Math.Abs(x[i]), " in size");

        string? Threshold(Func<int, double> value, string ofWhat)
        {
            var (lowWrong, highWrong, lowRight, highRight) = (wrong.Min(value), wrong.Max(value), right.Min(value), right.Max(value));
            return lowWrong > highRight
                ? string.Create(CultureInfo.InvariantCulture, $"where it is larger than about {(lowWrong + highRight) / 2:G3}{ofWhat}")
                : highWrong < lowRight
                    ? string.Create(CultureInfo.InvariantCulture, $"where it is smaller than about {(highWrong + lowRight) / 2:G3}{ofWhat}")
                    : null;
        }

        string Index(int element) => new IntList(shape.Position(element)).ToString();
    }

    // What elements may have in common, the likelier first.
    private static IEnumerable<(Predicate<int> Holds, string Words, bool IsOfOne)> Conditions(Shape shape, double[] x)
    {
        var counts = x.CountBy(value => value).ToDictionary();
        yield return (i => x[i] < 0, "where it is negative", false);
        yield return (i => x[i] > 0, "where it is positive", false);
        yield return (i => x[i] == 0, "where it is 0", true);
        yield return (i => counts[x[i]] > 1, "where it is tied with another element", false);
        yield return (i => Math.Abs(x[i]) > 1, "where it is larger than 1 in size", false);
        yield return (i => Math.Abs(x[i]) < 1, "where it is smaller than 1 in size", false);
        yield return (i => Math.Abs(x[i]) >= 1, "where it is 1 or larger in size", false);
        yield return (i => x[i] == Math.Round(x[i]), "where it is a whole number", true);
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var (along, length) = (axis, shape[axis]);
            int At(int i) => shape.Position(i)[along];
            yield return (i => At(i) == 0, $"at the first position of axis {axis}", shape.Rank == 1);
            yield return (i => At(i) == length - 1, $"at the last position of axis {axis}", shape.Rank == 1);
            yield return (i => At(i) == 0 || At(i) == length - 1, $"at both edges of axis {axis}", false);
            yield return (i => At(i) % 2 == 0, $"at every second position of axis {axis}, from 0 on", false);
            yield return (i => At(i) % 2 == 1, $"at every second position of axis {axis}, from 1 on", false);
        }

        if (shape.Rank >= 2)
        {
            (int Row, int Column) At(int i) => shape.Position(i) is var position ? (position[^2], position[^1]) : default;
            var (rows, columns) = (shape[^2], shape[^1]);
            yield return (i => At(i) is var (row, column) && (row == 0 || row == rows - 1 || column == 0 || column == columns - 1),
                "at the edges of the last two axes", false);
            yield return (i => At(i) is var (row, column) && row == column, "on the diagonal", false);
            yield return (i => At(i) is var (row, column) && row != column, "off the diagonal", false);
            yield return (i => At(i) is var (row, column) && row < column, "above the diagonal", false);
            yield return (i => At(i) is var (row, column) && row > column, "below the diagonal", false);
        }

        // One of a few elements is the largest or the smallest by chance.
        if (x.Length < Many)
        {
            yield break;
        }

        var (largest, smallest) = (x.Max(), x.Min());
        yield return (i => x[i] == largest, "where it is the largest", true);
        yield return (i => x[i] == smallest, "where it is the smallest", true);
    }
}
