using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// Sums over the elements of long arrays, in one pass each, compiled at their best from the first call on: a check is over before the
/// runtime would have found out that they are worth it.
/// </summary>
internal static class Sums
{
    /// <summary>The sum of slopes times moves. What does not move has no part in it, and may be infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Products(ReadOnlySpan<double> slopes, ReadOnlySpan<double> moves)
    {
        var (i, sums) = (0, Vector<double>.Zero);
        for (; i <= slopes.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var move = new Vector<double>(moves[i..]);
            sums += Vector.ConditionalSelect(
                Vector.Equals(move, Vector<double>.Zero), Vector<double>.Zero, new Vector<double>(slopes[i..]) * move);
        }

        var sum = Vector.Sum(sums);
        for (; i < slopes.Length; i++)
        {
            sum += moves[i] == 0 ? 0 : slopes[i] * moves[i];
        }

        return sum;
    }

    /// <summary>The sum of the sizes of slopes times moves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double ProductSizes(ReadOnlySpan<double> slopes, ReadOnlySpan<double> moves)
    {
        var (i, sums) = (0, Vector<double>.Zero);
        for (; i <= slopes.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var move = new Vector<double>(moves[i..]);
            sums += Vector.ConditionalSelect(
                Vector.Equals(move, Vector<double>.Zero), Vector<double>.Zero, Vector.Abs(new Vector<double>(slopes[i..]) * move));
        }

        var sum = Vector.Sum(sums);
        for (; i < slopes.Length; i++)
        {
            sum += moves[i] == 0 ? 0 : Math.Abs(slopes[i] * moves[i]);
        }

        return sum;
    }

    /// <summary>
    /// The weighted sum of how far values are from where they started. The differences are summed, not the values, for those cancel; and
    /// what does not change has no part in the sum, and may be infinite.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Changes(ReadOnlySpan<double> values, ReadOnlySpan<double> start, ReadOnlySpan<double> weights)
    {
        var (i, sums) = (0, Vector<double>.Zero);
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var (value, before) = (new Vector<double>(values[i..]), new Vector<double>(start[i..]));
            sums += Vector.ConditionalSelect(
                Vector.Equals(value, before), Vector<double>.Zero, new Vector<double>(weights[i..]) * (value - before));
        }

        var sum = Vector.Sum(sums);
        for (; i < values.Length; i++)
        {
            sum += values[i] == start[i] ? 0 : weights[i] * (values[i] - start[i]);
        }

        return sum;
    }

    /// <summary>
    /// What a weighted sum of values is rounded with. The weights are random and of both signs, so the roundings of many terms do not add
    /// up: four times the root of the sum of their squares is seldom exceeded, and the sum of their sizes never. What is not finite has no
    /// part in it.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="counts">1 for a value that counts and 0 for another; empty if all count.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Size(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, ReadOnlySpan<double> counts)
    {
        var (i, sums, squares, largest) = (0, Vector<double>.Zero, Vector<double>.Zero, new Vector<double>(double.MaxValue));
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var size = Vector.Abs(new Vector<double>(weights[i..]) * new Vector<double>(values[i..]));
            size = Vector.ConditionalSelect(Vector.LessThanOrEqual(size, largest), size, Vector<double>.Zero);
            size = counts.IsEmpty ? size : size * new Vector<double>(counts[i..]);
            sums += size;
            squares += size * size;
        }

        var (sum, square) = (Vector.Sum(sums), Vector.Sum(squares));
        for (; i < values.Length; i++)
        {
            var size = Math.Abs(weights[i] * values[i]);
            size = !double.IsFinite(size) ? 0 : counts.IsEmpty ? size : size * counts[i];
            sum += size;
            square += size * size;
        }

        // Of tiny numbers the squares are 0.
        return square > 0 ? Math.Min(sum, 4 * Math.Sqrt(square)) : sum;
    }

    /// <summary>Sets to 1 what counts because a value is not what it was at the start.</summary>
    /// <returns>How many values are what they were.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Mark(ReadOnlySpan<double> values, ReadOnlySpan<double> start, Span<double> counts)
    {
        var (i, still) = (0, Vector<long>.Zero);
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var same = Vector.Equals(new Vector<double>(values[i..]), new Vector<double>(start[i..]));
            Vector.ConditionalSelect(same, new Vector<double>(counts[i..]), Vector<double>.One).CopyTo(counts[i..]);
            still -= same;
        }

        var sum = Vector.Sum(still);
        for (; i < values.Length; i++)
        {
            var isSame = values[i] == start[i];
            counts[i] = isSame ? counts[i] : 1;
            sum += isSame ? 1 : 0;
        }

        return sum;
    }

    /// <summary>How many values are what they were at the start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Still(ReadOnlySpan<double> values, ReadOnlySpan<double> start)
    {
        var (i, still) = (0, Vector<long>.Zero);
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            still -= Vector.Equals(new Vector<double>(values[i..]), new Vector<double>(start[i..]));
        }

        var sum = Vector.Sum(still);
        for (; i < values.Length; i++)
        {
            sum += values[i] == start[i] ? 1 : 0;
        }

        return sum;
    }

    /// <summary>The largest distance of values from where they started; NaN if one of those that changed is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double LargestChange(ReadOnlySpan<double> values, ReadOnlySpan<double> start)
    {
        var (i, most) = (0, Vector<double>.Zero);
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var (value, before) = (new Vector<double>(values[i..]), new Vector<double>(start[i..]));
            var off = Vector.ConditionalSelect(Vector.Equals(value, before), Vector<double>.Zero, Vector.Abs(value - before));

            // What is not a number stays.
            var stays = Vector.GreaterThan(most, off) | ~Vector.Equals(most, most);
            most = Vector.ConditionalSelect(stays, most, off);
        }

        var largest = 0.0;
        for (var lane = 0; lane < Vector<double>.Count; lane++)
        {
            largest = Math.Max(largest, most[lane]);
        }

        for (; i < values.Length; i++)
        {
            largest = values[i] == start[i] ? largest : Math.Max(largest, Math.Abs(values[i] - start[i]));
        }

        return largest;
    }

    /// <summary>Enlarges each size to that of a number, if that is larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Enlarge(Span<double> sizes, ReadOnlySpan<double> numbers)
    {
        var i = 0;
        for (; i <= numbers.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var (number, size) = (Vector.Abs(new Vector<double>(numbers[i..])), new Vector<double>(sizes[i..]));
            Vector.ConditionalSelect(Vector.GreaterThan(number, size), number, size).CopyTo(sizes[i..]);
        }

        for (; i < numbers.Length; i++)
        {
            sizes[i] = Math.Abs(numbers[i]) > sizes[i] ? Math.Abs(numbers[i]) : sizes[i];
        }
    }

    /// <summary>The places of the numbers that are not 0, after those that are there already.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="places">Where to add them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddPlaces(ReadOnlySpan<double> numbers, List<int> places)
    {
        var i = 0;
        for (; i <= numbers.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            if (!Vector.EqualsAll(new Vector<double>(numbers[i..]), Vector<double>.Zero))
            {
                for (var lane = i; lane < i + Vector<double>.Count; lane++)
                {
                    if (numbers[lane] != 0)
                    {
                        places.Add(lane);
                    }
                }
            }
        }

        for (; i < numbers.Length; i++)
        {
            if (numbers[i] != 0)
            {
                places.Add(i);
            }
        }
    }
}
