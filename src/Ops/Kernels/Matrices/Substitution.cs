using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Solves triangular equations row after row, each with the rows that are known already.</summary>
internal static class Substitution
{
    // matrix is (order, order), rows is (order, columns): z_i = (y_i - sum_j m_ij z_j) / m_ii, over j < i if lower, j > i if upper.

    /// <summary>Replaces the right sides, row-major, by the solutions. Only one triangle of the matrix is read.</summary>
    /// <param name="matrix">The matrix, element i, j at i times the row stride plus j times the column stride.</param>
    /// <param name="rowStride">From row to row.</param>
    /// <param name="columnStride">From column to column.</param>
    /// <param name="lower">Whether the lower triangle is the matrix, else the upper.</param>
    /// <param name="unitDiagonal">Whether the diagonal is 1 and not read.</param>
    /// <param name="rows">The right sides.</param>
    /// <param name="order">The number of rows.</param>
    public static void Run(
        ReadOnlySpan<double> matrix, int rowStride, int columnStride, bool lower, bool unitDiagonal, Span<double> rows, int order)
    {
        var columns = rows.Length / order;
        for (var index = 0; index < order; index++)
        {
            var i = lower ? index : order - 1 - index;
            var row = rows.Slice(i * columns, columns);
            for (var j = lower ? 0 : i + 1; j < (lower ? i : order); j++)
            {
                TensorPrimitives.MultiplyAdd(rows.Slice(j * columns, columns), -matrix[(i * rowStride) + (j * columnStride)], row, row);
            }

            if (!unitDiagonal)
            {
                TensorPrimitives.Divide(row, matrix[(i * rowStride) + (i * columnStride)], row);
            }
        }
    }
}
