using System.Numerics;

namespace Autograd;

/// <summary>An operation on one node, y = f(x).</summary>
public abstract record UnaryOp : Op
{
    /// <summary>Applies the operation: checks the shape, computes the value, records the node.</summary>
    /// <exception cref="ShapeException">The shape does not fit the operation.</exception>
    public Node<T> Apply<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        var shape = OutputShape(x.Shape);
        if (SharesElements && x is not Parameter<T>)
        {
            // A parameter's elements may be written later; those of any other node stay as they are.
            return new Node<T>(this, x.Value.WithShape(shape), x).Finished(x);
        }

        var y = new Node<T>(this, NdArray<T>.ForResult(shape), x);
        Forward(x.Value, y.Writable);
        return y.Finished(x);
    }

    /// <summary>Whether y only holds elements of x, moved, copied or added up, so that a strong zero of the gradient stays one (see <see cref="StrongZeros"/>).</summary>
    protected virtual bool MovesElements => false;

    /// <summary>Whether y has the elements of x in the same order, so that the two can share them in memory.</summary>
    protected virtual bool SharesElements => false;

    /// <summary>The shape of y for an x of this shape; the same, unless overridden.</summary>
    /// <exception cref="ShapeException">The shape does not fit; the message names the operation, the shape, the axis and the remedy.</exception>
    protected virtual Shape OutputShape(Shape x) => x;

    /// <summary>Computes every element of y.</summary>
    /// <param name="x">The value that went in.</param>
    /// <param name="y">To be written in row-major order; as long as the size of the output's shape.</param>
    protected abstract void Forward<T>(NdArray<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradient of x from the gradient of y, in operations on nodes.</summary>
    /// <returns>A node of the shape of x; null if x has no gradient.</returns>
    protected abstract Node<T>? Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs.Length == 1
        ? OutputShape(inputs[0])
        : throw new ShapeException($"{Name}: takes one input, but got {inputs.Length}.");

    /// <inheritdoc/>
    protected sealed override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => Forward(inputs[0], output);

    /// <inheritdoc/>
    protected sealed override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) => [Bprop(grad, output, inputs[0])];

    internal sealed override bool OutputIsInput => SharesElements;

    internal sealed override void Recompute<T>(Instruction<T> instruction) => Forward(instruction.Inputs[0].Value, instruction.Output.Writable);

    internal override void Backpropagate<T>(Node<T> node, Node<T> grad, Frontier<T> frontier)
    {
        var x = node.InputAt(0);
        var gradient = Bprop(grad, node, x);
        frontier.Push(node, x, MovesElements && gradient is not null && grad.HasStrongZeros() ? Moved(grad, gradient, node, x) : gradient);
    }

    private Node<T> Moved<T>(Node<T> grad, Node<T> gradient, Node<T> y, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => StrongZeros.Moved(grad, gradient, mask => Bprop(mask, y, x)!);
}
