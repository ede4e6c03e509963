namespace Autograd;

/// <summary>What is done where elements are at a kink: mistakes along many of them are confirmed, and ties are moved together.</summary>
/// <param name="function">The function at its point.</param>
/// <param name="check">Compares along a direction.</param>
/// <param name="comparisons">What came of the directions, to be corrected and completed.</param>
internal sealed class KinkCheck(CheckedFunction function, DirectionCheck check, ComparisonList comparisons)
{
    // Of two elements at one kink, one moved the other way makes twice the bend of each alone.
    private const double TieShare = 0.5;

    public bool HasKink => comparisons.Distinct.Any(comparison => comparison is { Order: 1, Verdict: Verdict.Kink });

    /// <summary>
    /// Where many elements are at a kink, the rules choose a slope of each, and the sum of those need not lie between the two slopes of the
    /// sum. A rule that is wrong is wrong for a part of the direction too, in the end for an element.
    /// </summary>
    public void Confirm(CheckedDirection[] directions)
    {
        if (!HasKink && !comparisons.Distinct.Any(comparison => comparison is { Order: 1, IsAtKink: true }))
        {
            return;
        }

        foreach (var direction in directions.Where(direction => IsMismatch(direction.Name) && check.WrongElement(direction) is null))
        {
            comparisons.Replace(comparison => IsAlong(comparison, direction.Name) && comparison.Verdict == Verdict.Mismatch
                ? comparison with
                {
                    Verdict = Verdict.Kink,
                    Note = "several elements are at a kink; of no part of them alone do the rules differ",
                }
                : comparison);
        }
    }

    /// <summary>
    /// What is smooth along a tie, and does not jump, is compared. A mistake counts where one element moved the other way makes a kink:
    /// else there are two kinks that cancel, such as those of relu(x) - relu(-x), and not a tie.
    /// </summary>
    /// <param name="isComplete">Whether no other element can be at a kink.</param>
    /// <param name="isOver">Whether there is no more time.</param>
    public void VisitTies(bool isComplete, Func<bool> isOver)
    {
        var kinks = comparisons.Distinct
            .Where(comparison => comparison is { Order: 1, Verdict: Verdict.Kink, Input: >= 0 })
            .GroupBy(comparison => (comparison.Input, comparison.Element), comparison => Math.Abs(comparison.Bend))
            .Select(element => (element.Key, element.Max()))
            .ToList();
        foreach (var direction in TieDirections.Of(function.Point, kinks, isComplete).TakeWhile(_ => !isOver()))
        {
            GradientComparison[] smooth = [.. StepChoice.Compare(function, check, direction, order: 1).Comparisons.Where(comparison =>
                comparison is { Verdict: Verdict.Match }
                    or { Verdict: Verdict.Mismatch, IsAtKink: false, IsOfStaircase: false })];
            var turned = kinks.Find(kink => direction.Vector[kink.Key.Input][kink.Key.Element] != 0);
            var bend = TieShare * turned.Item2 * Math.Abs(direction.Vector[turned.Key.Input][turned.Key.Element]);
            if (!Array.Exists(smooth, comparison => comparison.Verdict == Verdict.Mismatch)
                || check.Compare(direction.Flipped(turned.Key), order: 1).Comparisons.Any(other => Math.Abs(other.Bend) > bend))
            {
                comparisons.Add(direction, new DirectionResult(smooth.Length, [.. smooth.Index()]));
            }
        }
    }

    private bool IsMismatch(string direction) => comparisons.Distinct.Any(comparison =>
        comparison is { Verdict: Verdict.Mismatch, Order: 1 } && IsAlong(comparison, direction));

    private static bool IsAlong(GradientComparison comparison, string direction) =>
        string.Equals(comparison.Direction, direction, StringComparison.Ordinal);
}
