using System.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Autograd;

/// <summary>The LU factorization of one matrix after another, with row pivoting, in double; by MathNet.Numerics.</summary>
/// <param name="order">The number of rows and columns.</param>
/// <param name="transposed">Whether each matrix is taken transposed.</param>
internal sealed class LuFactors(int order, bool transposed = false) : ILinearSystem
{
    private readonly double[] _factors = new double[order * order];
    private readonly int[] _pivots = new int[order];
    private double[] _rows = [];

    /// <summary>The determinant: the product of the pivots, with the sign of the row exchanges.</summary>
    public ScaledProduct Determinant
    {
        get
        {
            var product = new ScaledProduct();
            for (var i = 0; i < order; i++)
            {
                product.Multiply(_pivots[i] == i ? Pivot(i) : -Pivot(i));
            }

            return product;
        }
    }

    public int Factorize<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (order == 0)
        {
            return -1;
        }

        if (transposed)
        {
            Doubles.Copy(x, _factors.AsSpan());
        }
        else
        {
            Doubles.Transpose(order, x, _factors);
        }

        LinearAlgebraControl.Provider.LUFactor(_factors, order, _pivots);
        for (var i = 0; i < order; i++)
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
        if (_rows.Length != y.Length)
        {
            _rows = new double[y.Length];
        }

        Doubles.Copy(y, _rows.AsSpan());
        SolveRows();
        Doubles.Copy<double, T>(_rows, z);
    }

    /// <summary>The inverse, row-major; overwritten by the next.</summary>
    public ReadOnlySpan<double> Inverse()
    {
        if (_rows.Length != _factors.Length)
        {
            _rows = new double[_factors.Length];
        }

        Array.Clear(_rows);
        for (var i = 0; i < order; i++)
        {
            _rows[(i * order) + i] = 1;
        }

        SolveRows();
        return _rows;
    }

    private void SolveRows()
    {
        var columns = _rows.Length / order;
        var spare = new double[columns];
        for (var i = 0; i < order; i++)
        {
            if (_pivots[i] != i)
            {
                var row = _rows.AsSpan(i * columns, columns);
                var other = _rows.AsSpan(_pivots[i] * columns, columns);
                row.CopyTo(spare);
                other.CopyTo(row);
                spare.CopyTo(other);
            }
        }

        // The factors are column-major.
        Substitution.Run(_factors, 1, order, lower: true, unitDiagonal: true, _rows, order);
        Substitution.Run(_factors, 1, order, lower: false, unitDiagonal: false, _rows, order);
    }

    private double Pivot(int i) => _factors[(i * order) + i];
}
