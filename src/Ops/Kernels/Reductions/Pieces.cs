namespace Autograd;

/// <summary>Work that is made of equal units.</summary>
internal interface IPieces
{
    /// <summary>Does some units; run on several threads at once.</summary>
    void Run(int firstUnit, int count);
}

/// <summary>Shares work that is made of equal units out among the cores, each the same share: what a share begins with is costly.</summary>
internal static class Pieces
{
    /// <summary>Runs all units.</summary>
    /// <param name="units">Their number.</param>
    /// <param name="work">What all of them cost, in cheap elements.</param>
    /// <param name="pieces">The work.</param>
    public static void Share<TPieces>(int units, long work, TPieces pieces)
        where TPieces : struct, IPieces
    {
        var shares = Cores.Pay(work) ? Math.Min(units, Environment.ProcessorCount) : Math.Min(units, 1);
        Cores.Run(shares, new Shares<TPieces>(units, shares, pieces));
    }

    private readonly struct Shares<TPieces>(int units, int shares, TPieces pieces) : ICoreParts
        where TPieces : struct, IPieces
    {
        public void Run(int part)
        {
            var (start, end) = ((int)((long)units * part / shares), (int)((long)units * (part + 1) / shares));
            pieces.Run(start, end - start);
        }
    }
}
