using System.Collections;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>
/// Comparisons in the order in which they were made. Those of outputs that do not change along a direction, most of a large Jacobian, are
/// alike, and made when they are read.
/// </summary>
/// <param name="zero">Makes the comparison of an output that does not change along a direction.</param>
internal sealed class ComparisonList(Func<CheckedDirection, int, GradientComparison> zero) : IReadOnlyList<GradientComparison>
{
    private readonly List<(int Start, CheckedDirection Direction, DirectionResult Result)> _directions = [];

    /// <summary>All but those of outputs that do not change.</summary>
    public IEnumerable<GradientComparison> Distinct => _directions.SelectMany(entry => entry.Result.Comparisons);

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

    /// <summary>Adds what came of a direction.</summary>
    public void Add(CheckedDirection direction, DirectionResult result)
    {
        if (result.Count > 0)
        {
            _directions.Add((Count, direction, result));
            Count += result.Count;
            Zeros += result.Count - result.Changing.Count;
        }
    }

    /// <summary>Puts others in the place of comparisons.</summary>
    public void Replace(Func<GradientComparison, GradientComparison> other)
    {
        foreach (ref var entry in CollectionsMarshal.AsSpan(_directions))
        {
            entry.Result = entry.Result with
            {
                Changing = [.. entry.Result.Changing.Select(changing => (changing.Number, other(changing.Comparison)))],
            };
        }
    }

    /// <inheritdoc/>
    public IEnumerator<GradientComparison> GetEnumerator()
    {
        foreach (var (_, direction, result) in _directions)
        {
            var next = 0;
            for (var number = 0; number < result.Count; number++)
            {
                yield return next < result.Changing.Count && result.Changing[next].Number == number
                    ? result.Changing[next++].Comparison
                    : zero(direction, number);
            }
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private GradientComparison At(int entry, int number)
    {
        var (_, direction, result) = _directions[entry];
        var found = result.Changing.FirstOrDefault(changing => changing.Number == number);
        return found.Comparison ?? zero(direction, number);
    }
}
