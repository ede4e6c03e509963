using System.Numerics;

namespace Autograd;

/// <summary>The diagonals of matrices that lie one after the other.</summary>
internal static class Diagonals
{
    /// <summary>The number of elements of a diagonal; 0 if it is outside the matrix.</summary>
    public static int Length(int rows, int columns, int offset) =>
        Math.Max(0, Math.Min(rows + Math.Min(offset, 0), columns - Math.Max(offset, 0)));

    // x is (n, rows, columns), y is (n, length): y_ni = x_n,i,i+offset, or x_n,i-offset,i for a negative offset.

    /// <summary>Copies a diagonal of each matrix of x to y.</summary>
    public static void Read<T>(ReadOnlySpan<T> x, int rows, int columns, int offset, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!y.IsEmpty)
        {
            var length = Length(rows, columns, offset);
            StridedView.Read(x, First(columns, offset), [rows * columns, columns + 1], [y.Length / length, length], y);
        }
    }

    // x is (n, length), y is (n, rows, columns).

    /// <summary>Copies x to a diagonal of each matrix of y; the rest of y stays as it is.</summary>
    public static void Write<T>(ReadOnlySpan<T> x, int rows, int columns, int offset, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!x.IsEmpty)
        {
            var length = Length(rows, columns, offset);
            StridedView.Write(x, y, First(columns, offset), [rows * columns, columns + 1], [x.Length / length, length]);
        }
    }

    private static int First(int columns, int offset) => offset >= 0 ? offset : -offset * columns;
}
