using System.Numerics;

namespace Autograd;

/// <summary>Solves triangular systems by substitution in double. The other triangle is not read.</summary>
/// <param name="order">The number of rows and columns.</param>
/// <param name="upper">Whether the upper triangle is the matrix, else the lower.</param>
/// <param name="transposed">Whether that triangle is taken transposed.</param>
internal sealed class TriangularFactor(int order, bool upper, bool transposed) : ILinearSystem
{
    private readonly double[] _factor = new double[order * order];
    private double[] _rows = [];

    public int Factorize<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Doubles.Copy(x, _factor.AsSpan());
        for (var i = 0; i < order; i++)
        {
            if (_factor[(i * order) + i] == 0)
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

        // Upper and transposed is lower again.
        var (rowStride, columnStride) = transposed ? (1, order) : (order, 1);
        Doubles.Copy(y, _rows.AsSpan());
        Substitution.Run(_factor, rowStride, columnStride, lower: upper == transposed, unitDiagonal: false, _rows, order);
        Doubles.Copy<double, T>(_rows, z);
    }
}
