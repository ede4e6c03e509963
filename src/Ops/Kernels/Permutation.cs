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
    public static IntList MovedLast(Shape shape, IntList axes)
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
        if (y.IsEmpty || shape.Rank == 0)
        {
            x.CopyTo(y);
            return;
        }

        // The strides of x, in the order of y's axes.
        Span<int> strides = stackalloc int[shape.Rank];
        Span<int> strideOf = stackalloc int[shape.Rank];
        var stride = 1;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strideOf[axis] = stride;
            stride *= shape[axis];
        }

        for (var i = 0; i < strides.Length; i++)
        {
            strides[i] = strideOf[axes[i]];
        }

        Span<int> position = stackalloc int[shape.Rank];
        position.Clear();
        var run = shape[axes[^1]];
        var step = strides[^1];
        var source = 0;
        for (var start = 0; start < y.Length; start += run)
        {
            var output = y.Slice(start, run);
            if (step == 1)
            {
                x.Slice(source, run).CopyTo(output);
            }
            else
            {
                for (var i = 0; i < run; i++)
                {
                    output[i] = x[source + (i * step)];
                }
            }

            for (var axis = shape.Rank - 2; axis >= 0; axis--)
            {
                source += strides[axis];
                if (++position[axis] < shape[axes[axis]])
                {
                    break;
                }

                source -= position[axis] * strides[axis];
                position[axis] = 0;
            }
        }
    }
}
