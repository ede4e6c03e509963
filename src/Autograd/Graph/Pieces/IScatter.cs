using System.Numerics;

namespace Autograd;

/// <summary>An operation of one input that puts it into a part of zeros: the gradient of one that picks elements.</summary>
/// <remarks>
/// Ten thousand pieces of one array give it ten thousand gradients that are zeros but for a piece. So a rule that returns such a gradient
/// has it computed later (<see cref="Scatter.ApplyLater"/>), and the backward pass adds all pieces of an array into zeros once.
/// </remarks>
public interface IScatter
{
    /// <summary>
    /// Where the slices of the input along its first axis go, each as a whole slice of the output along its first axis; null if the
    /// operation does otherwise. So an optimizer finds the rows of a table that were used.
    /// </summary>
    IntList? Rows => null;

    /// <summary>Adds the elements of x to those elements of y where they would be put.</summary>
    /// <param name="x">The input, of a shape that the operation has accepted.</param>
    /// <param name="y">The elements of an array of the output's shape, in row-major order.</param>
    void Add<T>(NdArray<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
