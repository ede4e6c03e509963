namespace Autograd;

/// <summary>An array, stretched to a larger shape.</summary>
internal static class BroadcastCopy
{
    // What is copied once more is then still in the nearest cache.
    private const int MostAtOnce = 2048;

    /// <summary>Writes a part of the stretched array.</summary>
    /// <param name="x">The elements as they are.</param>
    /// <param name="from">Their shape, which broadcasts to the other.</param>
    /// <param name="to">The shape of the stretched array.</param>
    /// <param name="start">Where the part begins there.</param>
    /// <param name="part">To be written.</param>
    public static void Run<TItem>(ReadOnlySpan<TItem> x, Shape from, Shape to, int start, Span<TItem> part)
    {
        var scratch = (stackalloc int[BroadcastRuns.ScratchFor(to.Rank)]);
        var runs = new BroadcastRuns(scratch, from.Lengths, to.Lengths, start, part.Length);
        while (runs.MoveNext())
        {
            var output = part.Slice(runs.Output - start, runs.Length);
            if (runs.XAdvances)
            {
                x.Slice(runs.X, runs.Length).CopyTo(output);
                Repeat(part[(runs.Output - start)..], runs.Length, runs.SkipRepeats());
            }
            else
            {
                output.Fill(x[runs.X]);
            }
        }
    }

    // Copies of the first elements behind them: of all that are there, so that they become few long ones.
    private static void Repeat<TItem>(Span<TItem> items, int length, int count)
    {
        var all = items[..(length * (count + 1))];
        for (var done = length; done < all.Length;)
        {
            var next = Math.Min(Math.Min(done, Math.Max(length, MostAtOnce / length * length)), all.Length - done);
            all[..next].CopyTo(all[done..]);
            done += next;
        }
    }

    /// <summary>Indices, stretched to a shape; themselves if they have it.</summary>
    /// <param name="operation">The operation, which a list that is stretched is announced for.</param>
    /// <param name="indices">The indices, whose shape broadcasts to the other.</param>
    /// <param name="shape">The shape.</param>
    public static IntArray Stretched(string operation, IntArray indices, Shape shape)
    {
        if (indices.Shape == shape)
        {
            return indices;
        }

        Recording.AnnounceUse(indices.Items, operation);
        var items = new int[shape.Size];
        Run(indices.Items.Span, indices.Shape, shape, 0, items.AsSpan());
        return new IntArray(shape, items);
    }
}
