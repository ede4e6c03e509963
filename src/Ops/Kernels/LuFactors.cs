using System.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Autograd;

/// <summary>The LU factorisation of one matrix after another, with row pivoting, in double; by MathNet.Numerics.</summary>
/// <param name="order">The number of rows and columns.</param>
/// <param name="transposed">Whether each matrix is taken transposed.</param>
internal sealed class LuFactors(int order, bool transposed = false) : ILinearSystem
{
    private readonly double[] _factors = new double[order * order];
    private readonly int[] _pivots = new int[order];
    private double[] _columns = [];

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

    public int Factorise<T>(ReadOnlySpan<T> x)
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
            Doubles.Transpose(order, order, x, _factors.AsSpan());
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

    public void Solve<T>(ReadOnlySpan<T> y, int columns, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (_columns.Length != y.Length)
        {
            _columns = new double[y.Length];
        }

        Doubles.Transpose(order, columns, y, _columns.AsSpan());
        LinearAlgebraControl.Provider.LUSolveFactored(columns, _factors, order, _pivots, _columns);
        Doubles.Transpose<double, T>(columns, order, _columns, z);
    }

    /// <summary>The inverse in the place of the factors, column-major: they cannot be used after it.</summary>
    public ReadOnlySpan<double> Invert()
    {
        LinearAlgebraControl.Provider.LUInverseFactored(_factors, order, _pivots);
        return _factors;
    }

    private double Pivot(int i) => _factors[(i * order) + i];
}
