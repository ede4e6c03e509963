using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>z_ij = x_i y_j: the products of all pairs of elements of two vectors.</summary>
        /// <remarks>Shapes: (m) and (n) give (m, n). With G the gradient of z: dx = G y, dy = G' x.</remarks>
        /// <param name="y">The other vector.</param>
        /// <returns>A node of shape (m, n).</returns>
        /// <exception cref="ShapeException">One of the two is not a vector.</exception>
        public Node<T> Outer(Node<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return x.Shape.Rank == 1 && y.Shape.Rank == 1
                ? x.Reshape([x.Shape[0], 1]) * y
                : throw new ShapeException(
                    $"Outer: x has shape {x.Shape} and y has shape {y.Shape}; both must be vectors. Reshape them, or use Einsum."
                    + Origins.OfInputs(x, y));
        }
    }
}
