using System.Numerics;

namespace Autograd;

/// <summary>
/// Z = X^-1 Y for triangular X: the solution of X Z = Y by substitution, for each pair of matrices in a batch; X may be taken transposed.
/// </summary>
/// <remarks>
/// <para>Only one triangle of X is read, the lower or the upper; the other one may hold anything, and has gradient 0, a strong zero
/// (<see cref="StrongZeros"/>). In double also for float.</para>
/// <para>Shapes: (..., n, n) and (..., n, k) give (..., n, k), where the leading axes broadcast. The verb takes a vector
/// Y too. With G the gradient of Z: dY = X'^-1 G and dX is the triangle of -dY Z' (<see cref="LinearSystemOp"/>).</para>
/// </remarks>
/// <kinks test="A_triangular_matrix_with_0_on_its_diagonal_is_refused">
/// A 0 on the diagonal is refused; the triangle not read gets a strong zero.
/// </kinks>
/// <param name="Upper">Whether X is the upper triangle, else the lower.</param>
/// <param name="Transposed">Whether that triangle is taken transposed.</param>
public sealed record TriangularSolve(bool Upper = false, bool Transposed = false) : LinearSystemOp(Transposed)
{
    private protected override string Pivot => "on its diagonal, element";

    private protected override LinearSystemOp Flipped => new TriangularSolve(Upper, !Transposed);

    private protected override ILinearSystem System(int order) => TriangularFactor.OfThread(order, Upper, Transposed);

    private protected override Node<T> Part<T>(Node<T> gradient, Node<T> grad)
    {
        var triangle = Matrices.Triangle<T>(gradient.Shape[^1], below: Upper ? 0 : 1, diagonal: 1, above: Upper ? 1 : 0);
        return StrongZeros.Mark(grad, triangle.Where(gradient, 0), _ => triangle.BroadcastTo(gradient.Shape));
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// z = x^-1 y for triangular x: the solution of x z = y by substitution. See <see cref="Autograd.TriangularSolve"/>.
        /// </summary>
        /// <param name="y">The right side: a vector (n), which every matrix of a batch x shares, or matrices (..., n, k).</param>
        /// <param name="upper">Whether to read the upper triangle of x, else the lower; the other one is not read.</param>
        /// <param name="transposed">Whether to take that triangle transposed.</param>
        /// <returns>For x of shape (..., n, n): a node of shape (..., n, k), or (..., n) for a vector y.</returns>
        /// <exception cref="ShapeException">
        /// x is not square, y has another number of rows, or the leading axes do not broadcast.
        /// </exception>
        /// <exception cref="ArgumentException">There is a 0 on a diagonal.</exception>
        public Node<T> TriangularSolve(Node<T> y, bool upper = false, bool transposed = false) =>
            new TriangularSolve(upper, transposed).Solution(x, y);
    }
}
