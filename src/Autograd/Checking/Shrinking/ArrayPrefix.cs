namespace Autograd;

/// <summary>The first part of an array.</summary>
internal static class ArrayPrefix
{
    /// <summary>The elements at the first positions along an axis; all of them if there are no more.</summary>
    public static NdArray<double> TakeFirst(this NdArray<double> array, int axis, int length)
    {
        var shape = array.Shape;
        int[] lengths = [.. shape];
        lengths[axis] = Math.Min(length, shape[axis]);

        // Of each block of positions along the axis, the first.
        var inner = new Shape(shape.Lengths[(axis + 1)..]).Size;
        var (block, taken) = (shape[axis] * inner, lengths[axis] * inner);
        var elements = array.ToArray().Where((_, i) => i % block < taken).ToArray();
        return new NdArray<double>(new Shape(lengths), elements);
    }
}
