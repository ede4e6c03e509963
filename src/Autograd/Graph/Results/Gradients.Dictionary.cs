using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Autograd;

// Gradients are a dictionary like others: they can be looked through, and made of what comes from elsewhere.
public sealed partial class Gradients<T> : IReadOnlyDictionary<Node<T>, Node<T>>
{
    /// <summary>Gradients from elsewhere: read from a file, averaged over machines, computed by hand.</summary>
    /// <param name="gradients">The gradient of each node, of that node's shape.</param>
    /// <exception cref="ArgumentNullException">A node or a gradient is null.</exception>
    /// <exception cref="ArgumentException">A node is given twice.</exception>
    /// <exception cref="ShapeException">A gradient has another shape than its node.</exception>
    public Gradients(IEnumerable<KeyValuePair<Node<T>, Node<T>>> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        AreChosen = true;
        foreach (var (node, gradient) in gradients)
        {
            ArgumentNullException.ThrowIfNull(node, nameof(gradients));
            ArgumentNullException.ThrowIfNull(gradient, nameof(gradients));
            _byNode.Add(node, gradient.Shape == node.Shape ? gradient : throw MissingGradient.WrongShape(node, gradient));
        }
    }

    /// <summary>The nodes that there is a gradient of.</summary>
    public IEnumerable<Node<T>> Keys => _byNode.Keys;

    /// <summary>The gradients, in the order of <see cref="Keys"/>.</summary>
    public IEnumerable<Node<T>> Values => _byNode.Values;

    /// <summary>Whether there is a gradient by this node.</summary>
    public bool ContainsKey(Node<T> node) => _byNode.ContainsKey(node);

    /// <summary>The gradient by a node, if there is one.</summary>
    public bool TryGetValue(Node<T> node, [MaybeNullWhen(false)] out Node<T> gradient) => _byNode.TryGetValue(node, out gradient);

    /// <summary>An enumerator over the nodes and their gradients.</summary>
    public Dictionary<Node<T>, Node<T>>.Enumerator GetEnumerator() => _byNode.GetEnumerator();

    IEnumerator<KeyValuePair<Node<T>, Node<T>>> IEnumerable<KeyValuePair<Node<T>, Node<T>>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
