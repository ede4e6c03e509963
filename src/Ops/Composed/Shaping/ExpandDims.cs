using System.Numerics;
using System.Runtime.CompilerServices;

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

    internal static Shape WithNewAxis(Shape shape, int axis, int length = 1, [CallerMemberName] string operation = "")
    {
        var rank = shape.Rank + 1;
        if (axis < -rank || axis >= rank)
        {
            throw new ArgumentOutOfRangeException(nameof(axis), axis,
                $"{operation}: axis {axis} is out of range for a new axis of shape {shape}; "
                + $"the result has {rank} axes, so give one from {-rank} to {rank - 1}.");
        }

        var lengths = new List<int>(shape);
        lengths.Insert(axis < 0 ? axis + rank : axis, length);
        return [.. lengths];
    }
}
