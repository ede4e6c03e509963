using System.Numerics;

namespace Autograd;

/// <summary>What a replay does in one go.</summary>
internal interface IInstruction
{
    void Run();
}

/// <summary>One operation of a replay: the nodes that it reads and the node that it writes.</summary>
internal sealed class Instruction<T>(Op operation, Node<T> output, Node<T>[] inputs) : IInstruction
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

    public void Run()
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
    public IEnumerable<IntList> Lists =>
        (Op is ScatterSum sum ? sum.Scatters : (IEnumerable<Op>)[Op]).OfType<IReadsIndices>().Select(reader => reader.Indices);

    /// <summary>Whether the operation was given this very list.</summary>
    public bool Holds(IntList list) => list.Count > 0 && Lists.Any(other => ReferenceEquals(other.Items, list.Items));

    /// <summary>Reads another list in place of one.</summary>
    public void ReadInstead(IntList list, IntList other)
    {
        Op = Op is ScatterSum sum ? sum with { Scatters = [.. sum.Scatters.Select(scatter => (UnaryOp)With(scatter))] } : With(Op);

        Op With(Op op) =>
            op is IReadsIndices reader && ReferenceEquals(reader.Indices.Items, list.Items) ? reader.WithIndices(other) : op;
    }

    /// <summary>Asks the shape rule again, which looks at labels and indices too.</summary>
    public void RequireFit() => Op.ShapeFor(_shapes ??= Array.ConvertAll(inputs, input => input.Shape));
}
