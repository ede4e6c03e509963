using System.Numerics;

namespace Autograd;

/// <summary>
/// z_i = y_i where x_i is not 0, else 0, whatever y_i is: NaN and infinity do not pass. Not differentiable by the mask x.
/// </summary>
public sealed record Mask : BinaryOp, IElementwise
{
    private static readonly Mask s_instance = new();

    /// <inheritdoc cref="Mask"/>
    /// <param name="mask">Not 0 where y passes.</param>
    /// <param name="y">What passes there, of the same shape.</param>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Node<T> Of<T>(Node<T> mask, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => s_instance.Apply(mask, y);

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y) => x == y
        ? y
        : throw new ShapeException($"{Name}: the mask has shape {x} and y has shape {y}; they must be the same.");

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) => Elementwise.Compute(this, [x, y], z);

    void IElementwise.ComputePart<T>(ReadOnlySpan<NdArray<T>> inputs, int start, Span<T> part)
    {
        var mask = inputs[0].Span.Slice(start, part.Length);
        var values = inputs[1].Span.Slice(start, part.Length);
        var whole = part.Length - (part.Length % Vector<T>.Count);
        for (var i = 0; i < whole; i += Vector<T>.Count)
        {
            var missing = Vector.Equals(new Vector<T>(mask[i..]), Vector<T>.Zero);
            Vector.AndNot(new Vector<T>(values[i..]), missing).CopyTo(part[i..]);
        }

        for (var i = whole; i < part.Length; i++)
        {
            part[i] = mask[i] == T.Zero ? T.Zero : values[i];
        }
    }

    /// <inheritdoc/>
    protected override Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        StrongZeros.Mark(grad, Of(x, grad), mask => Of(x, mask));
}
