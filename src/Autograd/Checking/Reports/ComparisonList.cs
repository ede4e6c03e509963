using System.Collections;

namespace Autograd;

/// <summary>
/// Comparisons in the order in which they were made. Those of outputs that do not change along a direction, most of a large Jacobian, are
/// alike, and made when they are read.
/// </summary>
/// <param name="zero">Makes the comparison of an output that does not change along a direction.</param>
internal sealed class ComparisonList(Func<CheckedDirection, int, GradientComparison> zero) : IReadOnlyList<GradientComparison>
{
    private readonly List<(int Start, CheckedDirection Direction, GradientComparison?[] Comparisons)> _directions = [];

    /// <summary>All but those of outputs that do not change.</summary>
    public IEnumerable<GradientComparison> Distinct => _directions.SelectMany(entry => entry.Comparisons.OfType<GradientComparison>());

    /// <summary>How many outputs did not change along how many directions.</summary>
    public int Zeros { get; private set; }

    public bool HasMismatch => Distinct.Any(comparison => comparison.Verdict == Verdict.Mismatch);

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public GradientComparison this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var (low, high) = (0, _directions.Count - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = _directions[middle].Start <= index ? (middle, high) : (low, middle - 1);
            }

            return At(low, index - _directions[low].Start);
        }
    }

    /// <summary>Adds what came of a direction: a comparison for each number, null where it does not change.</summary>
    public void Add(CheckedDirection direction, GradientComparison?[] comparisons)
    {
        if (comparisons.Length > 0)
        {
            _directions.Add((Count, direction, comparisons));
            Count += comparisons.Length;
            Zeros += comparisons.Count(comparison => comparison is null);
        }
    }

    /// <summary>Puts others in the place of comparisons.</summary>
    public void Replace(Func<GradientComparison, GradientComparison> other)
    {
        foreach (var (_, _, comparisons) in _directions)
        {
            for (var i = 0; i < comparisons.Length; i++)
            {
                comparisons[i] = comparisons[i] is { } comparison ? other(comparison) : null;
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<GradientComparison> GetEnumerator()
    {
        for (var entry = 0; entry < _directions.Count; entry++)
        {
            for (var i = 0; i < _directions[entry].Comparisons.Length; i++)
            {
                yield return At(entry, i);
            }
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private GradientComparison At(int entry, int i) => _directions[entry].Comparisons[i] ?? zero(_directions[entry].Direction, i);
}
