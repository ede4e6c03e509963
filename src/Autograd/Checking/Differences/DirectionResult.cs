namespace Autograd;

/// <summary>What came of one direction.</summary>
/// <param name="Count">How many numbers were compared.</param>
/// <param name="Changing">
/// The comparisons of those that change, each with its number, in order. The others stand still, as the rules say too.
/// </param>
internal sealed record DirectionResult(int Count, IReadOnlyList<(int Number, GradientComparison Comparison)> Changing)
{
    public IEnumerable<GradientComparison> Comparisons => Changing.Select(entry => entry.Comparison);

    /// <summary>The same, but each comparison with another choice between it and that of another result for the same number.</summary>
    public DirectionResult With(DirectionResult other, Func<GradientComparison, GradientComparison, GradientComparison> choose)
    {
        var others = other.Changing.ToDictionary(entry => entry.Number, entry => entry.Comparison);
        return this with
        {
            Changing = [.. Changing.Select(entry =>
                (entry.Number, others.TryGetValue(entry.Number, out var found) ? choose(entry.Comparison, found) : entry.Comparison))],
        };
    }
}
