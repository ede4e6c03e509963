using System.Numerics;
using System.Numerics.Tensors;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Autograd;

/// <summary>The LU factorization of one matrix after another, P X = L U, with row pivoting, in double.</summary>
/// <remarks>
/// Column after column (Doolittle), or by the native provider of MathNet.Numerics if the user has installed one. Each thread keeps its
/// workspace, so that nothing is allocated for matrices no larger than earlier ones.
/// </remarks>
internal sealed class LuFactors : ILinearSystem
{
    [ThreadStatic]
    private static LuFactors? s_ofThread;

    private int _order;
    private bool _transposed;

    // L without its diagonal of ones, and U, (order, order), row-major.
    private double[] _factors = [];

    // Row i was exchanged with row _pivots[i], in this order.
    private int[] _pivots = [];

    private double[] _column = [];
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
        if (_transposed)
        {
            Doubles.Transpose(_order, x, Factors);
        }
        else
        {
            TensorPrimitives.ConvertTruncating(x, Factors);
        }

        if (NativeProduct.IsInstalled && _order > 0)
        {
            FactorizeNatively();
        }
        else
        {
            Factorize();
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

    // u_ij = x_ij - sum_k<i l_ik u_kj on and above the diagonal, l_ij = (x_ij - sum_k<j l_ik u_kj) / u_jj below it.
    private void Factorize()
    {
        var order = _order;
        var factors = Factors;
        var column = Doubles.Room(ref _column, order);
        for (var j = 0; j < order; j++)
        {
            for (var i = 0; i < order; i++)
            {
                var row = factors.Slice(i * order, order);
                var sum = 0.0;
                for (var k = 0; k < Math.Min(i, j); k++)
                {
                    sum += row[k] * column[k];
                }

                column[i] = row[j] - sum;
                row[j] = column[i];
            }

            _pivots[j] = LargestFrom(j, column);
            Exchange(factors, order, j, _pivots[j]);
            var pivot = factors[(j * order) + j];
            for (var i = j + 1; i < order && pivot != 0; i++)
            {
                factors[(i * order) + j] /= pivot;
            }
        }
    }

    // The first of the largest, where NaN is never larger.
    private static int LargestFrom(int first, ReadOnlySpan<double> column)
    {
        var largest = first;
        for (var i = first + 1; i < column.Length; i++)
        {
            if (Math.Abs(column[i]) > Math.Abs(column[largest]))
            {
                largest = i;
            }
        }

        return largest;
    }

    // Exchanges two rows of a matrix (rows, columns).
    private static void Exchange(Span<double> matrix, int columns, int i, int j)
    {
        if (i == j)
        {
            return;
        }

        var (first, second) = (i * columns, j * columns);
        for (var column = 0; column < columns; column++)
        {
            (matrix[first + column], matrix[second + column]) = (matrix[second + column], matrix[first + column]);
        }
    }

    // The provider's matrices are column-major, and its arrays just so long.
    private void FactorizeNatively()
    {
        var (factors, pivots) = (new double[_order * _order], new int[_order]);
        Doubles.Transpose<double>(_order, Factors, factors);
        LinearAlgebraControl.Provider.LUFactor(factors, _order, pivots);
        Doubles.Transpose<double>(_order, factors, Factors);
        pivots.CopyTo(_pivots, 0);
    }

    // Replaces right sides (order, columns), row-major, by the solutions.
    private void SolveRows(Span<double> rows)
    {
        if (_order == 0)
        {
            return;
        }

        for (var i = 0; i < _order; i++)
        {
            Exchange(rows, rows.Length / _order, i, _pivots[i]);
        }

        Substitution.Run(Factors, _order, 1, lower: true, unitDiagonal: true, rows, _order);
        Substitution.Run(Factors, _order, 1, lower: false, unitDiagonal: false, rows, _order);
    }

    private double Pivot(int i) => _factors[(i * _order) + i];
}
