using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
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
    // How many operations in a row a constant may keep alive. The formulas are two deep, but what they start from may itself be made by
    // operations that occur in formulas.
    private const byte DeepestFormula = 8;

    private const GraphModes Noting = GraphModes.OriginsCaptured | GraphModes.Taped | GraphModes.BuffersReused;

    private NdArray<T> _value;
    private readonly Node<T>? _input0;
    private readonly Node<T>? _input1;
    private readonly Node<T>[]? _allInputs;
    private readonly byte _formulaDepth;
    private bool _isReleased;
    private NodeDetails<T>? _details;

    /// <summary>A leaf.</summary>
    internal Node(NdArray<T> value, bool requiresGrad)
    {
        RequireSupportedType();
        _value = value;
        RequiresGrad = requiresGrad;
        Id = NodeId.Next();
    }

    /// <summary>The result of an operation on one or two nodes.</summary>
    internal Node(Op op, NdArray<T> value, Node<T> input0, Node<T>? input1 = null)
        : this(op, value, input0.RequiresGrad || input1 is { RequiresGrad: true }, Math.Max(input0._formulaDepth, input1?._formulaDepth ?? 0))
    {
        if (KeepsInputs)
        {
            _input0 = Kept(input0);
            _input1 = input1 is null ? null : Kept(input1);
        }
    }

    /// <summary>The result of an operation on any number of nodes.</summary>
    internal Node(Op op, NdArray<T> value, Node<T>[] inputs)
        : this(op, value, Array.Exists(inputs, input => input.RequiresGrad), inputs.Length == 0 ? (byte)0 : inputs.Max(input => input._formulaDepth))
    {
        if (KeepsInputs)
        {
            _allInputs = Array.ConvertAll(inputs, Kept);
        }
    }

    private Node(Op op, NdArray<T> value, bool inputsRequireGrad, byte inputsFormulaDepth)
    {
        _value = value;
        Op = op;
        Id = NodeId.Next();
        RequiresGrad = inputsRequireGrad && op.IsDifferentiable && Recording.IsOn;
        _formulaDepth = !RequiresGrad && op.IsPartOfFormula && inputsFormulaDepth < DeepestFormula ? (byte)(inputsFormulaDepth + 1) : (byte)0;
    }

    /// <summary>The value. Reading it costs nothing; it shares the node's elements.</summary>
    /// <exception cref="GradientException">The value was given back at the end of a scope of <see cref="Buffers.Reuse"/>; so for all that reads elements.</exception>
    public ref readonly NdArray<T> Value
    {
        get
        {
            if (_isReleased)
            {
                ThrowReleased();
            }

            return ref _value;
        }
    }

    /// <summary>The lengths of the value's axes.</summary>
    public Shape Shape => _value.Shape;

    /// <summary>The elements of the value in row-major order, without a copy.</summary>
    public ReadOnlySpan<T> Span => Value.Span;

    /// <summary>The one element of a value of size 1.</summary>
    /// <exception cref="ShapeException">There is not exactly one element.</exception>
    public T Scalar => Value.Scalar;

    /// <summary>The operation that made this node; null for a parameter and a given constant.</summary>
    public Op? Op { get; }

    /// <summary>The nodes that the operation read; empty for a parameter and for a constant.</summary>
    public NodeInputs<T> Inputs => new(this);

    /// <summary>Whether a parameter went into this node, so that a gradient can go back through it.</summary>
    public bool RequiresGrad { get; }

    /// <summary>Whether <see cref="Watch"/> was called.</summary>
    public bool IsWatched { get; private set; }

    /// <summary>The name given with <see cref="Named"/>, or null.</summary>
    public string? Name => _details?.Name;

    /// <summary>Numbers nodes in the order in which they were made: a node's inputs have smaller numbers.</summary>
    public long Id { get; }

    /// <summary>The line of code that made this node, if it was made inside <see cref="Origins.Capture"/>; else null.</summary>
    public string? Origin => _details?.Origin;

    /// <summary>The formula that this node's operation stands for, if one was recognized (see <see cref="Stabilizing"/>); else null.</summary>
    public Replacement? Replaced => _details?.Replaced;

    /// <summary>Where the backward pass last put this node in its list of pending ones. A hint, never trusted: see <see cref="Frontier{T}"/>.</summary>
    internal int FrontierHint { get; set; }

    internal Span<T> Writable => _value.Writable;

    internal NodeDetails<T> Details => _details ??= new NodeDetails<T>();

    internal NodeDetails<T>? DetailsIfAny => _details;

    internal int InputCount => RequiresGrad ? KeptInputCount : 0;

    /// <summary>Counts the inputs that a constant keeps for <see cref="Stabilizing"/> too.</summary>
    internal int KeptInputCount => _allInputs is not null ? _allInputs.Length : _input0 is null ? 0 : _input1 is null ? 1 : 2;

    /// <summary>The element of the value at an index with one position for each axis.</summary>
    public T this[params ReadOnlySpan<int> index] => Value[index];

    /// <summary>A scalar constant, so that <c>2 * x</c> and <c>1 - x</c> can be written.</summary>
    public static implicit operator Node<T>(T scalar) => new(scalar, requiresGrad: false);

    /// <summary>A constant with the value of an array, so that data can be written in formulas.</summary>
    public static implicit operator Node<T>(NdArray<T> value) => new(value, requiresGrad: false);

    /// <summary>Gives this node a name for texts and error messages, and returns it.</summary>
    public Node<T> Named(string name)
    {
        Details.Name = name;
        return this;
    }

    /// <summary>Asks every backward pass to return the gradient of this node too, and returns it. A node that is watched before it is used is never bypassed by <see cref="Stabilizing"/>.</summary>
    /// <exception cref="GradientException">The node is a constant: no gradient reaches it.</exception>
    public Node<T> Watch()
    {
        if (!RequiresGrad)
        {
            throw new GradientException($"Watch: {this} is a constant, so no gradient reaches it. Make it, or what it is computed from, a Parameter.");
        }

        IsWatched = true;
        return this;
    }

    /// <summary>The same value as a constant: gradients stop here.</summary>
    public Node<T> StopGradient()
    {
        var cut = Detached();
        if (RequiresGrad)
        {
            cut.Details.CutFrom = new WeakReference<Node<T>>(this);
        }

        return cut;
    }

    /// <summary>Name if there is one, operation, shape and first values: <c>hidden = Relu (2, 3) [0, 1.5, 0.2, 0, ...]</c>.</summary>
    public override string ToString() => $"{Label} {(_isReleased ? "(given back)" : NdArrayText.Short(_value))}";

    /// <summary>Name if there is one, operation and shape, for messages.</summary>
    internal string Label => $"{(Name is null ? "" : Name + " = ")}{Kind} {Shape}";

    /// <summary>Like <see cref="Label"/>, with the line that made the node where it is known.</summary>
    internal string Place => Origin is null ? Label : $"{Label} made at {Origin}";

    private protected virtual string Kind => Op?.ToString() ?? (_details?.CutFrom is null ? "Constant" : "StopGradient");

    /// <summary>The same value as a constant that remembers nothing.</summary>
    /// <remarks>A parameter's elements may be written later, so they are copied; everything else can be shared.</remarks>
    internal Node<T> Detached()
    {
        var detached = new Node<T>(this is Parameter<T> ? _value.Copy() : Value, requiresGrad: false);
        if (GraphScope.Has(GraphModes.Taped))
        {
            Tape<T>.NoteSame(detached, this);
        }

        if (Buffers.AreReused)
        {
            BufferPool<T>.Note(detached);
        }

        return detached;
    }

    internal Node<T> InputAt(int index) => _allInputs is not null ? _allInputs[index] : (index == 0 ? _input0 : _input1)!;

    /// <summary>Ends the making of a node by an operation on these inputs: notes what a scope asks for.</summary>
    internal Node<T> Finished(Node<T> input0, Node<T>? input1 = null)
    {
        if (GraphScope.Has(Noting))
        {
            Note(input1 is null ? [input0] : [input0, input1]);
        }

        return this;
    }

    /// <inheritdoc cref="Finished(Node{T}, Node{T}?)"/>
    internal Node<T> Finished(ReadOnlySpan<Node<T>> inputs)
    {
        if (GraphScope.Has(Noting))
        {
            Note(inputs);
        }

        return this;
    }

    private void Note(ReadOnlySpan<Node<T>> inputs)
    {
        if (Origins.AreCaptured)
        {
            Details.Origin = OriginOf(new StackTrace(fNeedFileInfo: true));
        }

        if (GraphScope.Has(GraphModes.Taped))
        {
            Tape<T>.Note(this, inputs);
        }

        if (Buffers.AreReused)
        {
            BufferPool<T>.Note(this);
        }
    }

    /// <summary>Lets go of the value, whose array is used again.</summary>
    internal void Release()
    {
        _isReleased = true;
        _value = NdArray<T>.WithoutElements(Shape);
    }

    [DoesNotReturn]
    private void ThrowReleased() => throw new GradientException(
        $"{Place} was made inside a scope of Buffers.Reuse, whose end gave its elements back for other results. Read it inside the scope, and copy there what is to be kept (Value.Copy).");

    // Constants keep no inputs, so that they do not keep alive a graph that nobody can ask a gradient of. The inner operations of
    // formulas that Stabilizing recognizes are the exception, so that a formula has one value whether it is recorded or not.
    private bool KeepsInputs => RequiresGrad || _formulaDepth > 0;

    private Node<T> Kept(Node<T> input) => RequiresGrad || !input.RequiresGrad || input is Parameter<T> ? input : input.Detached();

    private static void RequireSupportedType()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Nodes hold float or double, not {typeof(T).Name}.");
        }
    }

    private static string? OriginOf(StackTrace stack)
    {
        foreach (var frame in stack.GetFrames())
        {
            if (frame.GetFileName() is { } file
                && DiagnosticMethodInfo.Create(frame)?.DeclaringAssemblyName.Split(',')[0] is not ("Autograd" or "Autograd.Ops"))
            {
                return $"{Path.GetFileName(file)}:{frame.GetFileLineNumber()}";
            }
        }

        return null;
    }
}
