namespace Autograd;

/// <summary>An array seen along one axis: outer x length x inner elements.</summary>
internal readonly struct Slices
{
    public Slices(Shape shape, int axis)
    {
        (Outer, Length, Inner) = (1, shape[axis], 1);
        for (var i = 0; i < shape.Rank; i++)
        {
            Outer *= i < axis ? shape[i] : 1;
            Inner *= i > axis ? shape[i] : 1;
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

    /// <summary>Refuses an index that is not a position along an axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative or too large.</exception>
    public static void RequireInside(string operation, IntList indices, int length, string where, string argument = "indices")
    {
        for (var k = 0; k < indices.Count; k++)
        {
            if ((uint)indices[k] >= (uint)length)
            {
                throw new ArgumentOutOfRangeException(argument, indices[k],
                    $"{operation}: index {indices[k]} at position {k} is outside {where}; {(length == 0 ? "there is none to give" : $"give 0 to {length - 1}")}.");
            }
        }
    }
}
