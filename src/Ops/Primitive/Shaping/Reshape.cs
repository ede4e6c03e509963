using System.Numerics;

namespace Autograd;

/// <summary>y has the elements of x in the same row-major order and another shape of the same size.</summary>
/// <remarks>The gradient is shaped back. Nothing is copied, unless x is a parameter.</remarks>
/// <param name="Target">The shape of y.</param>
public sealed record Reshape(Shape Target) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements | OpTraits.SharesElements;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x) => x.Size == Target.Size
        ? Target
        : throw new ShapeException($"{Name}: x has shape {x} with {x.Size} elements, which do not fill {Target} with {Target.Size}.");

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => x.Span.CopyTo(y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad.Reshape(x.Shape);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Reshape"/>
        /// <param name="shape">The shape of the result.</param>
        /// <returns>A node of that shape; x itself if it has it already.</returns>
        /// <exception cref="ShapeException">The sizes differ.</exception>
        public Node<T> Reshape(Shape shape) => x.Shape == shape ? x : new Reshape(shape).Apply(x);
    }
}
