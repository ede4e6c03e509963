using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Solves triangular systems by substitution in double. The other triangle is not read.</summary>
/// <remarks>Each thread keeps its workspace, so that nothing is allocated for systems no larger than earlier ones.</remarks>
internal sealed class TriangularFactor : ILinearSystem
{
    [ThreadStatic]
    private static TriangularFactor? s_ofThread;

    private int _order;
    private bool _upper;
    private bool _transposed;
    private double[] _factor = [];
    private double[] _rows = [];

    /// <summary>That of the calling thread, until it asks for the next.</summary>
    /// <param name="order">The number of rows and columns.</param>
    /// <param name="upper">Whether the upper triangle is the matrix, else the lower.</param>
    /// <param name="transposed">Whether that triangle is taken transposed.</param>
    public static TriangularFactor OfThread(int order, bool upper, bool transposed)
    {
        var factor = s_ofThread ??= new TriangularFactor();
        (factor._order, factor._upper, factor._transposed) = (order, upper, transposed);
        return factor;
    }

    public int Factorize<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var factor = Doubles.Room(ref _factor, x.Length);
        TensorPrimitives.ConvertTruncating(x, factor);
        for (var i = 0; i < _order; i++)
        {
            if (factor[(i * _order) + i] == 0)
            {
                return i;
            }
        }

        return -1;
    }

    public void Solve<T>(ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Upper and transposed is lower again.
        var (rowStride, columnStride) = _transposed ? (1, _order) : (_order, 1);
        var rows = Doubles.Room(ref _rows, y.Length);
        TensorPrimitives.ConvertTruncating(y, rows);
        Substitution.Run(_factor, rowStride, columnStride, lower: _upper == _transposed, unitDiagonal: false, rows, _order);
        TensorPrimitives.ConvertTruncating<double, T>(rows, z);
    }
}
