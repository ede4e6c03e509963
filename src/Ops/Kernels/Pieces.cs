namespace Autograd;

/// <summary>Shares work that is made of equal units out among the cores.</summary>
internal static class Pieces
{
    // More pieces would be rounded to whole vectors, as if they were elements.
    private const int Most = 64;

    /// <summary>Runs all units in parts, one for each core.</summary>
    /// <param name="units">Their number.</param>
    /// <param name="work">What all of them cost, in cheap elements.</param>
    /// <param name="part">Runs some units, given the first one's number and how many; run on several threads at once.</param>
    public static void Share(int units, long work, Action<int, int> part)
    {
        var pieces = Math.Min(units, Most);
        Cores.Share(pieces, work, (first, count) =>
        {
            var start = (int)((long)units * first / pieces);
            part(start, (int)((long)units * (first + count) / pieces) - start);
        });
    }
}
