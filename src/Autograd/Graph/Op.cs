using System.Numerics;
using System.Text;

namespace Autograd;

/// <summary>An operation: a shape rule, a forward computation and a rule for the backward pass (bprop).</summary>
/// <remarks>
/// <para>A sealed record; what it was told (axes, labels...) are its properties, so it prints itself. Derive from
/// <see cref="ElementwiseOp"/>, <see cref="UnaryOp"/> or <see cref="BinaryOp"/>, and from this class for more inputs.</para>
/// <para>The three parts are separate: the shape rule sees shapes only, Forward writes into a buffer that it is given and can be
/// run again on other values, and Bprop is written in operations on nodes, so that the backward pass can itself be recorded and
/// differentiated. What else there is to say of some operations stands in <see cref="Arity"/>, <see cref="Traits"/>,
/// <see cref="IReadsIndices"/>, <see cref="IRunsOnce"/> and <see cref="IFused"/>.</para>
/// <para>An operation has one output. Two that are computed together (sine and cosine, mean and variance) are two operations where
/// each is cheap alone. Where they share the work, one operation stacks them along a new first axis, and its verb returns the parts
/// <c>y[0]</c> and <c>y[1]</c>: the gradient of each goes back through the index, and the rule gets both, stacked, in one
/// <c>grad</c>.</para>
/// </remarks>
public abstract partial record Op
{
    /// <summary>The name in messages: the record's.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>What the engine may know of this operation beside its three parts; a constant.</summary>
    public virtual OpTraits Traits => OpTraits.None;

    /// <summary>How many inputs it takes: <c>3</c>, or <c>new(2, 3, "x, the weight and, if wanted, a bias")</c>; a constant.</summary>
    /// <remarks>Another number is refused before anything else, so no part of the operation has to look at it.</remarks>
    public virtual Arity Arity => default;

    /// <summary>The name, and what the operation was told: <c>Sum(Axes = [0], KeepDims = False)</c>.</summary>
    public sealed override string ToString()
    {
        var told = new StringBuilder();
        return PrintMembers(told) ? $"{Name}({told})" : Name;
    }

    /// <summary>Prints what the operation was told; the members that every operation has are left out.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;

    /// <summary>What <see cref="Apply"/> does: checks the shapes, computes the value, records the node.</summary>
    private Node<T> Record<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shapes = new Shape[inputs.Length];
        var values = new NdArray<T>[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            shapes[i] = inputs[i].Shape;
            values[i] = inputs[i].Elements;
        }

        var node = new Node<T>(this, PassArrays<T>.NewResult(OutputShape(shapes)), inputs.ToArray());
        Forward<T>(values, node.Writable);
        return Made(node, inputs);
    }

    /// <summary>The shape of the output for inputs of these shapes, as many as <see cref="Arity"/> says.</summary>
    /// <exception cref="ShapeException">
    /// The shapes do not fit; the message names the operation, the shapes, the axis and the remedy.
    /// </exception>
    protected abstract Shape OutputShape(ReadOnlySpan<Shape> inputs);

    /// <summary>Computes every element of the output from the inputs.</summary>
    /// <param name="inputs">The values that went in; the shape rule has accepted their shapes.</param>
    /// <param name="output">To be written in row-major order; as long as the size of the output's shape.</param>
    protected abstract void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradients of the inputs from the gradient of the output, in operations on nodes.</summary>
    /// <remarks>
    /// In operations only. A rule that reads elements (<see cref="Node{T}.Span"/>, <see cref="Node{T}.Scalar"/>,
    /// <see cref="Node{T}.Value"/>) to choose a slope chooses once: a second derivative does not go through what it computed from them,
    /// and a <see cref="Replay{T}"/> keeps the choice when the values change. Choose by masks instead (<c>x &gt; 0</c>, <c>Where</c>,
    /// <c>Clamp</c>; <see cref="StrongZeros.Select"/> where elements are left out), or make the derivative an operation of its own, whose
    /// Forward may read what it likes. Where code must look, <see cref="Recording.AnnounceDecision"/> has replays refuse it by name.
    /// A certificate (<c>GradientCheck.Certify</c>) records the rule at one point and runs it again at others, to find such a choice.
    /// </remarks>
    /// <param name="grad">The gradient of the output, of the output's shape.</param>
    /// <param name="output">The output.</param>
    /// <param name="inputs">The inputs.</param>
    /// <returns>One gradient for each input, of that input's shape; null where there is none.</returns>
    protected abstract Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Passes the gradient of a node on to its inputs.</summary>
    private protected virtual void PassOn<T>(Node<T> node, Node<T> grad, PendingGradients<T> pending)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var inputs = node.AllInputs;
        var gradients = Rule(grad, node, inputs);
        for (var i = 0; i < inputs.Length; i++)
        {
            pending.Push(node, inputs[i], gradients[i]);
        }
    }
}
