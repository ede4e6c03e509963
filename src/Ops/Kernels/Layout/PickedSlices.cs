using System.Numerics;

namespace Autograd;

/// <summary>Copies slices along an axis, each from the position that its index says.</summary>
internal static class PickedSlices
{
    // Slices lie anywhere, so that each is waited for.
    private const int CostOfElement = 2;

    // x is (outer, length, inner), y is (outer, indices, inner): y_(o, k) = x_(o, indices_k).

    /// <summary>Copies slice <c>indices[k]</c> of x to slice k of y, on all cores if they are many.</summary>
    public static void Copy<T>(ReadOnlySpan<T> x, Slices slices, ReadOnlySpan<int> indices, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!y.IsEmpty)
        {
            ParallelLoop.Run(
                slices.Outer * indices.Length, CostOfElement * (long)y.Length, new Loop<T>(x, slices, indices, y), equalShares: true);
        }
    }

    /// <summary>An iteration is a slice of y.</summary>
    private readonly ref struct Loop<T>(ReadOnlySpan<T> x, Slices slices, ReadOnlySpan<int> indices, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<int> _indices = indices;
        private readonly Span<T> _y = y;

        public void Run(int first, int count)
        {
            for (var (done, part) = (first, 0); done < first + count; done += part)
            {
                var (outer, k) = Math.DivRem(done, _indices.Length);
                part = Math.Min(_indices.Length - k, first + count - done);
                var size = slices.Length * slices.Inner;
                var from = _x.Slice(outer * size, size);
                var to = _y.Slice(done * slices.Inner, part * slices.Inner);
                if (slices.Inner == 1)
                {
                    CopyElements(from, _indices.Slice(k, part), to);
                }
                else
                {
                    CopySlices(from, _indices.Slice(k, part), to, slices.Inner);
                }
            }
        }

        private static void CopyElements(ReadOnlySpan<T> from, ReadOnlySpan<int> indices, Span<T> to)
        {
            for (var k = 0; k < indices.Length; k++)
            {
                to[k] = from[indices[k]];
            }
        }

        private static void CopySlices(ReadOnlySpan<T> from, ReadOnlySpan<int> indices, Span<T> to, int inner)
        {
            for (var k = 0; k < indices.Length; k++)
            {
                if (k + Prefetch.RowsAhead < indices.Length)
                {
                    Prefetch.Row(from.Slice(indices[k + Prefetch.RowsAhead] * inner, inner));
                }

                from.Slice(indices[k] * inner, inner).CopyTo(to[(k * inner)..]);
            }
        }
    }
}
