namespace Autograd;

// A look at a node that nobody who listens is told of.
public partial class Node<T>
{
    /// <summary>The value, for a look that decides nothing: a check of arguments, a text, a plot.</summary>
    /// <remarks>
    /// The same as <see cref="Value"/>, but allowed while a replay is recorded, which refuses code that reads elements: it would read
    /// them once. So nothing that is computed may depend on what is seen here.
    /// </remarks>
    public ref readonly NdArray<T> Inspect() => ref Elements;

    /// <summary>Puts other elements in the place of the node's own and returns these, for as long as nobody else uses the node.</summary>
    internal NdArray<T> Exchange(NdArray<T> value)
    {
        var before = Elements;
        _value = value;
        return before;
    }
}
