namespace Autograd;

/// <summary>
/// Directions along which elements at a kink move together. Of a maximum that several elements share each of them may have any share, as
/// far as it shows alone; but moved together they make no kink, so the sum of their shares is known.
/// </summary>
internal static class TieDirections
{
    private const int MostGroups = 16;
    private const int MostPairs = 32;

    // Elements that make the same kink change the slope alike.
    private const double SameBend = 1e-6;

    /// <summary>The directions, each with an element that moves in it.</summary>
    /// <param name="point">The elements of the inputs.</param>
    /// <param name="kinks">The elements that are known to be at a kink, and how much the slope changes there.</param>
    /// <param name="isComplete">Whether no other element can be at one.</param>
    public static IEnumerable<CheckedDirection> Of(
        double[][] point, IReadOnlyList<((int Input, int Element) At, double Bend)> kinks, bool isComplete)
    {
        if (kinks.Count == 0)
        {
            yield break;
        }

        if (isComplete && kinks.Count > 1)
        {
            yield return Direction(point, $"the {kinks.Count} elements at a kink, together", kinks.Select(kink => (kink.At, 1.0)));
        }

        for (var input = 0; input < point.Length && !isComplete; input++)
        {
            var whole = Enumerable.Range(0, point[input].Length).Select(element => ((input, element), 1.0));
            yield return Direction(point, $"all elements of input {input}, together", whole);
        }

        var known = kinks.Select(kink => kink.At).ToHashSet();
        foreach (var value in kinks.Select(kink => Value(kink.At)).Distinct().Take(MostGroups))
        {
            var equal = point.SelectMany((part, i) => Enumerable.Range(0, part.Length).Select(element => (Input: i, Element: element)))
                .Where(at => Value(at) == value && (!isComplete || known.Contains(at)))
                .ToList();
            if (equal.Count > 1)
            {
                yield return Direction(
                    point,
                    FormattableString.Invariant($"the {equal.Count} elements that are {value:G6}, together"),
                    equal.Select(at => (at, 1.0)));
            }
        }

        // The distance of two elements, or their sum.
        var ordered = kinks.OrderBy(kink => Math.Abs(Value(kink.At))).ThenBy(kink => kink.Bend).ToList();
        foreach (var (one, other) in ordered.Zip(ordered.Skip(1)).Where(pair => IsOneKink(pair.First, pair.Second)).Take(MostPairs))
        {
            var names = $"{Name(one.At)} and {Name(other.At)}";
            yield return Direction(point, names + ", together", [(one.At, 1), (other.At, 1)]);
            yield return Direction(point, names + ", one up, one down", [(one.At, 1), (other.At, -1)]);
        }

        bool IsOneKink(((int, int) At, double Bend) one, ((int, int) At, double Bend) other) =>
            Math.Abs(Value(one.At)) == Math.Abs(Value(other.At)) && Math.Abs(one.Bend - other.Bend) <= SameBend * one.Bend;

        double Value((int Input, int Element) at) => point[at.Input][at.Element];

        static string Name((int Input, int Element) at) => $"element {at.Element} of input {at.Input}";
    }

    private static CheckedDirection Direction(double[][] point, string name, IEnumerable<((int Input, int Element) At, double Move)> moves)
    {
        var vector = Array.ConvertAll(point, part => new double[part.Length]);
        foreach (var (at, move) in moves)
        {
            vector[at.Input][at.Element] = move;
        }

        return new CheckedDirection(name, vector) { IsOfTie = true };
    }
}
