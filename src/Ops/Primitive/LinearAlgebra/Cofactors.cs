using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// Y = cof X, y_ij = (-1)^(i+j) det(X without row i and column j), of each matrix in a batch: the derivative of <see cref="Determinant"/>.
/// </summary>
/// <remarks>
/// <para>For an X with an inverse, det(X) X'^-1, which is accurate even close to a singular X, because the errors of the two factors cancel
/// (G. W. Stewart, On the adjugate matrix, 1998). Else from an LDU factorization with complete pivoting: cofactors are polynomials, so
/// nothing special happens at a singular X.</para>
/// <para>Shapes: (..., n, n) gives (..., n, n). With G the gradient of Y, the gradient of X is the derivative of the cofactors along G
/// (<see cref="CofactorsAlong"/>), because it is symmetric.</para>
/// </remarks>
public sealed record Cofactors : UnaryOp
{
    internal static readonly Cofactors Instance = new();

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
        var lu = LuFactors.OfThread(n, transposed: true);
        for (var start = 0; start < y.Length; start += n * n)
        {
            var matrix = x.Span.Slice(start, n * n);
            var cofactors = y.Slice(start, n * n);
            if (!TensorPrimitives.IsFiniteAll(matrix))
            {
                cofactors.Fill(T.NaN);
                continue;
            }

            _ = lu.Factorize(matrix);
            var determinant = lu.Determinant.Value;
            if (double.IsNormal(determinant) && lu.Inverse() is var inverse && TensorPrimitives.IsFiniteAll(inverse))
            {
                for (var i = 0; i < cofactors.Length; i++)
                {
                    cofactors[i] = T.CreateTruncating(determinant * inverse[i]);
                }
            }
            else
            {
                LduFactors.Of(matrix, n).Cofactors(cofactors);
            }
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => CofactorsAlong.Instance.Apply(x, grad);
}
