using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Autograd;

/// <summary>The LU factorization of one matrix after another, P X = L U, with row pivoting, in double.</summary>
/// <remarks>
/// <para>Half of the columns first, then the others less the product of what is known, and so on in each half (S. Toledo, Locality of
/// reference in LU decomposition with partial pivoting, 1997), so that almost all of the work is in matrix products; or by the native
/// provider of MathNet.Numerics if the user has installed one.</para>
/// <para>Each thread keeps its workspace, so that nothing is allocated for matrices no larger than earlier ones, and the last matrix: when
/// it comes again, as in the backward pass, it is not factorized again.</para>
/// </remarks>
internal sealed class LuFactors : ILinearSystem
{
    // So few columns are eliminated one by one.
    private const int FewColumns = 8;

    [ThreadStatic]
    private static LuFactors? s_ofThread;

    private int _order;
    private bool _transposed;

    // The matrix that the factors are of, (order, order), row-major, of this order, which is -1 if there is none; and whose they are.
    private double[] _matrix = [];
    private int _factorized = -1;
    private bool _isNative;

    // L without its diagonal of ones, and U, (order, order), row-major.
    private double[] _factors = [];

    // Row i was exchanged with row _pivots[i], in this order.
    private int[] _pivots = [];

    private double[] _rows = [];

    /// <summary>The determinant: the product of the pivots, with the sign of the row exchanges.</summary>
    public ScaledProduct Determinant
    {
        get
        {
            var product = new ScaledProduct();
            for (var i = 0; i < _order; i++)
            {
                product.Multiply(_pivots[i] == i ? Pivot(i) : -Pivot(i));
            }

            return product;
        }
    }

    private Span<double> Factors => Doubles.Room(ref _factors, _order * _order);

    /// <summary>That of the calling thread, until it asks for the next.</summary>
    /// <param name="order">The number of rows and columns.</param>
    /// <param name="transposed">Whether each matrix is taken transposed.</param>
    public static LuFactors OfThread(int order, bool transposed = false)
    {
        var lu = s_ofThread ??= new LuFactors();
        (lu._order, lu._transposed) = (order, transposed);
        if (lu._pivots.Length < order)
        {
            lu._pivots = new int[order];
        }

        return lu;
    }

