using System.Numerics;

namespace Autograd;

/// <summary>y = det X: the determinant of each matrix in a batch.</summary>
/// <remarks>
/// <para>The product of the pivots of the LU factorization, without overflow on the way, in double also for float. For the logarithm,
/// <see cref="LogDeterminant"/> does not overflow at all. Of a 0 x 0 matrix, y is 1.</para>
/// <para>Shapes: (..., n, n) gives (...). The gradient is grad cof(X), the matrix of cofactors (<see cref="Cofactors"/>): a polynomial, finite and
/// right for every X, singular or not, and so is the second derivative. The third takes the inverse, which refuses a singular X.</para>
/// </remarks>
/// <kinks test="The_determinant_of_a_singular_matrix_has_its_cofactors_as_gradient">Of a singular matrix: 0, and the gradient is still the cofactors: not 0 for rank n - 1, 0 below.</kinks>
public sealed record Determinant : UnaryOp
{
    internal static readonly Determinant Instance = new();

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        Matrices.RequireSquare(Name, x);
        return Matrices.Batch(x);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        var n = x.Shape[^1];
        var lu = LuFactors.OfThread(n);
        for (var i = 0; i < y.Length; i++)
        {
            _ = lu.Factorize(x.Span.Slice(i * n * n, n * n));
            y[i] = T.CreateTruncating(lu.Determinant.Value);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => Matrices.Scale(grad) * Cofactors.Instance.Apply(x);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Determinant"/>
        /// <returns>A node with the leading axes of x: of one matrix, a scalar.</returns>
        /// <exception cref="ShapeException">x is not square.</exception>
        public Node<T> Determinant() => Autograd.Determinant.Instance.Apply(x);
    }
}
