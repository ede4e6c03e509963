using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = sum_i x_ii: the sum of a diagonal of each matrix over the last two axes.</summary>
        /// <remarks>Made of <see cref="Autograd.Diagonal"/> and <see cref="Autograd.Sum"/>; the gradient goes to the diagonal.</remarks>
        /// <param name="offset">Which diagonal: how far above the main one; negative below. One outside the matrix has the sum 0.</param>
        /// <returns>A node of the shape of x without its last two axes.</returns>
        /// <exception cref="ShapeException">x has fewer than two axes.</exception>
        public Node<T> Trace(int offset = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            Require.Matrices("Trace", x.Shape);
            return x.Diagonal(offset).Sum(-1);
        }
    }
}
