using System.Numerics;

namespace Autograd;

/// <summary>An operation on one node, y = f(x).</summary>
public abstract partial record UnaryOp : Op
{
    /// <summary>One input.</summary>
    public sealed override Arity Arity => 1;

    /// <summary>What <see cref="Apply{T}(Node{T})"/> does: checks the shape, computes the value, records the node.</summary>
    private Node<T> Record<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shape = OutputShape(x.Shape);
        if (x is not (Parameter<T> or LiveNode<T>) && Traits.HasFlag(OpTraits.SharesElements))
        {
            // A parameter's elements may be written later, and those that a replay writes; those of any other node stay as they are.
            return Made(new Node<T>(this, x.Elements.WithShape(shape), x), [x]);
        }

        var y = new Node<T>(this, PassArrays<T>.NewResult(shape), x);
        Forward(x.Elements, y.Writable);
        return Made(y, [x]);
    }

    /// <summary>The shape of y for an x of this shape; the same, unless overridden.</summary>
    /// <exception cref="ShapeException">
    /// The shape does not fit; the message names the operation, the shape, the axis and the remedy.
    /// </exception>
    protected virtual Shape OutputShape(Shape x) => x;

    /// <summary>Computes every element of y.</summary>
    /// <param name="x">The value that went in.</param>
    /// <param name="y">To be written in row-major order; as long as the size of the output's shape.</param>
    protected abstract void Forward<T>(NdArray<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradient of x from the gradient of y, in operations on nodes.</summary>
    /// <inheritdoc cref="Op.Bprop{T}(Node{T}, Node{T}, ReadOnlySpan{Node{T}})" path="/remarks"/>
    /// <returns>A node of the shape of x; null if x has no gradient.</returns>
    protected abstract Node<T>? Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(ReadOnlySpan<Shape> inputs) => OutputShape(inputs[0]);

    /// <inheritdoc/>
    protected sealed override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => Forward(inputs[0], output);

    /// <inheritdoc/>
    protected sealed override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) =>
        [Bprop(grad, output, inputs[0])];

    internal sealed override void Evaluate<T>(ReadOnlySpan<Node<T>> inputs, ref NdArray<T>[]? values, Span<T> output) =>
        Forward(inputs[0].Elements, output);

    private protected sealed override void PassOn<T>(Node<T> node, Node<T> grad, PendingGradients<T> pending)
    {
        var x = node.InputAt(0);
        var gradient = Bprop(grad, node, x);
        pending.Push(node, x, gradient is not null && StrongZeros.AreIn(grad) ? WithStrongZeros(grad, gradient, node, x) : gradient);
    }

    /// <summary>The gradient of x with the strong zeros that the gradient of y has.</summary>
    private protected virtual Node<T>? WithStrongZeros<T>(Node<T> grad, Node<T> gradient, Node<T> y, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Traits.HasFlag(OpTraits.MovesElements) ? StrongZeros.Move(grad, gradient, mask => Bprop(mask, y, x)!) : gradient;
}
