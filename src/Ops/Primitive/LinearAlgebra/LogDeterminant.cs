using System.Numerics;

namespace Autograd;

/// <summary>y = ln |det X| of each matrix in a batch, also where the determinant itself would overflow.</summary>
/// <remarks>
/// <para>From the pivots of the LU factorization, in double also for float. Of a singular matrix y is -infinity, as NumPy's slogdet;
/// of a 0 x 0 matrix 0.</para>
/// <para>Shapes: (..., n, n) gives (...). The gradient is grad X'^-1 (<see cref="Inverse"/>), which refuses a singular X.</para>
/// </remarks>
/// <kinks test="The_log_determinant_of_a_singular_matrix_is_minus_infinity">Of a singular matrix: -infinity, and the gradient is refused.</kinks>
public sealed record LogDeterminant : UnaryOp
{
    internal static readonly LogDeterminant Instance = new();

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
            y[i] = T.CreateTruncating(lu.Determinant.LogMagnitude);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => y.Span.IndexOf(T.NegativeInfinity) is >= 0 and var singular
        ? throw Matrices.Singular($"{Name}, gradient", x.Shape, singular, "the determinant")
        : Matrices.Scale(grad) * Matrices.Transposed(x.Inverse());
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
