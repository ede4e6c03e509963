using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y repeats x as a whole along each axis: position i of y is position i of x, modulo the length.</summary>
        /// <remarks>
        /// Made of <see cref="Autograd.Reshape"/> and <see cref="Autograd.BroadcastTo"/>; the gradient is summed over the repetitions.
        /// Numbers and axes are matched from the last one, as in NumPy: missing numbers are 1, and more numbers than axes make new axes.
        /// </remarks>
        /// <param name="repeats">For each axis how many times x is repeated.</param>
        /// <returns>A node with each axis that many times longer; x itself if nothing is repeated.</returns>
        /// <exception cref="ShapeException">The result has more elements than an array holds.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
        public Node<T> Tile(params ReadOnlySpan<int> repeats)
        {
            ArgumentNullException.ThrowIfNull(x);
            // An axis that is repeated becomes two, repetition and position: a broadcast repeats, and the pair is one axis again.
            var rank = Math.Max(repeats.Length, x.Shape.Rank);
            var (split, repeated, tiled) = (new List<int>(), new List<int>(), new List<int>());
            for (var fromLast = rank; fromLast > 0; fromLast--)
            {
                var times = fromLast <= repeats.Length ? repeats[^fromLast] : 1;
                var length = fromLast <= x.Shape.Rank ? x.Shape[^fromLast] : 1;
                if (times < 0)
                {
                    throw new ArgumentOutOfRangeException(nameof(repeats), times,
                        $"Tile: repeats {new IntList(repeats)} contain {times}; every number must be 0 or more.");
                }

                if ((long)times * length > Array.MaxLength)
                {
                    throw new ShapeException($"Tile: axis -{fromLast} of shape {x.Shape}, {times} times, is more than an array holds.");
                }

                if (times != 1)
                {
                    split.Add(1);
                    repeated.Add(times);
                }

                split.Add(length);
                repeated.Add(length);
                tiled.Add(times * length);
            }

            return x.Reshape([.. split]).BroadcastTo([.. repeated]).Reshape([.. tiled]);
        }
    }
}
