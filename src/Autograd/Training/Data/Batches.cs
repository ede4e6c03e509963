using System.Collections;
using static System.FormattableString;

namespace Autograd;

/// <summary>Examples in mini-batches: each time they are enumerated, an epoch, every example once.</summary>
/// <remarks>
/// Made by <see cref="Batches"/>. With a generator each epoch has an order of its own, drawn when its enumeration begins, so that the same
/// state of the generator gives the same epoch.
/// </remarks>
/// <typeparam name="TBatch">What a batch is: arrays, positions, or examples.</typeparam>
public sealed class Batches<TBatch> : IReadOnlyCollection<TBatch>
{
    private readonly int _examples;
    private readonly int _size;
    private readonly Random? _random;
    private readonly bool _dropLast;
    private readonly Func<IntList, TBatch> _read;

    internal Batches(int examples, int size, Random? random, bool dropLast, Func<IntList, TBatch> read)
    {
        if (examples < 1)
        {
            throw new ArgumentException(Invariant($"Batches: there are {examples} examples; give at least one."), nameof(examples));
        }

        if (size < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, Invariant($"Batches: size is {size}; it must be 1 or more."));
        }

        if (dropLast && size > examples)
        {
            throw new ArgumentException(
                Invariant($"Batches: {examples} examples do not fill a batch of {size}, and what does not fill one is to be dropped; ")
                + "give a smaller size, or dropLast: false.",
                nameof(size));
        }

        (_examples, _size, _random, _dropLast, _read) = (examples, size, random, dropLast, read);
    }

    /// <summary>The number of batches in an epoch.</summary>
    public int Count => (_examples / _size) + (_dropLast || _examples % _size == 0 ? 0 : 1);

    /// <summary>An epoch: the batches in a new order if there is a generator, else in the order of the examples.</summary>
    public IEnumerator<TBatch> GetEnumerator()
    {
        var order = new int[_examples];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        _random?.Shuffle(order);
        for (var batch = 0; batch < Count; batch++)
        {
            var start = batch * _size;
            yield return _read(new IntList(order.AsSpan(start, Math.Min(_size, _examples - start))));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
