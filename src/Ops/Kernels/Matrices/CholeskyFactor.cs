using System.Numerics;
using System.Numerics.Tensors;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Autograd;

/// <summary>The Cholesky factorization of one matrix after another, in double; by MathNet.Numerics.</summary>
/// <param name="order">The number of rows and columns.</param>
internal sealed class CholeskyFactor(int order)
{
    private readonly double[] _symmetric = new double[order * order];
    private readonly double[] _factor = new double[order * order];

    /// <summary>Factorizes (X + X') / 2 into L L' and writes L; NaN if an element is not finite.</summary>
    /// <returns>The order of the first leading minor that is not positive; 0 if all are.</returns>
    public int Factorize<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                _symmetric[(i * order) + j] = (0.5 * double.CreateTruncating(x[(i * order) + j])) + (0.5 * double.CreateTruncating(x[(j * order) + i]));
            }
        }

        if (!TensorPrimitives.IsFiniteAll<double>(_symmetric))
        {
            _factor.AsSpan().Fill(double.NaN);
        }
        else if (!IsPositiveDefinite(order))
        {
            return FirstBadMinor();
        }

        // Column-major, and only its lower triangle.
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                y[(i * order) + j] = j <= i ? T.CreateTruncating(_factor[(j * order) + i]) : T.Zero;
            }
        }

        return 0;
    }

    // A leading block of a positive definite matrix is positive definite, so the first that is not can be searched by halving.
    private int FirstBadMinor()
    {
        var (good, bad) = (0, order);
        while (bad - good > 1)
        {
            var middle = (good + bad) / 2;
            (good, bad) = IsPositiveDefinite(middle) ? (middle, bad) : (good, middle);
        }

        return bad;
    }

    private bool IsPositiveDefinite(int leading)
    {
        var block = leading == order ? _factor : new double[leading * leading];
        for (var i = 0; i < leading; i++)
        {
            _symmetric.AsSpan(i * order, leading).CopyTo(block.AsSpan(i * leading));
        }

        try
        {
            LinearAlgebraControl.Provider.CholeskyFactor(block, leading);
            return true;
        }
        catch (ArgumentException)
        {
            // How the provider says that a pivot was not positive.
            return false;
        }
    }
}
