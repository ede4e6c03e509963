using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>x + y, element by element: adds up the gradients that reach a node on several paths.</summary>
/// <remarks>
/// They are added in the order in which they arrive: the gradients of n consumers, other than pieces (<see cref="ScatterSum"/>), are off by
/// at most n - 1 roundings, which equal ones in float come near to (1.4e-4 of 100,000). Who reads one number so often broadcasts it: that
/// gradient is added up in pairs.
/// </remarks>
public sealed record Accumulate : BinaryOp, IElementwise
{
    private static readonly Accumulate s_instance = new();

    internal static Node<T> Sum<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => StrongZeros.MarkSum(x, y, s_instance.Apply(x, y));

    void IElementwise.ComputePart<T>(ReadOnlySpan<NdArray<T>> inputs, int start, Span<T> part) =>
        TensorPrimitives.Add(inputs[0].Span.Slice(start, part.Length), inputs[1].Span.Slice(start, part.Length), part);

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y) => x == y
        ? x
        : throw new ShapeException($"{Name}: x has shape {x} and y has shape {y}; gradients that are added up have the same shape.");

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        if (ParallelLoop.IsWorthSharing(z.Length))
        {
            Elementwise.Compute(this, [x, y], z);
        }
        else
        {
            TensorPrimitives.Add(x.Span, y.Span, z);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad;
}
