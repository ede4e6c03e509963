using System.Numerics;

namespace Autograd;

/// <summary>An operation on two nodes, z = f(x, y). Its rule has one part for each input, and only the part that is needed is run.</summary>
public abstract record BinaryOp : Op
{
    /// <summary>Applies the operation: checks the shapes, computes the value, records the node.</summary>
    /// <exception cref="ShapeException">The shapes do not fit the operation.</exception>
    public Node<T> Apply<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var z = new Node<T>(this, NdArray<T>.ForResult(OutputShape(x.Shape, y.Shape)), x, y);
        Forward(x.Value, y.Value, z.Writable);
        return z.Finished(x, y);
    }

    /// <summary>The shape of z for inputs of these shapes.</summary>
    /// <exception cref="ShapeException">The shapes do not fit; the message names the operation, both shapes, the axis and the remedy.</exception>
    protected abstract Shape OutputShape(Shape x, Shape y);

    /// <summary>Computes every element of z.</summary>
    /// <param name="x">The first value that went in.</param>
    /// <param name="y">The second value that went in.</param>
    /// <param name="z">To be written in row-major order; as long as the size of the output's shape.</param>
    protected abstract void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradient of x from the gradient of z, in operations on nodes.</summary>
    /// <returns>A node of the shape of x; null if x has no gradient.</returns>
    protected abstract Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradient of y from the gradient of z, in operations on nodes.</summary>
    /// <returns>A node of the shape of y; null if y has no gradient.</returns>
    protected abstract Node<T>? BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs.Length == 2
        ? OutputShape(inputs[0], inputs[1])
        : throw new ShapeException($"{Name}: takes two inputs, but got {inputs.Length}.");

    /// <inheritdoc/>
    protected sealed override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => Forward(inputs[0], inputs[1], output);

    /// <inheritdoc/>
    protected sealed override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) =>
        [BpropX(grad, output, inputs[0], inputs[1]), BpropY(grad, output, inputs[0], inputs[1])];

    internal sealed override void Recompute<T>(Instruction<T> instruction) =>
        Forward(instruction.Inputs[0].Value, instruction.Inputs[1].Value, instruction.Output.Writable);

    internal override void Backpropagate<T>(Node<T> node, Node<T> grad, Frontier<T> frontier)
    {
        var x = node.InputAt(0);
        var y = node.InputAt(1);
        if (frontier.Leads(x))
        {
            frontier.Push(node, x, BpropX(grad, node, x, y));
        }

        if (frontier.Leads(y))
        {
            frontier.Push(node, y, BpropY(grad, node, x, y));
        }
    }
}
