using System.Numerics;

namespace Autograd;

/// <summary>A value and how it was made: the operation and the nodes that went into it.</summary>
/// <remarks>
/// <para>Nodes are made by operations (<c>x * y</c>, <c>x.Exp()</c>), as constants (<see cref="Node.Constant{T}(NdArray{T})"/>, or
/// simply <c>2 * x</c>) and as <see cref="Parameter{T}"/>. The value of a node never changes, except a parameter's.</para>
/// <para>A node is recorded, with its inputs, when a parameter went into it and recording is on; otherwise it is a constant.</para>
/// </remarks>
/// <typeparam name="T">The element type: <see cref="float"/> to train, <see cref="double"/> to check.</typeparam>
public partial class Node<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private NdArray<T> _value;
    private Node<T>? _input0;
    private Node<T>? _input1;
    private Node<T>[]? _allInputs;
    private NodeDetails<T>? _details;

    /// <summary>A leaf. A parameter may write to its elements later, so a constant that is given them copies them.</summary>
    internal Node(NdArray<T> value, bool requiresGrad)
    {
        RequireSupportedType();
        _value = requiresGrad ? value : value.Detached();
        _flow = requiresGrad ? GradientFlow.Recorded : GradientFlow.None;
        Id = NodeId.Next();
        AnnounceGiven();
    }

    /// <summary>The result of an operation on one or two nodes.</summary>
    internal Node(Op op, NdArray<T> value, Node<T> input0, Node<T>? input1 = null)
        : this(
            op,
            value,
            FlowOf(input0, input1),
            Math.Max(input0._formulaDepth, input1?._formulaDepth ?? 0))
    {
        if (KeepsInputs)
        {
            _input0 = ToKeep(input0);
            _input1 = input1 is null ? null : ToKeep(input1);
            KeepForFormulas();
        }
    }

    /// <summary>The result of an operation on any number of nodes, whose array becomes this node's own.</summary>
    internal Node(Op op, NdArray<T> value, Node<T>[] inputs)
        : this(op, value, FlowOf(inputs), DepthOf(inputs))
    {
        if (KeepsInputs)
        {
            foreach (ref var input in inputs.AsSpan())
            {
                input = ToKeep(input);
            }

            _allInputs = inputs;
            KeepForFormulas();
        }
    }

    private Node(Op op, NdArray<T> value, GradientFlow inputs, byte inputsFormulaDepth)
    {
        var traits = op.Traits;
        _value = value;
        Op = op;
        Id = NodeId.Next();
        _flow = FlowThrough(traits, inputs);
        _formulaDepth = RequiresGrad ? (byte)0 : FormulaDepth(traits, inputsFormulaDepth);
    }

    /// <summary>The value. It shares the node's elements; those of a gradient of pieces are computed when it is first read.</summary>
    /// <exception cref="ReplayException">
    /// A replay is being recorded on this thread that would not read it again; <see cref="Inspect"/> is for a look that decides nothing.
    /// </exception>
    public ref readonly NdArray<T> Value
    {
        get
        {
            if (GraphScope.IsObserved)
            {
                GraphEvents.Reading(this);
            }

            return ref Elements;
        }
    }

    /// <summary>The lengths of the value's axes.</summary>
    public Shape Shape => _value.Shape;

    /// <summary>The elements of the value in row-major order, without a copy.</summary>
    public ReadOnlySpan<T> Span => Value.Span;

    /// <summary>The one element of a value of size 1: item.</summary>
    /// <exception cref="ShapeException">There is not exactly one element.</exception>
    public T Scalar => Value.Scalar;

    /// <summary>The operation that made this node; null for a parameter and a given constant.</summary>
    public Op? Op { get; }

    /// <summary>The nodes that the operation read; empty for a parameter and for a constant.</summary>
    public NodeInputs<T> Inputs => new(this);

    /// <summary>Whether a parameter went into this node, so that a gradient can go back through it.</summary>
    public bool RequiresGrad => _flow == GradientFlow.Recorded;

    /// <summary>Numbers nodes in the order in which they were made: a node's inputs have smaller numbers.</summary>
    public long Id { get; }

    /// <summary>Whether <see cref="Watch"/> was called.</summary>
    public bool IsWatched => IsWatchedBefore(long.MaxValue);

    /// <summary>The index that a backward pass last gave this node. A hint, never trusted: see <see cref="PendingGradients{T}"/>.</summary>
    internal int PendingIndex { get; set; }

    internal Span<T> Writable => _value.Writable;

    internal NodeDetails<T> Details => _details ??= new NodeDetails<T>();

    internal NodeDetails<T>? DetailsIfAny => _details;

    internal int InputCount => RequiresGrad ? KeptInputCount : 0;

    /// <summary>The inputs of an operation on any number of nodes.</summary>
    internal ReadOnlySpan<Node<T>> AllInputs => _allInputs;

    /// <summary>A number as a scalar constant, rounded to <typeparamref name="T"/>: <c>0.5 * x</c>, <c>x.Maximum(0)</c>.</summary>
    /// <remarks>From double, not from T, so that one literal serves float nodes, double nodes and rules for both.</remarks>
    public static implicit operator Node<T>(double number) => new(T.CreateChecked(number), requiresGrad: false);

    /// <summary>A constant with the value of an array, so that data can be written in formulas; a parameter's value is copied.</summary>
    public static implicit operator Node<T>(NdArray<T> value) => new(value, requiresGrad: false);

    /// <summary>A constant with a copy of a vector, so that a C# array can be written in formulas.</summary>
    public static implicit operator Node<T>(T[] vector) => new(vector, requiresGrad: false);

    /// <summary>A constant with a copy of a matrix.</summary>
    public static implicit operator Node<T>(T[,] matrix) => new(matrix, requiresGrad: false);

    /// <summary>Asks every backward pass to return the gradient of this node too, and returns it.</summary>
    /// <remarks>A node that is watched before it is used is never replaced by <see cref="Stabilizing"/>.</remarks>
    /// <exception cref="GradientException">The node is a constant: no gradient reaches it.</exception>
    public Node<T> Watch()
    {
        if (!RequiresGrad)
        {
            throw new GradientException(
                $"Watch: {this} is a constant, so no gradient reaches it. Make it, or what it is computed from, a Parameter.");
        }

        Details.WatchedSince = NodeId.Next();
        return this;
    }

    /// <summary>The same value as a constant: gradients stop here (detach).</summary>
    public Node<T> StopGradient()
    {
        var cut = Detach();
        if (RequiresGrad)
        {
            cut.Details.CutFrom = new WeakReference<Node<T>>(this);
        }

        return cut;
    }

    /// <summary>The same value as a constant that remembers nothing.</summary>
    internal Node<T> Detach()
    {
        var constant = new Node<T>(Elements, requiresGrad: false);
        if (GraphScope.IsObserved)
        {
            GraphEvents.Shared(constant, this);
        }

        return constant;
    }

    /// <summary>Whether the node was watched already when this number was given out.</summary>
    internal bool IsWatchedBefore(long id) => _details?.WatchedSince < id;

    // Read once: another thread may let go of the inputs of a constant meanwhile (see KeepForFormulas).
    internal Node<T> InputAt(int index) => _allInputs is { } inputs ? inputs[index] : (index == 0 ? _input0 : _input1)!;

    private static void RequireSupportedType()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Nodes hold float or double, not {typeof(T).Name}.");
        }
    }
}
