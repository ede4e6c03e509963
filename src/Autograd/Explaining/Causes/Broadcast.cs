namespace Autograd;

/// <summary>Where an element of a broadcast output comes from.</summary>
internal static class Broadcast
{
    /// <summary>The element of an input that broadcasts to the output and is read for one of the output's elements.</summary>
    public static int Element(Shape input, Shape output, int element)
    {
        var (result, stride) = (0, 1);
        for (var axis = output.Rank - 1; axis >= 0; axis--)
        {
            var position = element % output[axis];
            element /= output[axis];
            var inputAxis = axis - output.Rank + input.Rank;
            if (inputAxis >= 0)
            {
                result += input[inputAxis] == 1 ? 0 : position * stride;
                stride *= input[inputAxis];
            }
        }

        return result;
    }
}
