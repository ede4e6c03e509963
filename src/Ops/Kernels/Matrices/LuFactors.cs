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

    // L without its diagonal of ones, and U, (order, order), column-major.
    private double[] _factors = [];

    // Row i was exchanged with row _pivots[i], in this order.
    private int[] _pivots = [];

    private double[] _sums = [];
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
            TensorPrimitives.ConvertTruncating(x, Factors);
        }
        else
        {
            Doubles.Transpose(_order, x, Factors);
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

    // u_ij = x_ij - sum_k<i l_ik u_kj on and above the diagonal, l_ij = (x_ij - sum_k<j l_ik u_kj) / u_jj below it:
    // of each column j all sums together, one k after the other.
    private void Factorize()
    {
        var order = _order;
        var factors = Factors;
        var sums = Doubles.Room(ref _sums, order);
        for (var j = 0; j < order; j++)
        {
            var column = factors.Slice(j * order, order);
            sums.Clear();
            for (var k = 0; k < j; k++)
            {
                column[k] -= sums[k];
                var below = sums[(k + 1)..];
                TensorPrimitives.MultiplyAdd(factors.Slice((k * order) + k + 1, below.Length), column[k], below, below);
            }

            column = column[j..];
            TensorPrimitives.Subtract(column, sums[j..], column);
            var largest = IndexOfLargest(column);
            _pivots[j] = j + largest;
            for (var start = 0; start < factors.Length && largest > 0; start += order)
            {
                (factors[start + j], factors[start + j + largest]) = (factors[start + j + largest], factors[start + j]);
            }

            if (column[0] != 0)
            {
                TensorPrimitives.Divide(column[1..], column[0], column[1..]);
            }
        }
    }

    // The first of the largest, where NaN is never larger.
    private static int IndexOfLargest(ReadOnlySpan<double> column)
    {
        var largest = 0;
        for (var i = 1; i < column.Length; i++)
        {
            if (Math.Abs(column[i]) > Math.Abs(column[largest]))
            {
                largest = i;
            }
        }

        return largest;
    }

    // The provider wants arrays that are just so long.
    private void FactorizeNatively()
    {
        var (factors, pivots) = (new double[_order * _order], new int[_order]);
        Factors.CopyTo(factors);
        LinearAlgebraControl.Provider.LUFactor(factors, _order, pivots);
        factors.CopyTo(Factors);
        pivots.CopyTo(_pivots, 0);
    }

    // Replaces right sides (order, columns), row-major, by the solutions.
    private void SolveRows(Span<double> rows)
    {
        if (_order == 0)
        {
            return;
        }

        var columns = rows.Length / _order;
        for (var i = 0; i < _order; i++)
        {
            var (first, second) = (i * columns, _pivots[i] * columns);
            for (var column = 0; column < columns && first != second; column++)
            {
                (rows[first + column], rows[second + column]) = (rows[second + column], rows[first + column]);
            }
        }

        Substitution.Run(Factors, 1, _order, lower: true, unitDiagonal: true, rows, _order);
        Substitution.Run(Factors, 1, _order, lower: false, unitDiagonal: false, rows, _order);
    }

    private double Pivot(int i) => _factors[(i * _order) + i];
}
