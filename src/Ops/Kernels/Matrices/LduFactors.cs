using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>The cofactors of a matrix and their derivative, right for a singular matrix too: they are polynomials.</summary>
/// <remarks>
/// <para>By X = P L D U Q with complete pivoting, in double: P and Q permute, L and U have ones on the diagonal and nothing larger beside
/// it, so that all that is small or 0 is in the diagonal D. The cofactors are det(P) det(Q) P L'^-1 cof(D) U'^-1 Q. Those of a diagonal
/// matrix are products of all but one element, and their derivatives products of all but two: nothing is divided by D. Such factors reveal
/// the rank: J. Demmel and others, Computing the singular value decomposition with high relative accuracy (1999).</para>
/// <para>Each thread keeps its workspace, so that nothing is allocated for matrices no larger than earlier ones.</para>
/// </remarks>
internal sealed class LduFactors
{
    [ThreadStatic]
    private static LduFactors? s_ofThread;

    private int _order;
    private double _sign;

    // L below the diagonal, D on it, U above it, (order, order), row-major.
    private double[] _factors = [];

    // Row and column i of L D U are these of X.
    private int[] _rows = [];
    private int[] _columns = [];

    private double[] _inside = [];
    private double[] _transposed = [];

    private Span<double> Factors => Doubles.Room(ref _factors, _order * _order);

    /// <summary>Those of a matrix with finite elements; the calling thread keeps them until it asks for the next.</summary>
    public static LduFactors Of<T>(ReadOnlySpan<T> x, int order)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var ldu = s_ofThread ??= new LduFactors();
        ldu._order = order;
        TensorPrimitives.ConvertTruncating(x, ldu.Factors);
        ldu.Factorize();
        return ldu;
    }

    /// <summary>Writes the cofactors, (order, order), row-major.</summary>
    public void Cofactors<T>(Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var inside = Doubles.Room(ref _inside, _order * _order);
        inside.Clear();
        for (var i = 0; i < _order; i++)
        {
            inside[(i * _order) + i] = ProductWithout(i, i);
        }

        Back(inside, y);
    }

    /// <summary>Writes the derivative of the cofactors along a direction, both (order, order), row-major.</summary>
    public void CofactorsAlong<T>(ReadOnlySpan<T> direction, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The direction as L and U see it, transposed: (L^-1 P' direction Q' U^-1)'.
        var order = _order;
        var permuted = Doubles.Room(ref _inside, order * order);
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                permuted[(i * order) + j] = double.CreateTruncating(direction[(_rows[i] * order) + _columns[j]]);
            }
        }

        Substitution.Run(Factors, order, 1, lower: true, unitDiagonal: true, permuted, order);
        var along = Doubles.Room(ref _transposed, order * order);
        Doubles.Transpose<double, double>(order, permuted, along);
        Substitution.Run(Factors, 1, order, lower: true, unitDiagonal: true, along, order);

        var derivative = permuted;
        derivative.Clear();
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var product = ProductWithout(i, j);
                derivative[(i * order) + j] = -along[(i * order) + j] * product;
                derivative[(j * order) + i] = -along[(j * order) + i] * product;
                derivative[(i * order) + i] += along[(j * order) + j] * product;
                derivative[(j * order) + j] += along[(i * order) + i] * product;
            }
        }

        Back(derivative, y);
    }

    // d_k = the largest element left, l_ik = x_ik / d_k, u_kj = x_kj / d_k, and then x_ij -= l_ik d_k u_kj.
    private void Factorize()
    {
        var order = _order;
        var factors = Factors;
        if (_rows.Length < order)
        {
            (_rows, _columns) = (new int[order], new int[order]);
        }

        for (var i = 0; i < order; i++)
        {
            (_rows[i], _columns[i]) = (i, i);
        }

        _sign = 1;
        for (var k = 0; k < order; k++)
        {
            MoveLargest(k);
            var pivotRow = factors.Slice((k * order) + k, order - k);
            var pivot = pivotRow[0];
            if (pivot == 0)
            {
                // All that is left is 0.
                return;
            }

            for (var i = k + 1; i < order; i++)
            {
                var row = factors.Slice((i * order) + k, order - k);
                row[0] /= pivot;
                TensorPrimitives.MultiplyAdd(pivotRow[1..], -row[0], row[1..], row[1..]);
            }

            TensorPrimitives.Divide(pivotRow[1..], pivot, pivotRow[1..]);
        }
    }

    // Exchanges rows and columns so that the largest of the elements left is at (k, k).
    private void MoveLargest(int k)
    {
        var (order, row, column) = (_order, k, k);
        var factors = Factors;
        for (var i = k; i < order; i++)
        {
            var j = k + TensorPrimitives.IndexOfMaxMagnitude<double>(factors.Slice((i * order) + k, order - k));
            if (Math.Abs(factors[(i * order) + j]) > Math.Abs(factors[(row * order) + column]))
            {
                (row, column) = (i, j);
            }
        }

        for (var j = 0; j < order && row != k; j++)
        {
            (factors[(k * order) + j], factors[(row * order) + j]) = (factors[(row * order) + j], factors[(k * order) + j]);
        }

        for (var i = 0; i < order && column != k; i++)
        {
            (factors[(i * order) + k], factors[(i * order) + column]) = (factors[(i * order) + column], factors[(i * order) + k]);
        }

        (_rows[k], _rows[row]) = (_rows[row], _rows[k]);
        (_columns[k], _columns[column]) = (_columns[column], _columns[k]);
        _sign *= row != k == (column != k) ? 1 : -1;
    }

    // y = det(P) det(Q) P L'^-1 inside U'^-1 Q.
    private void Back<T>(Span<double> inside, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var order = _order;
        Substitution.Run(Factors, 1, order, lower: false, unitDiagonal: true, inside, order);
        var transposed = Doubles.Room(ref _transposed, order * order);
        Doubles.Transpose<double, double>(order, inside, transposed);
        Substitution.Run(Factors, order, 1, lower: false, unitDiagonal: true, transposed, order);
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                y[(_rows[i] * order) + _columns[j]] = T.CreateTruncating(_sign * transposed[(j * order) + i]);
            }
        }
    }

    private double ProductWithout(int i, int j)
    {
        var product = new ScaledProduct();
        for (var k = 0; k < _order; k++)
        {
            if (k != i && k != j)
            {
                product.Multiply(_factors[(k * _order) + k]);
            }
        }

        return product.Value;
    }
}
