using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// Z = the derivative of cof(X + t Y) by t at 0, of each matrix in a batch: the second derivative of <see cref="Determinant"/> along Y.
/// </summary>
/// <remarks>
/// <para>From an LDU factorization with complete pivoting, which is right for a singular X too; linear in Y. Shapes: both (..., n, n),
/// which do not broadcast.</para>
/// <para>With G the gradient of Z, that of Y is the derivative of cof(X) along G, because it is symmetric. That of X is made of inverses, W
/// = X^-1: Z = tr(W Y) C - C Y' W' with C = cof X.</para>
/// </remarks>
public sealed record CofactorsAlong : BinaryOp
{
    internal static readonly CofactorsAlong Instance = new();

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Require.SquareMatrices(Name, x);
        return x == y ? x : throw new ShapeException($"{Name}: x has shape {x} and y has shape {y}; they must be the same.");
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        var n = x.Shape[^1];
        for (var start = 0; start < z.Length; start += n * n)
        {
            var matrix = x.Span.Slice(start, n * n);
            if (!TensorPrimitives.IsFiniteAll(matrix))
            {
                z.Slice(start, n * n).Fill(T.NaN);
                continue;
            }

            LduFactors.Of(matrix, n).CofactorsAlong(y.Span.Slice(start, n * n), z.Slice(start, n * n));
        }
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
    {
        var w = x.Inverse();
        var c = Cofactors.Instance.Apply(x);
        var wy = w.MatMul(y);
        var trace = (Matrices.Transpose(w) * y).Sum([-2, -1], keepDims: true);

        // The paths through the trace, through the second W, and through C.
        var first = (grad * c).Sum([-2, -1], keepDims: true) * Matrices.Transpose(wy.MatMul(w));
        var second = w.MatMul(grad.MatMul(c, transposeX: true), transposeX: true).MatMul(wy, transposeY: true);
        return second - first + Instance.Apply(x, (trace * grad) - grad.MatMul(wy));
    }

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Instance.Apply(x, grad);
}
