namespace Autograd;

/// <summary>Smaller arrays of larger ones.</summary>
internal static class ArrayCuts
{
    /// <summary>The first positions along an axis; all of them if there are no more.</summary>
    public static NdArray<double> Cut(this NdArray<double> array, int axis, int length)
    {
        var shape = array.Shape;
        var kept = Math.Min(length, shape[axis]);
        int[] lengths = [.. shape];
        var inner = new Shape(shape.Lengths[(axis + 1)..]).Size;
        var whole = shape[axis] * inner;
        lengths[axis] = kept;
        var elements = array.ToArray().Where((_, i) => whole > 0 && i % whole < kept * inner).ToArray();
        return new NdArray<double>(new Shape(lengths), elements);
    }
}
