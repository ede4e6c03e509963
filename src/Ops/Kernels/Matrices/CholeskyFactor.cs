using System.Numerics;
using System.Numerics.Tensors;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Autograd;

/// <summary>The Cholesky factorization of one matrix after another, X = L L', in double.</summary>
/// <remarks>
/// Half of the columns first, then the others less the product of what is known, and so on in each half, so that almost all of the work is
/// in matrix products; or by the native provider of MathNet.Numerics if the user has installed one. Each thread keeps its workspace, so
/// that nothing is allocated for matrices no larger than earlier ones.
/// </remarks>
internal sealed class CholeskyFactor
{
    // So few columns are subtracted one by one.
    private const int FewColumns = 16;

    [ThreadStatic]
    private static CholeskyFactor? s_ofThread;

    private int _order;

    // First the symmetric matrix, then L, (order, order), column-major; above the diagonal anything.
    private double[] _factor = [];

    private Span<double> Factor => Doubles.Room(ref _factor, _order * _order);

    /// <summary>That of the calling thread, until it asks for the next.</summary>
    /// <param name="order">The number of rows and columns.</param>
    public static CholeskyFactor OfThread(int order)
    {
        var factor = s_ofThread ??= new CholeskyFactor();
        factor._order = order;
        return factor;
    }

    /// <summary>Factorizes (X + X') / 2 + jitter I into L L' and writes L; NaN if an element is not finite.</summary>
    /// <returns>The order of the first leading minor that is not positive; 0 if all are.</returns>
    public int Factorize<T>(ReadOnlySpan<T> x, double jitter, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadSymmetric(x, jitter);
        if (!TensorPrimitives.IsFiniteAll<double>(Factor))
        {
            Factor.Fill(double.NaN);
        }
        else if (!(NativeProduct.IsInstalled && TryFactorizeNatively()) && Factorize() is > 0 and var minor)
        {
            return minor;
        }

        Write(y);
        return 0;
    }

    private void ReadSymmetric<T>(ReadOnlySpan<T> x, double jitter)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var factor = Factor;
        Doubles.Transpose(_order, x, factor);
        for (var i = 0; i < _order; i++)
        {
            var row = factor.Slice(i * _order, _order);
            for (var j = 0; j < _order; j++)
            {
                row[j] = (0.5 * row[j]) + (0.5 * double.CreateTruncating(x[(i * _order) + j]));
            }

            row[i] += jitter;
        }
    }

    private unsafe int Factorize()
    {
        fixed (double* factor = Factor)
        {
            return Factorize(new StridedMatrix<double>(factor, _order, 1), 0, _order);
        }
    }

    // Rows of U = L' from one on, once all before have been subtracted: x = (a b, . d) with the factor of a in its place, then
    // b = l_a^-1 b and d -= b' b, then that of d. Returns j + 1 for the first x_jj that is not positive, or 0.
    private static int Factorize(StridedMatrix<double> x, int first, int count)
    {
        if (count <= FewColumns)
        {
            return FactorizeRows(x, first, count);
        }

        var top = Math.Max(count / 2 / FewColumns, 1) * FewColumns;
        var (next, rest) = (first + top, count - top);
        if (Factorize(x, first, top) is > 0 and var minor)
        {
            return minor;
        }

        var right = x.From(first, next);
        Substitution.Run(x.From(first, first).Transposed, lower: true, unitDiagonal: false, right, top, rest);
        MatrixProduct.Subtract(rest, rest, top, right.Transposed, right, x.From(next, next));
        return Factorize(x, next, rest);
    }

    // u_jj = sqrt(x_jj), u_jk = x_jk / u_jj, and then x_ik -= u_ji u_jk for all i and k from j + 1 on, i <= k.
    private static unsafe int FactorizeRows(StridedMatrix<double> x, int first, int count)
    {
        for (var j = first; j < first + count; j++)
        {
            // From the diagonal on.
            var row = new Span<double>(x.At(j, j), first + count - j);
            if (!(row[0] > 0))
            {
                return j + 1;
            }

            row[0] = Math.Sqrt(row[0]);
            TensorPrimitives.Divide(row[1..], row[0], row[1..]);
            for (var i = 1; i < row.Length; i++)
            {
                var below = new Span<double>(x.At(j + i, j + i), row.Length - i);
                TensorPrimitives.MultiplyAdd(row[i..], -row[i], below, below);
            }
        }

        return 0;
    }

    // The provider wants an array that is just so long, and says by an exception that a pivot was not positive, but not which.
    private bool TryFactorizeNatively()
    {
        var factor = Factor.ToArray();
        try
        {
            LinearAlgebraControl.Provider.CholeskyFactor(factor, _order);
        }
        catch (ArgumentException)
        {
            return false;
        }

        factor.CopyTo(_factor, 0);
        return true;
    }

    // y is (order, order), row-major, 0 above the diagonal.
    private void Write<T>(Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Doubles.Transpose(_order, Factor, y);
        for (var i = 0; i < _order; i++)
        {
            y.Slice((i * _order) + i + 1, _order - i - 1).Clear();
        }
    }
}
