using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>Cuts x along an axis into parts of equal length, in order: what <see cref="Autograd.Concat"/> joins again.</summary>
        /// <remarks>Made of <see cref="Autograd.Slice"/>.</remarks>
        /// <param name="parts">The number of parts.</param>
        /// <param name="axis">The axis to cut; a negative one counts from the last.</param>
        /// <returns>The parts in order.</returns>
        /// <exception cref="ShapeException">The axis cannot be cut into that many equal parts.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is not at least one part, or the axis does not exist.</exception>
        public Node<T>[] Split(int parts, int axis = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            var length = x.Shape[x.Shape.Axis(axis)];
            if (parts < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(parts), parts,
                    $"Split: shape {x.Shape} cannot be cut into {parts} parts; give 1 or more.");
            }

            if (length % parts != 0)
            {
                throw new ShapeException(
                    $"Split: axis {axis} of shape {x.Shape} has length {length}, which {parts} equal parts do not fill; "
                    + "give the length of each part instead.");
            }

            var lengths = new int[parts];
            Array.Fill(lengths, length / parts);
            return x.Split(lengths, axis);
        }

        /// <summary>Cuts x along an axis into parts of these lengths, in order: what <see cref="Autograd.Concat"/> joins again.</summary>
        /// <remarks>Made of <see cref="Autograd.Slice"/>; the gradients of all parts are added up once.</remarks>
        /// <param name="lengths">The length of each part; together the length of the axis.</param>
        /// <param name="axis">The axis to cut; a negative one counts from the last.</param>
        /// <returns>The parts in order.</returns>
        /// <exception cref="ShapeException">The lengths do not add up to that of the axis.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A length is negative, or the axis does not exist.</exception>
        public Node<T>[] Split(IntList lengths, int axis = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = x.Shape.Axis(axis);
            var sum = 0L;
            foreach (var length in lengths)
            {
                if (length < 0)
                {
                    throw new ArgumentOutOfRangeException(nameof(lengths), length,
                        $"Split: lengths {lengths} contain {length}; every length must be 0 or more.");
                }

                sum += length;
            }

            if (sum != x.Shape[along])
            {
                throw new ShapeException(
                    $"Split: lengths {lengths} add up to {sum}, but axis {axis} of shape {x.Shape} has length {x.Shape[along]}; "
                    + "they must be the same.");
            }

            var parts = new Node<T>[lengths.Count];
            var start = 0;
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] = x.SliceAlong(along, start..(start + lengths[i]));
                start += lengths[i];
            }

            return parts;
        }
    }
}
