namespace Autograd;

/// <summary>The fewest vectors that cover the wanted places of a grid: the first columns of each row.</summary>
internal static class PlaceVectors
{
    /// <summary>Where the next vector begins: at the first wanted place that a vector does not cover.</summary>
    /// <param name="place">Where the vector begins.</param>
    /// <param name="width">Its length.</param>
    /// <param name="columns">The wanted columns of each row.</param>
    /// <param name="pitch">The distance between neighboring rows.</param>
    public static int Next(int place, int width, int columns, int pitch)
    {
        var (row, column) = Math.DivRem(place + width, pitch);
        return column < columns ? place + width : (row + 1) * pitch;
    }
}
