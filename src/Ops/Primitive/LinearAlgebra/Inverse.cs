using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>Y = X^-1: the inverse of each matrix in a batch.</summary>
/// <remarks>
/// <para>By LU factorization with row pivoting, in double also for float. To
/// solve equations, <see cref="Solve"/> is more accurate and faster.</para>
/// <para>Shapes: (..., n, n) gives (..., n, n). With G the gradient of Y: dX = -Y' G Y'.</para>
/// </remarks>
/// <kinks test="A_singular_matrix_is_refused_with_its_pivot">
/// A singular matrix, one with a pivot of exactly 0, is refused; NaN passes through.
/// </kinks>
public sealed record Inverse : UnaryOp
{
    internal static readonly Inverse Instance = new();

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
        var lu = LuFactors.OfThread(n);
        for (var start = 0; start < y.Length; start += n * n)
        {
            var zero = lu.Factorize(x.Span.Slice(start, n * n));
            if (zero >= 0)
            {
                throw Matrices.Singular(Name, x.Shape, start / (n * n), $"in its LU factorization, pivot {zero}");
            }

            TensorPrimitives.ConvertTruncating(lu.Inverse(), y.Slice(start, n * n));
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        -y.MatMul(grad.MatMul(y, transposeY: true), transposeX: true);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Inverse"/>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ShapeException">x is not square.</exception>
        /// <exception cref="ArgumentException">A matrix is singular.</exception>
        public Node<T> Inverse() => Autograd.Inverse.Instance.Apply(x);
    }
}
