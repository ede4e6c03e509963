using System.Numerics;

namespace Autograd;

/// <summary>Puts the axes of an array in another order.</summary>
internal static class Permutation
{
    /// <summary>The shape whose axis i is axis <c>axes[i]</c> of the given one.</summary>
    public static Shape Apply(Shape shape, IntList axes)
    {
        Span<int> lengths = stackalloc int[shape.Rank];
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = shape[axes[i]];
        }

        return new Shape(lengths);
    }

    /// <summary>The order that undoes this one.</summary>
    public static IntList Inverse(IntList axes)
    {
        var inverse = new int[axes.Count];
        for (var i = 0; i < inverse.Length; i++)
        {
            inverse[axes[i]] = i;
        }

        return new IntList(inverse);
    }

    /// <summary>All axes in order, those given moved to the end.</summary>
    public static IntList MovedLast(Shape shape, ReadOnlySpan<int> axes)
    {
        var order = new List<int>(shape.Rank);
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (!axes.Contains(axis))
            {
                order.Add(axis);
            }
        }

        return new IntList([.. order, .. axes]);
    }

    /// <summary>Copies the elements in the order of the permuted array.</summary>
    public static void Copy<T>(ReadOnlySpan<T> x, Shape shape, IntList axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> strides = stackalloc int[shape.Rank];
        StridedRuns.StridesOf(shape, strides);

        // The axes of y: their lengths, and their strides in x.
        Span<int> lengths = stackalloc int[shape.Rank];
        Span<int> permuted = stackalloc int[shape.Rank];
        for (var i = 0; i < permuted.Length; i++)
        {
            (lengths[i], permuted[i]) = (shape[axes[i]], strides[axes[i]]);
        }

        StridedRuns.Read(x, 0, permuted, lengths, y);
    }
}
