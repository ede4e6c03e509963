using System.Numerics;

namespace Autograd;

/// <summary>The triangles of matrices that lie one after the other.</summary>
internal static class Triangles
{
    // x and y are (..., rows, columns): y_ij = x_ij where j <= i + offset, else 0.

    /// <summary>Copies of each row what is on or below the diagonal, and clears the rest.</summary>
    public static void Lower<T>(NdArray<T> x, int offset, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var columns = x.Shape[^1];
        for (var start = 0; start < y.Length; start += columns)
        {
            var kept = End(start / columns % x.Shape[^2], offset + 1L, columns);
            x.Span.Slice(start, kept).CopyTo(y[start..]);
            y.Slice(start + kept, columns - kept).Clear();
        }
    }

    // x and y are (..., rows, columns): y_ij = x_ij where j >= i + offset, else 0.

    /// <summary>Copies of each row what is on or above the diagonal, and clears the rest.</summary>
    public static void Upper<T>(NdArray<T> x, int offset, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var columns = x.Shape[^1];
        for (var start = 0; start < y.Length; start += columns)
        {
            var cleared = End(start / columns % x.Shape[^2], offset, columns);
            y.Slice(start, cleared).Clear();
            x.Span.Slice(start + cleared, columns - cleared).CopyTo(y[(start + cleared)..]);
        }
    }

    private static int End(int row, long offset, int columns) => (int)Math.Clamp(row + offset, 0, columns);
}
