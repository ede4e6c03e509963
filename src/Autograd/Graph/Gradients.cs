using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Autograd;

/// <summary>What a backward pass returns: the gradients of the parameters, of the watched nodes and of those that were asked for.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class Gradients<T> : IReadOnlyCollection<KeyValuePair<Node<T>, Node<T>>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Node<T> _output;
    private readonly Dictionary<Node<T>, Node<T>> _byNode = [];

    internal Gradients(Node<T> output) => _output = output;

    /// <summary>The number of nodes that have a gradient here.</summary>
    public int Count => _byNode.Count;

    /// <summary>The gradient of the output by a node: of that node's shape.</summary>
    /// <exception cref="GradientException">The output does not depend on the node, or the gradient was not kept; the message says which, and where the path was cut.</exception>
    public Node<T> this[Node<T> node]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(node);
            return _byNode.TryGetValue(node, out var gradient) ? gradient : throw MissingGradient.Explain(_output, node);
        }
    }

    /// <summary>Whether the gradient by this node is here.</summary>
    public bool Contains(Node<T> node) => _byNode.ContainsKey(node);

    /// <summary>The gradient by a node, if it is here.</summary>
    public bool TryGet(Node<T> node, [NotNullWhen(true)] out Node<T>? gradient) => _byNode.TryGetValue(node, out gradient);

    /// <summary>An enumerator over the nodes and their gradients.</summary>
    public IEnumerator<KeyValuePair<Node<T>, Node<T>>> GetEnumerator() => _byNode.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Set(Node<T> node, Node<T> gradient) => _byNode[node] = gradient;
}
