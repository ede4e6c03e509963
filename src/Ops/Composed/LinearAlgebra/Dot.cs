using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>z = sum_i x_i y_i: the sum of the products of all pairs of elements.</summary>
        /// <remarks>The shapes are equal and of any rank; nothing broadcasts. dz/dx = y, dz/dy = x.</remarks>
        /// <param name="y">The other factor, of the shape of x.</param>
        /// <returns>A scalar.</returns>
        /// <exception cref="ShapeException">The shapes differ.</exception>
        public Node<T> Dot(Node<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return x.Shape == y.Shape
                ? (x * y).Sum()
                : throw new ShapeException(
                    $"Dot: x has shape {x.Shape} and y has shape {y.Shape}; they must be the same. For a matrix product use MatMul."
                    + Origins.OfInputs(x, y));
        }
    }
}
