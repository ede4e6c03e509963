using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y is x with a new axis of length 1: unsqueeze, newaxis.</summary>
        /// <remarks>A <see cref="Autograd.Reshape"/>: the elements stay where they are.</remarks>
        /// <param name="axis">Where the new axis is in y; a negative one counts from the last of y, so -1 appends it.</param>
        /// <returns>A node of one more rank.</returns>
        /// <exception cref="ArgumentOutOfRangeException">y would have no such axis.</exception>
        public Node<T> ExpandDims(int axis)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Reshape(WithNewAxis(x.Shape, axis));
        }
    }
}
