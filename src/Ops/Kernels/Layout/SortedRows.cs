using System.Buffers;
using System.Numerics;

namespace Autograd;

/// <summary>The order of the elements along an axis: equal ones as they come, NaN last.</summary>
internal static class SortedRows
{
    // Of a few first elements, that many more are gathered before they are sorted again.
    private const int LeastRoom = 64;

    /// <summary>Writes the positions of the first elements along an axis in sorted order.</summary>
    /// <param name="x">The array.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="descending">Whether the largest come first.</param>
    /// <param name="positions">The array with the axis as long as elements are wanted.</param>
    /// <param name="count">How many that are, at most the length of the axis.</param>
    public static void Run<T>(NdArray<T> x, int axis, bool descending, Span<int> positions, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (positions.IsEmpty)
        {
            return;
        }

        var slices = new Slices(x.Shape, axis);
        var cost = 8L * x.Size * BitOperations.Log2((uint)count + 2);
        ParallelLoop.Run(slices.Outer * slices.Inner, cost, new RowLoop<T>(slices, x.Span, descending, positions, count));
    }

    private readonly ref struct RowLoop<T>(Slices slices, ReadOnlySpan<T> x, bool descending, Span<int> positions, int wanted) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<int> _positions = positions;

        public void Run(int first, int count)
        {
            var room = (int)Math.Min(slices.Length, Math.Max(2L * wanted, LeastRoom));
            var keys = ArrayPool<ulong>.Shared.Rent(room);
            var items = ArrayPool<int>.Shared.Rent(room);
            for (var row = first; row < first + count; row++)
            {
                var (outer, inner) = Math.DivRem(row, slices.Inner);
                Gather(_x[((outer * slices.Length * slices.Inner) + inner)..], keys.AsSpan(0, room), items.AsSpan(0, room));
                for (var i = 0; i < wanted; i++)
                {
                    _positions[(((outer * wanted) + i) * slices.Inner) + inner] = items[i];
                }
            }

            ArrayPool<ulong>.Shared.Return(keys);
            ArrayPool<int>.Shared.Return(items);
        }

        // What comes after as many as are wanted is left out, once these are known.
        private void Gather(ReadOnlySpan<T> row, Span<ulong> keys, Span<int> items)
        {
            var (kept, bound, last) = (0, ulong.MaxValue, T.NaN);
            for (var i = 0; i < slices.Length; i++)
            {
                // Most elements are told by a comparison with the last that is wanted so far; NaN, there or here, by its key.
                var element = row[i * slices.Inner];
                if (descending ? element <= last : element >= last)
                {
                    continue;
                }

                var key = Key(element);
                if (key >= bound && kept >= wanted)
                {
                    continue;
                }

                if (kept == keys.Length)
                {
                    Sort(keys, items);
                    kept = wanted;
                    bound = keys[wanted - 1];
                    last = row[items[wanted - 1] * slices.Inner];
                    i--;
                    continue;
                }

                (keys[kept], items[kept]) = (key, i);
                kept++;
            }

            Sort(keys[..kept], items[..kept]);
        }

        // A number that is the larger the later the element comes: its bits, of a negative one inverted; those of NaN are all set.
        private ulong Key(T element)
        {
            if (T.IsNaN(element))
            {
                return ulong.MaxValue;
            }

            // 0 and -0 are equal.
            var bits = BitConverter.DoubleToInt64Bits(double.CreateTruncating(element) + 0.0);
            var ascending = (ulong)(bits ^ ((bits >> 63) | long.MinValue));
            return descending ? ~ascending : ascending;
        }

        private static void Sort(Span<ulong> keys, Span<int> items)
        {
            keys.Sort(items);
            for (var start = 0; start < keys.Length;)
            {
                var end = start + 1;
                while (end < keys.Length && keys[end] == keys[start])
                {
                    end++;
                }

                if (end > start + 1)
                {
                    items[start..end].Sort();
                }

                start = end;
            }
        }
    }
}
