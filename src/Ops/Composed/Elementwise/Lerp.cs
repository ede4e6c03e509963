using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// z = (1 - w) x + w y, element by element: x for w = 0, y for w = 1, and the line through both for any other weight w.
        /// </summary>
        /// <remarks>dz/dx = 1 - w, dz/dy = w, dz/dw = y - x. The three shapes broadcast as in NumPy.</remarks>
        /// <param name="y">Where the line arrives.</param>
        /// <param name="weight">How far to go, a number or a node.</param>
        /// <returns>A node of the shape that the three broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> Lerp(Node<T> y, Node<T> weight) => ((1 - weight) * x) + (weight * y);
    }
}
