using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y repeats each slice of x along an axis, one after the other: [a, b] twice is [a, a, b, b].</summary>
        /// <remarks>
        /// Made of <see cref="Autograd.Reshape"/> and <see cref="Autograd.BroadcastTo"/>, or of <see cref="Autograd.Gather"/> where the
        /// numbers differ; the gradient is summed over the repetitions. <see cref="Tile"/> repeats x as a whole. Elsewhere
        /// <c>np.repeat</c>, <c>torch.repeat_interleave</c>, <c>jnp.repeat</c>; <c>torch.repeat</c> is <c>Tile</c>.
        /// </remarks>
        /// <kinks test="What_is_repeated_no_times_gets_a_strong_zero">What is repeated no times gets a strong zero.</kinks>
        /// <param name="times">How many times: one number for all slices, or one for each.</param>
        /// <param name="axis">The axis; a negative one counts from the last.</param>
        /// <returns>A node with the axis as long as the numbers together; x itself if each is repeated once.</returns>
        /// <exception cref="ShapeException">There is not one number for each slice, or y has more elements than an array holds.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist, or a number is negative.</exception>
        public Node<T> Repeat(IntList times, int axis)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = x.Shape.Axis(axis);
            var length = x.Shape[along];
            if (times.Count != 1 && times.Count != length)
            {
                throw new ShapeException(
                    $"Repeat: {times.Count} numbers {times} for axis {axis} of shape {x.Shape}; "
                    + $"give one for all of its {length} slices, or one for each.");
            }

            var sum = 0L;
            foreach (var number in times)
            {
                sum += number >= 0
                    ? number
                    : throw new ArgumentOutOfRangeException(nameof(times), number,
                        $"Repeat: times {times} contain {number}; every number must be 0 or more.");
            }

            if (sum * (times.Count == 1 ? length : 1) > Array.MaxLength)
            {
                throw new ShapeException($"Repeat: axis {axis} of shape {x.Shape}, {times} times, is more than an array holds.");
            }

            Recording.AnnounceUse(times, "Repeat");
            if (times.Count != 1 || times[0] == 0)
            {
                var each = Enumerable.Range(0, length).SelectMany(i => Enumerable.Repeat(i, times[times.Count == 1 ? 0 : i]));
                return x.Gather([.. each], along);
            }

            var lengths = x.Shape.Lengths;
            return times[0] == 1
                ? x
                : x.ExpandDims(along + 1).BroadcastTo([.. lengths[..along], length, times[0], .. lengths[(along + 1)..]])
                    .Reshape(Slices.WithLength(x.Shape, along, length * times[0]));
        }
    }
}
