namespace Autograd;

// A node whose elements are computed when they are first read.
public partial class Node<T>
{
    private volatile bool _isDeferred;

    /// <summary>The result of an operation that is computed when it is first read. None of the inputs may change until then.</summary>
    internal Node(Op op, Shape shape, Node<T>[] inputs)
        : this(op, NdArray<T>.WithoutElements(shape), FlowOf(inputs), inputsFormulaDepth: 0)
    {
        _allInputs = inputs;
        _isDeferred = true;
    }

    /// <summary>The value, for operations: nobody who listens is told that it is read.</summary>
    internal ref readonly NdArray<T> Elements
    {
        get
        {
            if (_isDeferred)
            {
                Compute();
            }

            return ref _value;
        }
    }

    /// <summary>Whether nobody has read the elements yet, so that they are not computed.</summary>
    internal bool IsDeferred => _isDeferred;

    /// <summary>What a deferred gradient is made of: operations, and for each its input.</summary>
    internal (IReadOnlyList<UnaryOp> Scatters, IReadOnlyList<Node<T>> Inputs) Pieces =>
        (Op is ScatterSum sum ? sum.Scatters : [(UnaryOp)Op!], _allInputs!);

    // Two threads may compute the same elements; either's serve.
    private void Compute()
    {
        var inputs = _allInputs;
        if (inputs is null)
        {
            return;
        }

        var values = Array.ConvertAll(inputs, input => input.Elements);
        var result = NdArray<T>.Unwritten(Shape);
        Op!.Evaluate(values, result.Writable);
        _value = this is LiveNode<T> ? result.Live() : result;
        _isDeferred = false;
    }
}
