using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Makes mini-batches, in order or shuffled by a generator with a seed.</summary>
/// <remarks>
/// <code>foreach (var (x, labels) in Batches.Of(images, digits, size: 32, random))</code>
/// A last batch that is smaller is given too, unless <c>dropLast</c> (a replay needs batches of one size).
/// </remarks>
public static class Batches
{
    /// <summary>The positions 0 to <paramref name="count"/> - 1, for data that is kept in a form of one's own.</summary>
    /// <param name="count">The number of examples, at least 1.</param>
    /// <param name="size">The number of examples in a batch, at least 1.</param>
    /// <param name="random">Draws a new order for each epoch; left out, the order stays.</param>
    /// <param name="dropLast">Whether a last batch of fewer examples is left out.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or no batch would be left.</exception>
    public static Batches<IntList> Of(int count, int size, Random? random = null, bool dropLast = false) =>
        new(count, size, random, dropLast, positions => positions);

    /// <summary>Examples of any kind.</summary>
    /// <typeparam name="TItem">What an example is.</typeparam>
    /// <param name="items">The examples.</param>
    /// <param name="size">The number of examples in a batch, at least 1.</param>
    /// <param name="random">Draws a new order for each epoch; left out, the order stays.</param>
    /// <param name="dropLast">Whether a last batch of fewer examples is left out.</param>
    /// <exception cref="ArgumentException">There are no examples, a number is out of its range, or no batch would be left.</exception>
    public static Batches<TItem[]> Of<TItem>(IReadOnlyList<TItem> items, int size, Random? random = null, bool dropLast = false)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new(items.Count, size, random, dropLast, positions =>
        {
            var batch = new TItem[positions.Count];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = items[positions[i]];
            }

            return batch;
        });
    }

    /// <summary>The examples of one array, which lie along its first axis.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="x">Of shape (examples, ...).</param>
    /// <param name="size">The number of examples in a batch, at least 1.</param>
    /// <param name="random">Draws a new order for each epoch; left out, the order stays.</param>
    /// <param name="dropLast">Whether a last batch of fewer examples is left out.</param>
    /// <exception cref="ArgumentException">There are no examples, a number is out of its range, or no batch would be left.</exception>
    /// <exception cref="ShapeException">The array has no axis.</exception>
    public static Batches<NdArray<T>> Of<T>(NdArray<T> x, int size, Random? random = null, bool dropLast = false)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(Examples(x, nameof(x)), size, random, dropLast, positions => x.Gather(positions));

    /// <summary>Examples with targets, which lie along the first axes of two arrays.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="x">Of shape (examples, ...).</param>
    /// <param name="y">Of shape (examples, ...), with as many.</param>
    /// <param name="size">The number of examples in a batch, at least 1.</param>
    /// <param name="random">Draws a new order for each epoch; left out, the order stays.</param>
    /// <param name="dropLast">Whether a last batch of fewer examples is left out.</param>
    /// <exception cref="ArgumentException">There are no examples, a number is out of its range, or no batch would be left.</exception>
    /// <exception cref="ShapeException">An array has no axis, or they have different numbers of examples.</exception>
    public static Batches<(NdArray<T> X, NdArray<T> Y)> Of<T>(
        NdArray<T> x, NdArray<T> y, int size, Random? random = null, bool dropLast = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var examples = Examples(x, nameof(x));
        RequireAsMany(x, Examples(y, nameof(y)), "targets");
        return new(examples, size, random, dropLast, positions => (x.Gather(positions), y.Gather(positions)));
    }

    /// <summary>Examples along the first axis of an array, with labels.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="x">Of shape (examples, ...).</param>
    /// <param name="labels">One for each example.</param>
    /// <param name="size">The number of examples in a batch, at least 1.</param>
    /// <param name="random">Draws a new order for each epoch; left out, the order stays.</param>
    /// <param name="dropLast">Whether a last batch of fewer examples is left out.</param>
    /// <exception cref="ArgumentException">There are no examples, a number is out of its range, or no batch would be left.</exception>
    /// <exception cref="ShapeException">The array has no axis, or there are not as many labels as examples.</exception>
    public static Batches<(NdArray<T> X, IntList Labels)> Of<T>(
        NdArray<T> x, IntList labels, int size, Random? random = null, bool dropLast = false)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var examples = Examples(x, nameof(x));
        RequireAsMany(x, labels.Count, "labels");
        return new(examples, size, random, dropLast, positions => (x.Gather(positions), labels.Gather(positions)));
    }

    /// <summary>Examples that come one after the other, as from a file, in batches; never all of them in memory.</summary>
    /// <remarks>
    /// With a generator the order is that of a window: as many examples as <paramref name="window"/> are held, and each that is taken,
    /// at random, makes room for the next. So an example comes out at most a window earlier than it went in; give a window that is large
    /// beside the runs of like examples in the file.
    /// </remarks>
    /// <typeparam name="TItem">What an example is.</typeparam>
    /// <param name="items">The examples; they are enumerated anew for each epoch.</param>
    /// <param name="size">The number of examples in a batch, at least 1.</param>
    /// <param name="random">Draws the order; left out, the order stays and no window is held.</param>
    /// <param name="window">How many examples are held to draw from, at least 1.</param>
    /// <param name="dropLast">Whether a last batch of fewer examples is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static IEnumerable<TItem[]> Stream<TItem>(
        IEnumerable<TItem> items, int size, Random? random = null, int window = 10_000, bool dropLast = false)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (size < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, Invariant($"Batches: size is {size}; it must be 1 or more."));
        }

        if (window < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, Invariant($"Batches: window is {window}; it must be 1 or more."));
        }

        var ordered = random is null ? items : Shuffled(items, random, window);
        return dropLast ? ordered.Chunk(size).Where(batch => batch.Length == size) : ordered.Chunk(size);
    }

    private static IEnumerable<TItem> Shuffled<TItem>(IEnumerable<TItem> items, Random random, int window)
    {
        var held = new List<TItem>();
        foreach (var item in items)
        {
            if (held.Count < window)
            {
                held.Add(item);
                continue;
            }

            var taken = random.Next(window);
            yield return held[taken];
            held[taken] = item;
        }

        while (held.Count > 0)
        {
            var taken = random.Next(held.Count);
            yield return held[taken];
            held[taken] = held[^1];
            held.RemoveAt(held.Count - 1);
        }
    }

    private static int Examples<T>(NdArray<T> array, string name)
        where T : unmanaged, IFloatingPointIeee754<T> => array.Shape.Rank > 0
            ? array.Shape[0]
            : throw new ShapeException($"Batches: {name} is a scalar; its examples lie along the first axis, so give it one.");

    private static void RequireAsMany<T>(NdArray<T> x, int count, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count != x.Shape[0])
        {
            throw new ShapeException(
                Invariant($"Batches: x of shape {x.Shape} has {x.Shape[0]} examples along its first axis, but there are {count} {what}."));
        }
    }
}
