using System.Numerics;

namespace Autograd;

/// <summary>What a replay does in one go.</summary>
internal interface IInstruction
{
    void Run();
}

/// <summary>One operation of a replay: the nodes that it reads and the node that it writes.</summary>
internal class Instruction<T>(Op operation, Node<T> output, Node<T>[] inputs) : IInstruction
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Made when first needed: most operations read the nodes, and a long replay of small ones should stay in the caches.
    private NdArray<T>[]? _values;
    private Shape[]? _shapes;

    public Op Op { get; private set; } = operation;

    public Node<T> Output => output;

    public Node<T>[] Inputs => inputs;

    /// <summary>Reads the values of the inputs as they are now, for <see cref="RunPart"/>.</summary>
    public void ReadValues()
    {
        _values ??= new NdArray<T>[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            _values[i] = inputs[i].Elements;
        }
    }

    public virtual void Run()
    {
        try
        {
            Op.Evaluate(inputs, ref _values, output.Writable);
        }
        catch (Exception exception) when (OpException.IsUnnamed(Op, exception))
        {
            throw OpException.Applying<T>(Op, inputs, exception);
        }
    }

    /// <summary>Computes a part of the output of an operation element by element from the values that were read last.</summary>
    public void RunPart(int start, int count) => ((IElementwise)Op).ComputePart(_values, start, output.Writable.Slice(start, count));

    /// <summary>Reads another node in place of one.</summary>
    public void ReadInstead(Node<T> node, Node<T> other) => inputs.AsSpan().Replace(node, other);

    /// <summary>The lists of labels or indices that the operation was given.</summary>
    public IEnumerable<IntList> Lists => ListsOf(Op);

    /// <summary>Whether the operation was given this very list.</summary>
    public bool Holds(IntList list) => list.Count > 0 && Lists.Any(other => ReferenceEquals(other.Items, list.Items));

    /// <summary>Reads another list in place of one.</summary>
    public virtual void ReadInstead(IntList list, IntList other) =>
        Op = WithLists(Op, own => ReferenceEquals(own.Items, list.Items) ? other : own);

    /// <summary>Asks the shape rule again, which looks at labels and indices too.</summary>
    public void RequireFit()
    {
        try
        {
            Op.ShapeFor(_shapes ??= Array.ConvertAll(inputs, input => input.Shape));
        }
        catch (ArgumentException exception) when (output.Origin is { } origin)
        {
            throw OpException.Told(exception, $" It is read at {origin}.");
        }
    }

    /// <summary>The lists of labels or indices that an operation was given, in order.</summary>
    protected static IEnumerable<IntList> ListsOf(Op operation) =>
        (operation is ScatterSum sum ? sum.Scatters : (IEnumerable<Op>)[operation])
            .OfType<IReadsIndices>()
            .Select(reader => reader.Indices);

    /// <summary>The operation with other lists of labels or indices in the place of its own.</summary>
    protected static Op WithLists(Op operation, Func<IntList, IntList> other)
    {
        return operation is ScatterSum sum
            ? sum with { Scatters = [.. sum.Scatters.Select(scatter => (UnaryOp)With(scatter))] }
            : With(operation);

        Op With(Op op) => op is IReadsIndices reader ? reader.WithIndices(other(reader.Indices)) : op;
    }
}
