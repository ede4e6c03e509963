using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Solves triangular equations: a few rows after the others, each with the rows that are known already.</summary>
/// <remarks>
/// The first half of the rows, then their product with the matrix is subtracted from the others, then these: almost all of the work is in
/// matrix products.
/// </remarks>
internal static class Substitution
{
    // So few rows are solved one by one.
    private const int FewRows = 16;

    // Half of the square is a triangle, and eight multiply-adds cost what an addition of two elements in memory does.
    private const int MultiplyAddsOfCost = 16;

    // matrix is (order, order), rows is (order, columns): z_i = (y_i - sum_j m_ij z_j) / m_ii, over j < i if lower, j > i if upper.

    /// <summary>Replaces the right sides, row-major, by the solutions. Only one triangle of the matrix is read.</summary>
    /// <param name="matrix">The matrix, element i, j at i times the row stride plus j times the column stride; one of them is 1.</param>
    /// <param name="rowStride">From row to row.</param>
    /// <param name="columnStride">From column to column.</param>
    /// <param name="lower">Whether the lower triangle is the matrix, else the upper.</param>
    /// <param name="unitDiagonal">Whether the diagonal is 1 and not read.</param>
    /// <param name="rows">The right sides.</param>
    /// <param name="order">The number of rows.</param>
    public static unsafe void Run(
        ReadOnlySpan<double> matrix, int rowStride, int columnStride, bool lower, bool unitDiagonal, Span<double> rows, int order)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        var columns = rows.Length / order;
        fixed (double* m = matrix, y = rows)
        {
            var right = new StridedMatrix<double>(y, columns, 1);
            Run(new StridedMatrix<double>(m, rowStride, columnStride), lower, unitDiagonal, right, order, columns);
        }
    }

    /// <summary>Replaces the right sides, whose columns are neighbors, by the solutions. The cores share out the columns.</summary>
    public static void Run(
        StridedMatrix<double> matrix, bool lower, bool unitDiagonal, StridedMatrix<double> rows, int order, int columns)
    {
        var cost = (long)order * order * columns / MultiplyAddsOfCost;
        ParallelLoop.Run(columns, cost, new ColumnLoop(matrix, lower, unitDiagonal, rows, order), equalShares: true);
    }

    private readonly struct ColumnLoop(
        StridedMatrix<double> matrix, bool lower, bool unitDiagonal, StridedMatrix<double> rows, int order) : IRangeLoop
    {
        public void Run(int first, int count) => Solve(matrix, rows.From(0, first), order, count);

        private void Solve(StridedMatrix<double> m, StridedMatrix<double> z, int length, int columns)
        {
            if (length <= FewRows)
            {
                var loop = new RowLoop(m, lower, unitDiagonal, z, length);
                VectorLoop.Run<double, RowLoop>(ref loop, 0, columns, longest: columns);
                return;
            }

            var top = Math.Max(length / 2 / FewRows, 1) * FewRows;
            var bottom = length - top;
            var below = z.From(top, 0);
            if (lower)
            {
                Solve(m, z, top, columns);
                MatrixProduct.Subtract(bottom, columns, top, m.From(top, 0), z, below);
                Solve(m.From(top, top), below, bottom, columns);
            }
            else
            {
                Solve(m.From(top, top), below, bottom, columns);
                MatrixProduct.Subtract(top, columns, bottom, m.From(0, top), below, z);
                Solve(m, z, top, columns);
            }
        }
    }

    // Row after row of some columns: sums of up to four vectors stay in registers.
    private readonly unsafe struct RowLoop(
        StridedMatrix<double> matrix, bool lower, bool unitDiagonal, StridedMatrix<double> rows, int order) : IVectorLoop<double>
    {
        public void Run<V>(int first, int count)
            where V : struct, IVector<V, double>
        {
            var (column, end) = (first, first + count);
            for (; column + (4 * V.Count) <= end; column += 4 * V.Count)
            {
                Solve<V, MatrixTile.Four>(column);
            }

            for (; column + V.Count <= end; column += V.Count)
            {
                Solve<V, MatrixTile.One>(column);
            }

            for (; column < end; column++)
            {
                Solve(column);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Solve<V, TWidth>(int column)
            where V : struct, IVector<V, double>
            where TWidth : struct, ISize
        {
            for (var index = 0; index < order; index++)
            {
                var i = lower ? index : order - 1 - index;
                var row = rows.At(i, column);
                var sum0 = V.Load(ref *row, 0);
                var sum1 = TWidth.Value > 1 ? V.Load(ref *row, V.Count) : default;
                var sum2 = TWidth.Value > 1 ? V.Load(ref *row, 2 * V.Count) : default;
                var sum3 = TWidth.Value > 1 ? V.Load(ref *row, 3 * V.Count) : default;
                for (var j = lower ? 0 : i + 1; j < (lower ? i : order); j++)
                {
                    var factor = V.Broadcast(-*matrix.At(i, j));
                    var known = rows.At(j, column);
                    sum0 = V.MultiplyAdd(factor, V.Load(ref *known, 0), sum0);
                    if (TWidth.Value > 1)
                    {
                        sum1 = V.MultiplyAdd(factor, V.Load(ref *known, V.Count), sum1);
                        sum2 = V.MultiplyAdd(factor, V.Load(ref *known, 2 * V.Count), sum2);
                        sum3 = V.MultiplyAdd(factor, V.Load(ref *known, 3 * V.Count), sum3);
                    }
                }

                var diagonal = V.Broadcast(unitDiagonal ? 1 : *matrix.At(i, i));
                (unitDiagonal ? sum0 : sum0 / diagonal).Store(ref *row, 0);
                if (TWidth.Value > 1)
                {
                    (unitDiagonal ? sum1 : sum1 / diagonal).Store(ref *row, V.Count);
                    (unitDiagonal ? sum2 : sum2 / diagonal).Store(ref *row, 2 * V.Count);
                    (unitDiagonal ? sum3 : sum3 / diagonal).Store(ref *row, 3 * V.Count);
                }
            }
        }

        private void Solve(int column)
        {
            for (var index = 0; index < order; index++)
            {
                var i = lower ? index : order - 1 - index;
                var sum = *rows.At(i, column);
                for (var j = lower ? 0 : i + 1; j < (lower ? i : order); j++)
                {
                    sum = Math.FusedMultiplyAdd(-*matrix.At(i, j), *rows.At(j, column), sum);
                }

                *rows.At(i, column) = unitDiagonal ? sum : sum / *matrix.At(i, i);
            }
        }
    }
}
