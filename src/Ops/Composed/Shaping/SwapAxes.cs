using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y is x with two axes in each other's place.</summary>
        /// <remarks>
        /// A <see cref="Autograd.Transpose"/>; the gradient goes back by the same exchange. Elsewhere <c>np.swapaxes</c>,
        /// <c>torch.transpose(a, b)</c>, <c>torch.swapaxes</c>.
        /// </remarks>
        /// <param name="first">One axis; a negative one counts from the last.</param>
        /// <param name="second">The other one; may be the same.</param>
        /// <returns>A node of the same rank; x itself if the two are one axis.</returns>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        public Node<T> SwapAxes(int first, int second)
        {
            ArgumentNullException.ThrowIfNull(x);
            var (a, b) = (x.Shape.Axis(first), x.Shape.Axis(second));
            var order = Enumerable.Range(0, x.Shape.Rank).ToArray();
            (order[a], order[b]) = (b, a);
            return a == b ? x : x.Transpose(order);
        }
    }
}
