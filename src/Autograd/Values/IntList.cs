using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>An immutable list of integers with value equality: the axes, labels or indices that an operation was given.</summary>
/// <remarks>
/// Written as one integer, <c>1</c>, as a collection expression, <c>[0, 2]</c>, or as an <c>int[]</c>. The default value is a list that
/// was not given, <see cref="IsDefault"/>: <c>x.Sum()</c> sums over all axes, <c>x.Sum([])</c> over none.
/// </remarks>
[CollectionBuilder(typeof(IntList), nameof(Create))]
public readonly struct IntList : IEquatable<IntList>, IReadOnlyList<int>
{
    private const int Shown = 8;

    private readonly int[]? _items;

    /// <summary>A list with a copy of these items.</summary>
    public IntList(params ReadOnlySpan<int> items) => _items = items.ToArray();

    // Does not copy; the flag tells it from the constructor that does.
    private IntList(int[] items, bool _) => _items = items;

    /// <summary>Whether this is the default value, a list that was not given; it has no items, as <c>[]</c> has none.</summary>
    public bool IsDefault => _items is null;

    /// <summary>The number of items.</summary>
    public int Count => _items is null ? 0 : _items.Length;

    /// <summary>The items in order.</summary>
    public ReadOnlySpan<int> Span => _items;

    /// <summary>The items as the array that holds them, not a copy.</summary>
    internal int[] Items => _items ?? [];

    /// <summary>The item at a position.</summary>
    public int this[Index index] => Span[index];

    /// <summary>The item at a position.</summary>
    public int this[int index] => Span[index];

    /// <summary>A list of one item.</summary>
    public static implicit operator IntList(int item) => Wrap([item]);

    /// <summary>A copy of the items of an array.</summary>
    public static implicit operator IntList(int[] items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new IntList(items.AsSpan());
    }

    /// <summary>Whether both lists have the same items in the same order.</summary>
    public static bool operator ==(IntList left, IntList right) => left.Equals(right);

    /// <summary>Whether the lists differ.</summary>
    public static bool operator !=(IntList left, IntList right) => !left.Equals(right);

    /// <summary>A list with a copy of these items: what a collection expression, <c>[0, 2]</c>, makes.</summary>
    public static IntList Create(ReadOnlySpan<int> items) => new(items);

    /// <summary>Whether an item occurs in the list.</summary>
    public bool Contains(int item) => Span.Contains(item);

    /// <inheritdoc/>
    public bool Equals(IntList other) => ReferenceEquals(_items, other._items) || Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IntList other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Span)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>The items between brackets; of a long list the first eight and the count.</summary>
    public override string ToString()
    {
        var shown = string.Join(", ", Span[..Math.Min(Count, Shown)].ToArray());
        return Count <= Shown ? $"[{shown}]" : string.Create(CultureInfo.InvariantCulture, $"[{shown}, ... {Count} in all]");
    }

    /// <summary>An enumerator over the items in order.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A list over an array, without a copy.</summary>
    internal static IntList Wrap(int[] items) => new(items, true);
}
