using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y has the elements of x in the same row-major order and another shape of the same size: view, flatten, ravel.</summary>
/// <remarks>The gradient is shaped back. Nothing is copied, unless x is a parameter.</remarks>
/// <param name="Target">The shape of y.</param>
public sealed record Reshape(Shape Target) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements | OpTraits.SharesElements | OpTraits.ContinuesFormula;

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
        public Node<T> Reshape(Shape shape)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Shape == shape ? x : new Reshape(shape).Apply(x);
        }

        /// <inheritdoc cref="Autograd.Reshape"/>
        /// <param name="lengths">
        /// The lengths of the axes of the result. One may be -1: it becomes the length that the elements fill, so <c>Reshape(-1)</c> is a
        /// vector of all of them.
        /// </param>
        /// <returns>A node of that shape; x itself if it has it already.</returns>
        /// <exception cref="ShapeException">
        /// The sizes differ; or two lengths are -1, or no length or more than one would do in its place.
        /// </exception>
        [OverloadResolutionPriority(1)]
        public Node<T> Reshape(IntList lengths)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Reshape(Filled(x.Shape, lengths));
        }
    }

    // The lengths as a shape, with the one that is left in place of -1.
    private static Shape Filled(Shape x, IntList lengths)
    {
        var unknown = lengths.Span.IndexOf(-1);
        if (unknown < 0)
        {
            return Require.ShapeOf(nameof(Reshape), lengths.Span);
        }

        if (lengths.Span[(unknown + 1)..].Contains(-1))
        {
            throw new ShapeException($"Reshape: {lengths} has more than one -1; only one length can follow from the others.");
        }

        Span<int> filled = [.. lengths];
        filled[unknown] = 1;
        var rest = Require.ShapeOf(nameof(Reshape), filled).Size;
        if (rest == 0 || x.Size % rest != 0)
        {
            throw new ShapeException($"Reshape: x has shape {x} with {x.Size} elements, which do not fill {lengths}: "
                + (rest == 0 ? "any length in place of -1 holds no elements." : $"they are no multiple of {rest}."));
        }

        filled[unknown] = x.Size / rest;
        return new Shape(filled);
    }
}
