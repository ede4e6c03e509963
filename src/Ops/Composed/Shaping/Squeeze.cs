using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y is x without some axes of length 1.</summary>
        /// <remarks>A <see cref="Autograd.Reshape"/>: the elements stay where they are.</remarks>
        /// <param name="axes">
        /// The axes to drop, each of length 1; negative ones count from the last. Left out, all of length 1; <c>[]</c> is none.
        /// </param>
        /// <returns>A node of smaller rank; x itself if there is no axis to drop.</returns>
        /// <exception cref="ShapeException">An axis is not of length 1.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Squeeze(IntList axes = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            var shape = x.Shape;
            if (axes.IsDefault)
            {
                return x.Reshape([.. shape.Where(length => length != 1)]);
            }

            var dropped = shape.Axes(axes);
            foreach (var axis in dropped)
            {
                if (shape[axis] != 1)
                {
                    throw new ShapeException(
                        $"Squeeze: axis {axis} of shape {shape} has length {shape[axis]}; "
                        + "only an axis of length 1 can be dropped without losing elements.");
                }
            }

            return x.Reshape(shape.Without(dropped));
        }
    }
}
