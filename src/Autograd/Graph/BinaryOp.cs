using System.Numerics;

namespace Autograd;

/// <summary>An operation on two nodes, z = f(x, y). Its rule has one part for each input; only the part that is needed is run.</summary>
public abstract partial record BinaryOp : Op
{
    /// <summary>Two inputs.</summary>
    public sealed override Arity Arity => 2;

    /// <summary>What <see cref="Apply{T}(Node{T}, Node{T})"/> does: checks the shapes, computes the value, records the node.</summary>
    private Node<T> Record<T>(Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var z = new Node<T>(this, PassArrays<T>.NewResult(OutputShape(x.Shape, y.Shape)), x, y);
        Forward(x.Elements, y.Elements, z.Writable);
        return Made(z, [x, y]);
    }

    /// <summary>The shape of z for inputs of these shapes.</summary>
    /// <exception cref="ShapeException">
    /// The shapes do not fit; the message names the operation, both shapes, the axis and the remedy.
    /// </exception>
    protected abstract Shape OutputShape(Shape x, Shape y);

    /// <summary>Computes every element of z.</summary>
    /// <param name="x">The first value that went in.</param>
    /// <param name="y">The second value that went in.</param>
    /// <param name="z">To be written in row-major order; as long as the size of the output's shape.</param>
    protected abstract void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradient of x from the gradient of z, in operations on nodes.</summary>
    /// <inheritdoc cref="Op.Bprop{T}(Node{T}, Node{T}, ReadOnlySpan{Node{T}})" path="/remarks"/>
    /// <returns>A node of the shape of x (of z, where <see cref="FitGradient"/> sums it); null if x has no gradient.</returns>
    protected abstract Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradient of y from the gradient of z, in operations on nodes.</summary>
    /// <inheritdoc cref="Op.Bprop{T}(Node{T}, Node{T}, ReadOnlySpan{Node{T}})" path="/remarks"/>
    /// <returns>A node of the shape of y (of z, where <see cref="FitGradient"/> sums it); null if y has no gradient.</returns>
    protected abstract Node<T>? BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>What becomes of a gradient before it goes to its input. Nothing here; an operation that broadcasts sums it.</summary>
    /// <param name="grad">The gradient of z, that the rule was given.</param>
    /// <param name="gradient">What the rule returned for the input.</param>
    /// <param name="input">The input.</param>
    protected virtual Node<T>? FitGradient<T>(Node<T> grad, Node<T>? gradient, Node<T> input)
        where T : unmanaged, IFloatingPointIeee754<T> => gradient;

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(ReadOnlySpan<Shape> inputs) => OutputShape(inputs[0], inputs[1]);

    /// <inheritdoc/>
    protected sealed override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => Forward(inputs[0], inputs[1], output);

    /// <inheritdoc/>
    protected sealed override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs) =>
        [GradientOfX(grad, output, inputs[0], inputs[1]), GradientOfY(grad, output, inputs[0], inputs[1])];

    internal sealed override void Evaluate<T>(ReadOnlySpan<Node<T>> inputs, ref NdArray<T>[]? values, Span<T> output) =>
        Forward(inputs[0].Elements, inputs[1].Elements, output);

    private protected sealed override void PassOn<T>(Node<T> node, Node<T> grad, PendingGradients<T> pending)
    {
        var x = node.InputAt(0);
        var y = node.InputAt(1);
        if (pending.IsOnPath(x))
        {
            pending.Push(node, x, GradientOfX(grad, node, x, y));
        }

        if (pending.IsOnPath(y))
        {
            pending.Push(node, y, GradientOfY(grad, node, x, y));
        }
    }

    private Node<T>? GradientOfX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => FitGradient(grad, BpropX(grad, z, x, y), x);

    private Node<T>? GradientOfY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => FitGradient(grad, BpropY(grad, z, x, y), y);
}
