using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>An immutable array of integers of any rank with value equality: indices that have a shape of their own.</summary>
/// <remarks>
/// Built from C# arrays (<c>int[]</c>, <c>int[,]</c>), from a list of integers (<c>[2, 0, 1]</c>, rank 1), or from a shape and its items.
/// The default value is an empty list.
/// </remarks>
[CollectionBuilder(typeof(IntArray), nameof(Create))]
public readonly struct IntArray : IEquatable<IntArray>
{
    private readonly Shape? _shape;

    /// <summary>An array of a shape with these items, in row-major order.</summary>
    /// <exception cref="ShapeException">The number of items is not the size of the shape.</exception>
    public IntArray(Shape shape, IntList items)
    {
        if (shape.Size != items.Count)
        {
            throw new ShapeException($"IntArray: {items.Count} items do not fill shape {shape}, which has {shape.Size}.");
        }

        (_shape, Items) = (shape, items);
    }

    /// <summary>The lengths of the axes.</summary>
    public Shape Shape => _shape ?? [0];

    /// <summary>The items in row-major order.</summary>
    public IntList Items { get; }

    /// <summary>A list as an array of rank 1.</summary>
    public static implicit operator IntArray(IntList items) => new([items.Count], items);

    /// <summary>A copy of a vector, rank 1.</summary>
    public static implicit operator IntArray(int[] vector) => new IntList(vector);

    /// <summary>A copy of a matrix, rank 2.</summary>
    public static implicit operator IntArray(int[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new IntArray([matrix.GetLength(0), matrix.GetLength(1)], new IntList([.. matrix.Cast<int>()]));
    }

    /// <summary>Whether both arrays have the same shape and the same items.</summary>
    public static bool operator ==(IntArray left, IntArray right) => left.Equals(right);

    /// <summary>Whether the arrays differ in shape or in an item.</summary>
    public static bool operator !=(IntArray left, IntArray right) => !left.Equals(right);

    /// <summary>An array of rank 1 with a copy of these items: what a collection expression, <c>[0, 2]</c>, makes.</summary>
    public static IntArray Create(ReadOnlySpan<int> items) => new IntList(items);

    /// <inheritdoc/>
    public bool Equals(IntArray other) => Shape == other.Shape && Items == other.Items;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IntArray other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape, Items);

    /// <summary>The shape and the items in row-major order: <c>(3, 1) [0, 2, 3]</c>.</summary>
    public override string ToString() => $"{Shape} {Items}";

    /// <summary>An enumerator over the items in row-major order.</summary>
    public IEnumerator<int> GetEnumerator() => Items.GetEnumerator();
}
