namespace Autograd;

/// <summary>An array seen along one axis, or along several in a row as one: outer x length x inner elements.</summary>
internal readonly struct Slices
{
    public Slices(Shape shape, int axis, int axes = 1)
    {
        (Outer, Length, Inner) = (1, 1, 1);
        for (var i = 0; i < shape.Rank; i++)
        {
            Outer *= i < axis ? shape[i] : 1;
            Length *= i >= axis && i < axis + axes ? shape[i] : 1;
            Inner *= i >= axis + axes ? shape[i] : 1;
        }
    }

    public int Outer { get; }

    public int Length { get; }

    public int Inner { get; }

    /// <summary>Where the slice starts that a walk along the axis, from its end if reversed, reaches at a step.</summary>
    public int Offset(int outer, int step, bool reverse) => ((outer * Length) + (reverse ? Length - 1 - step : step)) * Inner;

    /// <summary>The shape with another length of one axis.</summary>
    public static Shape WithLength(Shape shape, int axis, int length)
    {
        var lengths = shape.Lengths.ToArray();
        lengths[axis] = length;
        return new Shape(lengths);
    }

    /// <summary>The shape with other lengths in the place of some axes in a row.</summary>
    public static Shape WithLengths(Shape shape, int axis, int axes, params ReadOnlySpan<int> lengths) =>
        [.. shape.Lengths[..axis], .. lengths, .. shape.Lengths[(axis + axes)..]];

    /// <summary>Whether all indices are positions along an axis.</summary>
    public static bool AreInside(IntList indices, int length) => FirstOutside(indices, length) < 0;

    /// <summary>Refuses an index that is not a position along an axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative or too large.</exception>
    public static void RequireInside(
        string operation, IntList indices, int length, string where, string argument = "indices", string inputs = "")
    {
        if (!AreInside(indices, length))
        {
            throw Outside(operation, indices, length, where, argument, inputs);
        }
    }

    /// <summary>
    /// Says which index is not a position along an axis; a caller asks <see cref="AreInside"/> first, which needs no text.
    /// </summary>
    public static ArgumentOutOfRangeException Outside(
        string operation, IntList indices, int length, string where, string argument = "indices", string inputs = "")
    {
        var k = FirstOutside(indices, length);
        var remedy = length == 0 ? "there is none to give" : $"give 0 to {length - 1}";
        return new ArgumentOutOfRangeException(
            argument, indices[k], $"{operation}: index {indices[k]} at position {k} is outside {where}; {remedy}.{inputs}");
    }

    private static int FirstOutside(IntList indices, int length) =>
        length == 0 ? (indices.Count == 0 ? -1 : 0) : indices.Span.IndexOfAnyExceptInRange(0, length - 1);
}