    public int Factorize<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!IsLast(x))
        {
            _matrix.AsSpan(0, x.Length).CopyTo(Factors);
            if (_isNative)
            {
                FactorizeNatively();
            }
            else
            {
                Factorize();
            }

            _factorized = _order;
        }

        for (var i = 0; i < _order; i++)
        {
            if (Pivot(i) == 0)
            {
                return i;
            }
        }

        return -1;
    }

    public void Solve<T>(ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rows = Doubles.Room(ref _rows, y.Length);
        TensorPrimitives.ConvertTruncating(y, rows);
        SolveRows(rows);
        TensorPrimitives.ConvertTruncating<double, T>(rows, z);
    }

    /// <summary>The inverse, row-major; overwritten by the next.</summary>
    public ReadOnlySpan<double> Inverse()
    {
        var rows = Doubles.Room(ref _rows, _order * _order);
        rows.Clear();
        for (var i = 0; i < _order; i++)
        {
            rows[(i * _order) + i] = 1;
        }

        SolveRows(rows);
        return rows;
    }

    // Whether the matrix has the same bits as the last one. If not, it is kept.
    private bool IsLast<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var matrix = Doubles.Room(ref _rows, x.Length);
        TensorPrimitives.ConvertTruncating(x, matrix);
        var isNative = NativeProduct.IsInstalled && _order > 0;
        var last = Doubles.Room(ref _matrix, x.Length);
        if (_factorized == _order && _isNative == isNative && MemoryMarshal.AsBytes(matrix).SequenceEqual(MemoryMarshal.AsBytes(last)))
        {
            return true;
        }

        matrix.CopyTo(last);
        (_factorized, _isNative) = (-1, isNative);
        return false;
    }

    private unsafe void Factorize()
    {
        fixed (double* factors = Factors)
        {
            Factorize(new StridedMatrix<double>(factors, _order, 1), 0, _order);
        }
    }

    // Columns of x from one on, once all before have been subtracted: x = (a b, c d), with the factors of (a, c) in its place, then
    // b = l_a^-1 b and d -= c b, then those of d.
    private void Factorize(StridedMatrix<double> x, int first, int columns)
    {
        if (columns <= FewColumns)
        {
            EliminateColumns(x, first, columns);
            return;
        }

        var left = Math.Max(columns / 2 / FewColumns, 1) * FewColumns;
        var (next, right) = (first + left, columns - left);
        Factorize(x, first, left);
        Substitution.Run(x.From(first, first), lower: true, unitDiagonal: true, x.From(first, next), left, right);
        MatrixProduct.Subtract(_order - next, right, left, x.From(next, first), x.From(first, next), x.From(next, next));
        Factorize(x, next, right);
    }

    // l_ij = x_ij / u_jj, and then x_ik -= l_ij u_jk: of each column j all rows i below it, and the columns k up to the last.
    private unsafe void EliminateColumns(StridedMatrix<double> x, int first, int columns)
    {
        var pivotRow = stackalloc double[FewColumns];
        for (var j = 0; j < columns; j++)
        {
            var column = first + j;
            var pivot = RowOfLargest(x, column);
            _pivots[column] = pivot;
            Exchange(x, column, pivot);
            var row = x.At(column, first);
            if (row[j] == 0)
            {
                continue;
            }

            if (columns == FewColumns)
            {
                var right = new Span<double>(pivotRow, FewColumns);
                new ReadOnlySpan<double>(row, FewColumns).CopyTo(right);
                right[..(j + 1)].Clear();
                var loop = new Elimination(x.From(0, first), pivotRow, j, row[j]);
                VectorLoop.Run<double, Elimination>(ref loop, column + 1, _order - column - 1);
                continue;
            }

            for (var i = column + 1; i < _order; i++)
            {
                var below = x.At(i, first);
                var factor = below[j] / row[j];
                below[j] = factor;
                for (var k = j + 1; k < columns; k++)
                {
                    below[k] = Math.FusedMultiplyAdd(-factor, row[k], below[k]);
                }
            }
        }
    }

    // The first of the largest, where NaN is never larger.
    private unsafe int RowOfLargest(StridedMatrix<double> x, int column)
    {
        var (row, largest) = (column, Math.Abs(*x.At(column, column)));
        for (var i = column + 1; i < _order; i++)
        {
            var size = Math.Abs(*x.At(i, column));
            if (size > largest)
            {
                (row, largest) = (i, size);
            }
        }

        return row;
    }

    private unsafe void Exchange(StridedMatrix<double> x, int row, int other)
    {
        if (row != other)
        {
            Exchange(new Span<double>(x.At(row, 0), _order), new Span<double>(x.At(other, 0), _order));
        }
    }

    private static void Exchange(Span<double> row, Span<double> other)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(row);
        var others = MemoryMarshal.Cast<double, Vector<double>>(other);
        for (var i = 0; i < vectors.Length; i++)
        {
            (vectors[i], others[i]) = (others[i], vectors[i]);
        }

        for (var i = vectors.Length * Vector<double>.Count; i < row.Length; i++)
        {
            (row[i], other[i]) = (other[i], row[i]);
        }
    }

    // The provider wants arrays that are just so long, and column-major.
    private void FactorizeNatively()
    {
        var (factors, pivots) = (new double[_order * _order], new int[_order]);
        Doubles.Transpose<double, double>(_order, Factors, factors);
        LinearAlgebraControl.Provider.LUFactor(factors, _order, pivots);
        Doubles.Transpose<double, double>(_order, factors, Factors);
        pivots.CopyTo(_pivots, 0);
    }

    // Replaces right sides (order, columns), row-major, by the solutions: X = P' L U and X' = U' L' P.
    private void SolveRows(Span<double> rows)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        var columns = rows.Length / _order;
        if (_transposed)
        {
            Substitution.Run(Factors, 1, _order, lower: true, unitDiagonal: false, rows, _order);
            Substitution.Run(Factors, 1, _order, lower: false, unitDiagonal: true, rows, _order);
            for (var i = _order - 1; i >= 0; i--)
            {
                Exchange(rows, i, columns);
            }
        }
        else
        {
            for (var i = 0; i < _order; i++)
            {
                Exchange(rows, i, columns);
            }

            Substitution.Run(Factors, _order, 1, lower: true, unitDiagonal: true, rows, _order);
            Substitution.Run(Factors, _order, 1, lower: false, unitDiagonal: false, rows, _order);
        }
    }

    private void Exchange(Span<double> rows, int row, int columns)
    {
        if (_pivots[row] != row)
        {
            Exchange(rows.Slice(row * columns, columns), rows.Slice(_pivots[row] * columns, columns));
        }
    }

    private double Pivot(int i) => _factors[(i * _order) + i];

    // Of rows, as many columns as are eliminated one by one, in whole vectors: the pivot's row is 0 up to the pivot.
    private readonly unsafe struct Elimination(StridedMatrix<double> rows, double* pivotRow, int column, double pivot) : IVectorLoop<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>(int first, int count)
            where V : struct, IVector<V, double>
        {
            for (var i = first; i < first + count; i++)
            {
                var row = rows.At(i, 0);
                var factor = row[column] / pivot;
                var minus = V.Broadcast(-factor);
                for (var k = 0; k < FewColumns; k += V.Count)
                {
                    V.MultiplyAdd(minus, V.Load(ref *pivotRow, k), V.Load(ref *row, k)).Store(ref *row, k);
                }

                row[column] = factor;
            }
        }
    }
}
