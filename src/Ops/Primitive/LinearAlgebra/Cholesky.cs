using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>
/// Y is the lower triangular factor of a symmetric positive definite X, Y Y' = X (+ jitter I), with a positive diagonal, for each matrix
/// in a batch.
/// </summary>
/// <remarks>
/// <para>In double also for float. What is factorized is (X + X') / 2, so both
/// triangles of X are read, and the gradient is symmetric: a step along it keeps X symmetric.</para>
/// <para>A covariance that is singular but for rounding (points that are close together, more columns than samples) is made positive
/// definite by a jitter: a small number, 1e-6 of its diagonal for instance, that is added to the diagonal. It is added in double, so it
/// is not lost beside a large float. The factor, and with it every log-determinant and every density, is then that of X + jitter I, and
/// so is the gradient.</para>
/// <para>Shapes: (..., n, n) gives (..., n, n). With G the gradient of Y and P the lower triangle of Y' G with its diagonal halved,
/// the gradient of X is the symmetric part of Y'^-1 P Y^-1. I. Murray, Differentiation of the Cholesky decomposition (2016).</para>
/// </remarks>
/// <kinks test="A_matrix_that_is_not_positive_definite_is_refused_with_its_leading_minor">
/// A matrix that is not positive definite, with the jitter, is refused; a lopsided one counts as its symmetric part;
/// an element that is not finite makes the factor NaN.
/// </kinks>
public sealed record Cholesky : UnaryOp
{
    internal static readonly Cholesky Instance = new();

    /// <summary>Factorizes X + jitter I.</summary>
    /// <param name="jitter">What is added to the diagonal.</param>
    /// <exception cref="ArgumentOutOfRangeException">The jitter is negative, infinite or NaN.</exception>
    public Cholesky(double jitter = 0)
    {
        if (!(jitter >= 0 && double.IsFinite(jitter)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(jitter), jitter,
                Invariant($"Cholesky: the jitter is {jitter}; give 0, or a small number above it such as 1e-6, which is ")
                + "added to the diagonal.");
        }

        Jitter = jitter;
    }

    /// <summary>What is added to the diagonal of X.</summary>
    public double Jitter { get; }

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        Require.SquareMatrices(Name, x);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        var n = x.Shape[^1];
        var factor = CholeskyFactor.OfThread(n);
        for (var start = 0; start < y.Length; start += n * n)
        {
            var minor = factor.Factorize(x.Span.Slice(start, n * n), Jitter, y.Slice(start, n * n));
            if (minor > 0)
            {
                throw new NotPositiveDefiniteException(Name, x.Shape, start / (n * n), minor, Jitter);
            }
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var p = y.MatMul(grad, transposeX: true) * Matrices.Triangle<T>(x.Shape[^1], below: 1, diagonal: 0.5, above: 0);
        var left = y.TriangularSolve(p, transposed: true);
        var gradient = y.TriangularSolve(Matrices.Transpose(left), transposed: true);
        return 0.5 * (gradient + Matrices.Transpose(gradient));
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Cholesky"/>
        /// <param name="jitter">A small number that is added to the diagonal, where rounding may have made x singular.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ShapeException">x is not square.</exception>
        /// <exception cref="NotPositiveDefiniteException">A matrix is not positive definite.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The jitter is negative, infinite or NaN.</exception>
        public Node<T> Cholesky(double jitter = 0) => (jitter == 0 ? Autograd.Cholesky.Instance : new(jitter)).Apply(x);
    }
}
