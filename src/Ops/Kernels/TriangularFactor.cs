using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Solves triangular systems by substitution, row after row, in double. The other triangle is not read.</summary>
/// <param name="order">The number of rows and columns.</param>
/// <param name="upper">Whether the upper triangle is the matrix, else the lower.</param>
/// <param name="transposed">Whether that triangle is taken transposed.</param>
internal sealed class TriangularFactor(int order, bool upper, bool transposed) : ILinearSystem
{
    private readonly double[] _factor = new double[order * order];
    private double[] _rows = [];

    public int Factorise<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (transposed)
        {
            Doubles.Transpose(order, order, x, _factor.AsSpan());
        }
        else
        {
            Doubles.Copy(x, _factor.AsSpan());
        }

        for (var i = 0; i < order; i++)
        {
            if (_factor[(i * order) + i] == 0)
            {
                return i;
            }
        }

        return -1;
    }

    public void Solve<T>(ReadOnlySpan<T> y, int columns, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (_rows.Length != y.Length)
        {
            _rows = new double[y.Length];
        }

        Doubles.Copy(y, _rows.AsSpan());

        // Upper and transposed is lower again: rows from the first on, each with those before it; else from the last back.
        var forward = upper == transposed;
        for (var step = 0; step < order; step++)
        {
            var i = forward ? step : order - 1 - step;
            var row = _rows.AsSpan(i * columns, columns);
            var (known, count) = forward ? (0, i) : (i + 1, order - 1 - i);
            for (var j = known; j < known + count; j++)
            {
                TensorPrimitives.MultiplyAdd(_rows.AsSpan(j * columns, columns), -_factor[(i * order) + j], row, row);
            }

            TensorPrimitives.Divide(row, _factor[(i * order) + i], row);
        }

        Doubles.Copy<double, T>(_rows, z);
    }
}
