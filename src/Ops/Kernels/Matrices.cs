namespace Autograd;

/// <summary>Arrays seen as matrices over their last two axes.</summary>
internal static class Matrices
{
    /// <summary>Refuses a shape without two axes.</summary>
    /// <exception cref="ShapeException">There are fewer than two axes.</exception>
    public static void Require(string operation, Shape shape)
    {
        if (shape.Rank < 2)
        {
            throw new ShapeException($"{operation}: x has shape {shape}; it takes matrices over the last two axes, so give it two axes or more.");
        }
    }
}
