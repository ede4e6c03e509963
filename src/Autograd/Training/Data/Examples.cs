using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Examples at chosen positions, of arrays in which they lie along the first axis and of labels.</summary>
public static class Examples
{
    /// <summary>Some of the examples of an array, in the order of the positions: those of a batch, of a part of the data.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="array">Of shape (examples, ...).</param>
    /// <param name="positions">Along the first axis; one may occur more than once.</param>
    /// <returns>A new array of shape (positions, ...).</returns>
    /// <exception cref="ShapeException">The array has no axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is outside the first axis.</exception>
    public static NdArray<T> Gather<T>(this NdArray<T> array, IntList positions)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shape = array.Shape;
        if (shape.Rank == 0)
        {
            throw new ShapeException("Gather: the array is a scalar; its examples lie along the first axis, so give it one.");
        }

        RequireInside(positions, shape[0]);
        Recording.AnnounceUse(positions, "Examples.Gather");
        var result = NdArray<T>.Unwritten([positions.Count, .. shape.Lengths[1..]]);
        var source = array.Span;
        var target = result.Writable;
        var length = shape[0] == 0 ? 0 : source.Length / shape[0];
        for (var i = 0; i < positions.Count; i++)
        {
            source.Slice(positions[i] * length, length).CopyTo(target[(i * length)..]);
        }

        return result;
    }

    /// <summary>Some of the labels, in the order of the positions.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="positions">Positions in the list; one may occur more than once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A position is outside the list.</exception>
    public static IntList Gather(this IntList labels, IntList positions)
    {
        RequireInside(positions, labels.Count);
        Recording.AnnounceUse(positions, "Examples.Gather");
        Recording.AnnounceUse(labels, "Examples.Gather");
        var result = new int[positions.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = labels[positions[i]];
        }

        return IntList.Wrap(result);
    }

    private static void RequireInside(IntList positions, int count)
    {
        for (var i = 0; i < positions.Count; i++)
        {
            if ((uint)positions[i] >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(positions), positions[i], Invariant($"Gather: position {i} is {positions[i]}, but there are {count} examples."));
            }
        }
    }
}
