using static System.FormattableString;

namespace Autograd;

/// <summary>
/// Which examples are for training, for choosing (validation) and for the last judgment (test): positions, each in one part.
/// </summary>
/// <remarks><c>images.Gather(split.Training)</c> and <c>labels.Gather(split.Training)</c> are the examples themselves.</remarks>
/// <param name="Training">Positions of the examples to learn from.</param>
/// <param name="Validation">Positions of those that decide when to stop and what to choose.</param>
/// <param name="Test">Positions of those that nothing was decided by.</param>
public sealed record DataSplit(IntList Training, IntList Validation, IntList Test)
{
    /// <summary>A split at random.</summary>
    /// <param name="count">The number of examples.</param>
    /// <param name="random">Draws which example goes where.</param>
    /// <param name="validation">The share of the validation part, from 0; its number of examples is rounded to the nearest.</param>
    /// <param name="test">The share of the test part, from 0; likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is out of its range, or nothing is left to learn from.</exception>
    public static DataSplit Of(int count, Random random, double validation = 0, double test = 0)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        RequireShares(validation, test);
        var positions = new int[count];
        for (var i = 0; i < count; i++)
        {
            positions[i] = i;
        }

        return Joined([positions], random, validation, test);
    }

    /// <summary>A split at random in which each class has the same shares, so that a rare one is in every part.</summary>
    /// <param name="labels">The class of each example.</param>
    /// <param name="random">Draws which example goes where.</param>
    /// <param name="validation">The share of the validation part, from 0; rounded to the nearest number in each class.</param>
    /// <param name="test">The share of the test part, from 0; likewise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is out of its range, or nothing is left to learn from.</exception>
    public static DataSplit Stratified(IntList labels, Random random, double validation = 0, double test = 0)
    {
        ArgumentNullException.ThrowIfNull(random);
        RequireShares(validation, test);
        var classes = Enumerable.Range(0, labels.Count).GroupBy(position => labels[position]).OrderBy(group => group.Key);
        return Joined([.. classes.Select(group => group.ToArray())], random, validation, test);
    }

    // Divides each group in the same shares and mixes the groups.
    private static DataSplit Joined(int[][] groups, Random random, double validation, double test)
    {
        var (training, validating, testing) = (new List<int>(), new List<int>(), new List<int>());
        foreach (var group in groups)
        {
            random.Shuffle(group);
            var tested = (int)Math.Round(test * group.Length);
            var validated = (int)Math.Round((validation + test) * group.Length) - tested;
            testing.AddRange(group.AsSpan(0, tested));
            validating.AddRange(group.AsSpan(tested, validated));
            training.AddRange(group.AsSpan(tested + validated));
        }

        if (training.Count == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(test), Invariant($"DataSplit: of {testing.Count + validating.Count} examples none is left to learn from."));
        }

        return new DataSplit(Mixed(training), Mixed(validating), Mixed(testing));

        IntList Mixed(List<int> part)
        {
            var positions = part.ToArray();
            random.Shuffle(positions);
            return IntList.Wrap(positions);
        }
    }

    private static void RequireShares(double validation, double test)
    {
        if (!(validation >= 0 && test >= 0 && validation + test < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(test),
                Invariant($"DataSplit: validation is {validation} and test is {test}; give shares from 0 whose sum is below 1."));
        }
    }
}
