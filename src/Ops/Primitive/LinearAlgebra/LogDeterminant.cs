using System.Numerics;

namespace Autograd;

/// <summary>y = ln |det X| of each matrix in a batch, also where the determinant itself would overflow.</summary>
/// <remarks>
/// <para>See <see cref="DeterminantOp"/>. Of a singular matrix y is -infinity, as NumPy's slogdet; of a 0 x 0 matrix 0.</para>
/// <para>Shapes: (..., n, n) gives (...). The gradient is grad X'^-1 (<see cref="Inverse"/>), which refuses a singular X.</para>
/// </remarks>
/// <kinks test="The_log_determinant_of_a_singular_matrix_is_minus_infinity">
/// Of a singular matrix: -infinity, and the gradient is refused.
/// </kinks>
public sealed record LogDeterminant : DeterminantOp
{
    internal static readonly LogDeterminant Instance = new();

    private protected override double Of(ScaledProduct pivots) => pivots.LogMagnitude;

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        y.Inspect().Span.IndexOf(T.NegativeInfinity) is >= 0 and var singular
        ? throw Matrices.Singular($"{Name}, gradient", x.Shape, singular, "the determinant")
        : Matrices.PerMatrix(grad) * Matrices.Transpose(x.Inverse());
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.LogDeterminant"/>
        /// <returns>A node with the leading axes of x: of one matrix, a scalar.</returns>
        /// <exception cref="ShapeException">x is not square.</exception>
        public Node<T> LogDeterminant() => Autograd.LogDeterminant.Instance.Apply(x);
    }
}
