using System.Collections;
using System.Numerics;

namespace Autograd;

/// <summary>The nodes that an operation read, in the order of its arguments.</summary>
public readonly struct NodeInputs<T> : IReadOnlyList<Node<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Node<T> _node;

    internal NodeInputs(Node<T> node) => _node = node;

    /// <summary>The number of inputs.</summary>
    public int Count => _node?.InputCount ?? 0;

    /// <summary>The input at a position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such input.</exception>
    public Node<T> this[int index] => (uint)index < (uint)Count
        ? _node.InputAt(index)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"{_node?.Label} has {Count} inputs.");

    /// <summary>An enumerator over the inputs.</summary>
    public IEnumerator<Node<T>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return _node.InputAt(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
