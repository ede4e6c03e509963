using System.Numerics;

namespace Autograd;

/// <summary>y = det X: the determinant of each matrix in a batch.</summary>
/// <remarks>
/// <para>See <see cref="DeterminantOp"/>. Of a 0 x 0 matrix, y is 1. <see cref="LogDeterminant"/> does not overflow at all.</para>
/// <para>Shapes: (..., n, n) gives (...). The gradient is grad cof(X), the matrix of cofactors (<see cref="Cofactors"/>): a polynomial,
/// finite and right for every X, singular or not, and so is the second derivative. The third takes the inverse, which refuses a
/// singular X.</para>
/// </remarks>
/// <kinks test="The_determinant_of_a_singular_matrix_has_its_cofactors_as_gradient">
/// Of a singular matrix: 0, and the gradient is still the cofactors: not 0 for rank n - 1, 0 below.
/// </kinks>
public sealed record Determinant : DeterminantOp
{
    internal static readonly Determinant Instance = new();

    private protected override double Of(ScaledProduct pivots) => pivots.Value;

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => Matrices.PerMatrix(grad) * Cofactors.Instance.Apply(x);
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
