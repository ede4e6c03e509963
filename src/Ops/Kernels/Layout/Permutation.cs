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
    /// <param name="axes">The axes to be moved.</param>
    /// <param name="order">To be written, as long as there are axes.</param>
    public static void MoveLast(ReadOnlySpan<int> axes, Span<int> order)
    {
        var count = 0;
        for (var axis = 0; axis < order.Length; axis++)
        {
            if (!axes.Contains(axis))
            {
                order[count++] = axis;
            }
        }

        axes.CopyTo(order[count..]);
    }

    // x is (shape), y is (shape[axes[0]], shape[axes[1]], ...).

    /// <summary>Copies the elements in the order of the permuted array.</summary>
    public static void Copy<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> strides = stackalloc int[shape.Rank];
        StridedView.StridesOf(shape.Lengths, strides);

        // The axes of y: their lengths, and their strides in x.
        Span<int> lengths = stackalloc int[shape.Rank];
        Span<int> permuted = stackalloc int[shape.Rank];
        for (var i = 0; i < permuted.Length; i++)
        {
            (lengths[i], permuted[i]) = (shape[axes[i]], strides[axes[i]]);
        }

        StridedView.Read(x, 0, permuted, lengths, y);
    }

    // x is (shape[axes[0]], shape[axes[1]], ...), y is (shape).

    /// <summary>Copies the elements of a permuted array back to the order of the array itself.</summary>
    public static void CopyBack<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The strides in x of the axes of y.
        Span<int> strides = stackalloc int[shape.Rank];
        var stride = 1;
        for (var i = axes.Length - 1; i >= 0; i--)
        {
            strides[axes[i]] = stride;
            stride *= shape[axes[i]];
        }

        StridedView.Read(x, 0, strides, shape.Lengths, y);
    }
}
