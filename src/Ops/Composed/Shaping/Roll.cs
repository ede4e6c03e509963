using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y is x moved along an axis, round the end: position i of x goes to position i + shift of y, modulo the length.
        /// </summary>
        /// <remarks>
        /// The two parts of x, joined in the other order (<see cref="Autograd.Slice"/>,
        /// <see cref="Autograd.Concat"/>); the gradient is moved back.
        /// </remarks>
        /// <param name="shift">How far to move; a negative one moves toward the front.</param>
        /// <param name="axis">The axis to move along; a negative one counts from the last.</param>
        /// <returns>A node of the same shape; x itself if nothing moves.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public Node<T> Roll(int shift, int axis)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = x.Shape.Axis(axis);
            var length = x.Shape[along];
            var front = length == 0 ? 0 : (shift % length + length) % length;
            return front == 0 ? x : Node.Concat([x.SliceAlong(along, ^front..), x.SliceAlong(along, ..^front)], along);
        }
    }
}
