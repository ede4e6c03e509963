using System.Numerics;

namespace Autograd;

/// <summary>y is x on and above a diagonal of each matrix over the last two axes, and 0 elsewhere, whatever x is there: triu.</summary>
/// <remarks>See <see cref="TriangleOp"/>.</remarks>
/// <kinks test="Elements_of_the_other_triangle_get_a_strong_zero">
/// NaN and infinity of the other triangle do not pass; its elements get a strong zero.
/// </kinks>
/// <param name="Offset">Which diagonal: how far above the main one; negative below.</param>
public sealed record UpperTriangle(int Offset) : TriangleOp(Offset)
{
    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => Triangles.Upper(x, Offset, y);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.UpperTriangle"/>
        /// <param name="offset">Which diagonal: how far above the main one; negative below.</param>
        /// <exception cref="ShapeException">x has fewer than two axes.</exception>
        public Node<T> UpperTriangle(int offset = 0) => new UpperTriangle(offset).Apply(x);
    }
}
