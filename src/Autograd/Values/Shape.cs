using System.Collections;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>The lengths of an array's axes, outermost first. The default value is rank 0, a scalar: <c>()</c>.</summary>
/// <remarks>
/// A value with value equality, written <c>(3, 4)</c>. Built from a list of lengths (<c>Shape s = [3, 4];</c>).
/// An axis of length 0 is allowed and makes an array without elements.
/// </remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    private readonly int[]? _lengths;

    /// <summary>A shape with these axis lengths.</summary>
    /// <exception cref="ShapeException">A length is negative, or there are more elements than an <see cref="int"/> counts.</exception>
    public Shape(params ReadOnlySpan<int> lengths)
    {
        if (lengths.IsEmpty)
        {
            return;
        }

        _lengths = lengths.ToArray();
        var size = 1L;
        foreach (var length in lengths)
        {
            if (length < 0)
            {
                throw new ShapeException($"Shape: {this} has a negative axis length; every length must be 0 or more.");
            }

            size = Math.Min(size, Array.MaxLength + 1L) * length;
        }

        if (size > Array.MaxLength)
        {
            throw new ShapeException($"Shape: {this} has more than {Array.MaxLength} elements; split the data.");
        }
    }

    /// <summary>The shape of a scalar: no axes, one element.</summary>
    public static Shape Scalar => default;

    /// <summary>The number of axes.</summary>
    public int Rank => _lengths is null ? 0 : _lengths.Length;

    /// <summary>The number of elements: the product of the lengths, 1 for a scalar.</summary>
    public int Size
    {
        get
        {
            var size = 1;
            if (_lengths is not null)
            {
                foreach (var length in _lengths)
                {
                    size *= length;
                }
            }

            return size;
        }
    }

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The lengths of the axes, outermost first.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>The length of an axis; <c>shape[^1]</c> is the last one.</summary>
    public int this[Index axis] => Lengths[axis];

    /// <summary>The length of an axis, counted from the outermost, 0.</summary>
    public int this[int axis] => Lengths[axis];

    /// <summary>Whether both shapes have the same lengths in the same order.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the shapes differ in rank or in a length.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>A shape with these axis lengths: what a collection expression, <c>[3, 4]</c>, makes.</summary>
    public static Shape Create(ReadOnlySpan<int> lengths) => new(lengths);

    /// <inheritdoc/>
    public bool Equals(Shape other) => ReferenceEquals(_lengths, other._lengths) || Lengths.SequenceEqual(other.Lengths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var length in Lengths)
        {
            hash.Add(length);
        }

        return hash.ToHashCode();
    }

    /// <summary>The lengths between parentheses: <c>(3, 4)</c>, <c>(5)</c>, <c>()</c>.</summary>
    public override string ToString() => $"({string.Join(", ", _lengths ?? [])})";

    /// <summary>The lengths of two axes: <c>var (rows, columns) = x.Shape;</c>.</summary>
    /// <param name="first">The length of the outermost axis.</param>
    /// <param name="second">The length of the axis inside it.</param>
    /// <exception cref="ShapeException">The rank is not 2.</exception>
    public void Deconstruct(out int first, out int second)
    {
        RequireRank(2);
        (first, second) = (_lengths![0], _lengths[1]);
    }

    /// <summary>The lengths of three axes: <c>var (batch, length, features) = x.Shape;</c>.</summary>
    /// <param name="first">The length of the outermost axis.</param>
    /// <param name="second">The length of the axis inside it.</param>
    /// <param name="third">The length of the innermost axis.</param>
    /// <exception cref="ShapeException">The rank is not 3.</exception>
    public void Deconstruct(out int first, out int second, out int third)
    {
        RequireRank(3);
        (first, second, third) = (_lengths![0], _lengths[1], _lengths[2]);
    }

    /// <summary>The lengths of four axes: <c>var (batch, channels, height, width) = x.Shape;</c>.</summary>
    /// <param name="first">The length of the outermost axis.</param>
    /// <param name="second">The length of the axis inside it.</param>
    /// <param name="third">The length of the axis inside that.</param>
    /// <param name="fourth">The length of the innermost axis.</param>
    /// <exception cref="ShapeException">The rank is not 4.</exception>
    public void Deconstruct(out int first, out int second, out int third, out int fourth)
    {
        RequireRank(4);
        (first, second, third, fourth) = (_lengths![0], _lengths[1], _lengths[2], _lengths[3]);
    }

    /// <summary>The axis counted from the outermost one; a negative <paramref name="axis"/> counts from the last, -1.</summary>
    /// <param name="axis">An axis from -rank to rank - 1.</param>
    /// <param name="operation">The operation that asks, for the message; left out, the method that calls.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int Axis(int axis, [CallerMemberName] string operation = "")
    {
        if (axis < -Rank || axis >= Rank)
        {
            throw new ArgumentOutOfRangeException(nameof(axis), axis, Rank == 0
                ? $"{operation}: axis {axis} of a scalar; a scalar has no axes."
                : $"{operation}: axis {axis} is out of range for shape {this}; give one from {-Rank} to {Rank - 1}.");
        }

        return axis < 0 ? axis + Rank : axis;
    }

    /// <summary>These axes in ascending order, counted from the outermost.</summary>
    /// <param name="axes">Distinct axes from -rank to rank - 1. Left out (<see cref="IntList.IsDefault"/>), all.</param>
    /// <param name="operation">The operation that asks, for the message; left out, the method that calls.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
    /// <exception cref="ArgumentException">An axis is given twice.</exception>
    public IntList Axes(IntList axes, [CallerMemberName] string operation = "")
    {
        if (!axes.IsDefault && AreAscending(axes))
        {
            return axes;
        }

        var result = new int[axes.IsDefault ? Rank : axes.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = axes.IsDefault ? i : Axis(axes[i], operation);
        }

        Array.Sort(result);
        for (var i = 1; i < result.Length; i++)
        {
            if (result[i] == result[i - 1])
            {
                throw new ArgumentException(
                    $"{operation}: axis {result[i]} of shape {this} is given twice in {axes}; give each axis once.",
                    nameof(axes));
            }
        }

        return IntList.Wrap(result);
    }

    /// <summary>Refuses axes that are not in the form in which <see cref="Axes"/> returns them.</summary>
    /// <param name="axes">What an operation was told.</param>
    /// <param name="operation">The operation, for the message.</param>
    /// <exception cref="ArgumentException">
    /// The axes are left out, or one is negative, too large, given twice or out of order.
    /// </exception>
    public void RequireAxes(IntList axes, string operation)
    {
        if (axes.IsDefault && Rank > 0)
        {
            throw new ArgumentException(
                $"{operation}: no axes of shape {this} are given; only its method takes that for all of them. Give each, or [] for none.",
                nameof(axes));
        }

        if (!AreAscending(axes))
        {
            throw new ArgumentException(
                $"{operation}: axes {axes} of shape {this}; the operation itself takes distinct axes from 0 to {Rank - 1} in ascending "
                + "order. Its method takes them in any form.",
                nameof(axes));
        }
    }

    /// <summary>The shape that is left when these axes are reduced: without them, or with length 1.</summary>
    /// <param name="axes">Axes in ascending order, as <see cref="Axes"/> returns them.</param>
    /// <param name="keepDims">Whether a reduced axis stays, with length 1.</param>
    public Shape Without(IntList axes, bool keepDims = false)
    {
        Span<int> lengths = stackalloc int[Rank];
        var rank = 0;
        for (var axis = 0; axis < Rank; axis++)
        {
            var reduced = axes.Contains(axis);
            if (!reduced || keepDims)
            {
                lengths[rank++] = reduced ? 1 : this[axis];
            }
        }

        return new Shape(lengths[..rank]);
    }

    private void RequireRank(int count)
    {
        if (Rank != count)
        {
            throw new ShapeException($"Shape: {this} has rank {Rank} and is taken apart into {count} lengths; name one for each axis.");
        }
    }

    // Distinct axes, counted from the outermost, in ascending order.
    private bool AreAscending(IntList axes)
    {
        var last = -1;
        foreach (var axis in axes.Span)
        {
            if (axis <= last || axis >= Rank)
            {
                return false;
            }

            last = axis;
        }

        return true;
    }

    /// <summary>The position along each axis of the element with this number in row-major order.</summary>
    internal int[] Position(int element)
    {
        var position = new int[Rank];
        for (var axis = Rank - 1; axis >= 0; axis--)
        {
            (element, position[axis]) = Math.DivRem(element, this[axis]);
        }

        return position;
    }

    /// <summary>An enumerator over the lengths, outermost first.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_lengths ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
