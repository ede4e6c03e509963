using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y is x in a frame: further positions before and after each axis, all with one value.</summary>
        /// <remarks>A <see cref="Autograd.SliceScatter"/>; the gradient is the part of it that is inside the frame.</remarks>
        /// <kinks test="Pad_takes_any_value_and_its_frame_has_no_gradient">The value may be infinite; the frame takes no gradient.</kinks>
        /// <param name="before">For each axis the number of positions before x.</param>
        /// <param name="after">For each axis the number of positions after x.</param>
        /// <param name="value">The value of the frame.</param>
        /// <returns>A node of the same rank; x itself if there is nothing to add.</returns>
        /// <exception cref="ShapeException">There is not one number for each axis, or the result is too large.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
        public Node<T> Pad(IntList before, IntList after, T value = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            var lengths = x.Shape.Lengths.ToArray();
            Require(before, nameof(before));
            Require(after, nameof(after));
            for (var axis = 0; axis < lengths.Length; axis++)
            {
                var length = (long)before[axis] + lengths[axis] + after[axis];
                lengths[axis] = length <= Array.MaxLength
                    ? (int)length
                    : throw new ShapeException(
                        $"Pad: axis {axis} of shape {x.Shape} would have length {length}, more than an array holds.");
            }

            var steps = new int[lengths.Length];
            Array.Fill(steps, 1);
            var target = new Shape(lengths);
            return target == x.Shape ? x : new SliceScatter(before, steps, target, double.CreateChecked(value)).Apply(x);

            void Require(IntList counts, string name)
            {
                if (counts.Count != lengths.Length)
                {
                    throw new ShapeException(
                        $"Pad: {name} {counts} has {counts.Count} numbers for shape {x.Shape}; "
                        + $"give one for each of its {lengths.Length} axes.");
                }

                foreach (var count in counts)
                {
                    if (count < 0)
                    {
                        throw new ArgumentOutOfRangeException(name, count,
                            $"Pad: {name} {counts} contains {count}; every number must be 0 or more. "
                            + "To take positions away, index with a range: x[1..].");
                    }
                }
            }
        }
    }
}
