namespace Autograd;

/// <summary>The fewest vectors that cover the wanted cells of a grid: the first columns of each row.</summary>
internal static class GridVectors
{
    /// <summary>Where the next vector begins: at the first wanted cell that this one does not cover.</summary>
    /// <param name="cell">Where this one begins.</param>
    /// <param name="width">Its length.</param>
    /// <param name="columns">The wanted columns of each row.</param>
    /// <param name="pitch">The distance between neighboring rows.</param>
    public static int Next(int cell, int width, int columns, int pitch)
    {
        var (row, column) = Math.DivRem(cell + width, pitch);
        return column < columns ? cell + width : (row + 1) * pitch;
    }
}
