using System.Numerics;
using System.Numerics.Tensors;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Autograd;

/// <summary>The Cholesky factorization of one matrix after another, X = L L', in double.</summary>
/// <remarks>
/// Column after column, each subtracted from those that follow, or by the native provider of MathNet.Numerics if the user has installed
/// one. Each thread keeps its workspace, so that nothing is allocated for matrices no larger than earlier ones.
/// </remarks>
internal sealed class CholeskyFactor
{
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
        for (var i = 0; i < _order; i++)
        {
            for (var j = 0; j < _order; j++)
            {
                var (above, below) = (double.CreateTruncating(x[(i * _order) + j]), double.CreateTruncating(x[(j * _order) + i]));
                factor[(i * _order) + j] = (0.5 * above) + (0.5 * below);
            }

            factor[i * (_order + 1)] += jitter;
        }
    }

    // l_jj = sqrt(x_jj), l_ij = x_ij / l_jj, and then x_ik -= l_ij l_kj for all k from j + 1 to i.
    // Returns j + 1 for the first x_jj that is not positive, or 0.
    private int Factorize()
    {
        var factor = Factor;
        for (var j = 0; j < _order; j++)
        {
            // From the diagonal down.
            var column = factor.Slice((j * _order) + j, _order - j);
            if (!(column[0] > 0))
            {
                return j + 1;
            }

            column[0] = Math.Sqrt(column[0]);
            TensorPrimitives.Divide(column[1..], column[0], column[1..]);
            for (var k = 1; k < column.Length; k++)
            {
                var next = factor.Slice((j + k) * (_order + 1), _order - j - k);
                TensorPrimitives.MultiplyAdd(column[k..], -column[k], next, next);
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
        for (var i = 0; i < _order; i++)
        {
            for (var j = 0; j < _order; j++)
            {
                y[(i * _order) + j] = j <= i ? T.CreateTruncating(_factor[(j * _order) + i]) : T.Zero;
            }
        }
    }
}
