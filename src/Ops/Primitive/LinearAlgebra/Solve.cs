using System.Numerics;

namespace Autograd;

/// <summary>
/// Z = X^-1 Y: the solution of the linear equations X Z = Y, for each pair of matrices in a batch; X may be taken transposed.
/// </summary>
/// <remarks>
/// <para>By LU factorization with row pivoting, in double also for float. More
/// accurate and faster than the inverse times Y.</para>
/// <para>Shapes: (..., n, n) and (..., n, k) give (..., n, k), where the leading axes broadcast. The verb takes
/// a vector Y too. With G the gradient of Z: dY = X'^-1 G and dX = -dY Z' (<see cref="LinearSystemOp"/>).</para>
/// </remarks>
/// <kinks test="A_singular_matrix_is_refused_with_its_pivot">
/// A singular matrix, one with a pivot of exactly 0, is refused; NaN passes through.
/// </kinks>
/// <param name="Transposed">Whether X is taken transposed.</param>
public sealed record Solve(bool Transposed = false) : LinearSystemOp(Transposed)
{
    private static readonly Solve[] s_instances = [new(false), new(true)];

    private protected override string Pivot => "in its LU factorization, pivot";

    private protected override LinearSystemOp Flipped => Instance(!Transposed);

    internal static Solve Instance(bool transposed) => s_instances[transposed ? 1 : 0];

    private protected override ILinearSystem System(int order) => LuFactors.OfThread(order, Transposed);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>z = x^-1 y: the solution of the linear equations x z = y. See <see cref="Autograd.Solve"/>.</summary>
        /// <param name="y">The right side: a vector (n), which every matrix of a batch x shares, or matrices (..., n, k).</param>
        /// <param name="transposed">Whether to take x transposed.</param>
        /// <returns>For x of shape (..., n, n): a node of shape (..., n, k), or (..., n) for a vector y.</returns>
        /// <exception cref="ShapeException">
        /// x is not square, y has another number of rows, or the leading axes do not broadcast.
        /// </exception>
        /// <exception cref="ArgumentException">A matrix is singular.</exception>
        public Node<T> Solve(Node<T> y, bool transposed = false) => Autograd.Solve.Instance(transposed).Solution(x, y);
    }
}
