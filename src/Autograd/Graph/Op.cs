using System.Numerics;
using System.Text;

namespace Autograd;

/// <summary>An operation: a shape rule, a forward computation and a rule for the backward pass (bprop).</summary>
/// <remarks>
/// <para>A sealed record; what it was told (axes, labels...) are its properties, so it prints itself. Derive from
/// <see cref="ElementwiseOp"/>, <see cref="UnaryOp"/> or <see cref="BinaryOp"/>, and from this class for more inputs.</para>
/// <para>The three parts are separate: the shape rule sees shapes only, Forward writes into a buffer that it is given and can be
/// run again on other values, and Bprop is written in operations on nodes, so that the backward pass can itself be recorded and
/// differentiated.</para>
/// </remarks>
public abstract record Op
{
    /// <summary>The name in messages: the record's.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Whether a derivative exists and is not zero wherever it does; a comparison, for instance, has none.</summary>
    public virtual bool IsDifferentiable => true;

    /// <summary>What of the arguments is discrete, so that no gradient goes through it (<c>integer index</c>); null if nothing is.</summary>
    public virtual string? DiscreteArgument => null;

    /// <summary>The list of labels or indices that <see cref="DiscreteArgument"/> names, which a <see cref="Replay{T}"/> may set; empty if there is none.</summary>
    public virtual IntList DiscreteItems => default;

    /// <summary>Whether this may be an inner operation of a formula that <see cref="Stabilizing"/> recognizes.</summary>
    public virtual bool IsPartOfFormula => false;

    /// <summary>Why a <see cref="Replay{T}"/> cannot run this operation again and what to do instead; null if it can.</summary>
    public virtual string? WhyNotReplayed => null;

    /// <summary>Whether the output has the elements of the input in the same order, so that the two can share them in memory.</summary>
    internal virtual bool OutputIsInput => false;

    /// <summary>Whether the output is the input, broadcast to a larger shape, so that an operation that broadcasts can as well read the input.</summary>
    public virtual bool StretchesInput => false;

    /// <summary>The name, and what the operation was told: <c>Sum(Axes = [0], KeepDims = False)</c>.</summary>
    public sealed override string ToString()
    {
        var told = new StringBuilder();
        return PrintMembers(told) ? $"{Name}({told})" : Name;
    }

    /// <summary>Prints what the operation was told; the members that every operation has are left out.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;

    /// <summary>Applies the operation: checks the shapes, computes the value, records the node.</summary>
    /// <exception cref="ShapeException">The shapes do not fit the operation.</exception>
    public Node<T> Apply<T>(params ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shapes = new Shape[inputs.Length];
        var values = new NdArray<T>[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = inputs[i] ?? throw new ArgumentNullException(nameof(inputs), $"{Name}: input {i} is null.");
            shapes[i] = input.Shape;
            values[i] = input.Value;
        }

        var node = new Node<T>(this, NdArray<T>.ForResult(OutputShape(shapes)), inputs.ToArray());
        Forward<T>(values, node.Writable);
        return node.Finished(inputs);
    }

    /// <summary>Runs one step of a replay.</summary>
    internal virtual void Recompute<T>(Instruction<T> instruction)
        where T : unmanaged, IFloatingPointIeee754<T> => Forward(instruction.ReadValues(), instruction.Output.Writable);

    /// <summary>Computes the value again from other values of the same shapes.</summary>
    internal void Evaluate<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T> => Forward(inputs, output);

    /// <summary>Asks the shape rule alone.</summary>
    internal Shape ShapeFor(ReadOnlySpan<Shape> inputs) => OutputShape(inputs);

    /// <summary>Runs the rule alone.</summary>
    internal Node<T>?[] Rule<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => Bprop(grad, output, inputs);

    /// <summary>The shape of the output for inputs of these shapes.</summary>
    /// <exception cref="ShapeException">The shapes do not fit; the message names the operation, the shapes, the axis and the remedy.</exception>
    protected abstract Shape OutputShape(ReadOnlySpan<Shape> inputs);

    /// <summary>Computes every element of the output from the inputs.</summary>
    /// <param name="inputs">The values that went in; the shape rule has accepted their shapes.</param>
    /// <param name="output">To be written in row-major order; as long as the size of the output's shape.</param>
    protected abstract void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradients of the inputs from the gradient of the output, in operations on nodes.</summary>
    /// <param name="grad">The gradient of the output, of the output's shape.</param>
    /// <param name="output">The output.</param>
    /// <param name="inputs">The inputs.</param>
    /// <returns>One gradient for each input, of that input's shape; null where there is none.</returns>
    protected abstract Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Hands the gradient of a node on to its inputs.</summary>
    internal virtual void Backpropagate<T>(Node<T> node, Node<T> grad, Frontier<T> frontier)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var inputs = node.Inputs.ToArray();
        var gradients = Bprop(grad, node, inputs);
        if (gradients.Length != inputs.Length)
        {
            throw new GradientException(
                $"{Name}: Bprop returned {gradients.Length} gradients for {inputs.Length} inputs; return one for each, null where there is none.");
        }

        for (var i = 0; i < inputs.Length; i++)
        {
            frontier.Push(node, inputs[i], gradients[i]);
        }
    }
}
