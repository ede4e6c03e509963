using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Autograd;

/// <summary>What a backward pass returns: the gradients of the parameters, of the watched nodes and of those that were asked for.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed partial class Gradients<T> : IReadOnlyCollection<KeyValuePair<Node<T>, Node<T>>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Node<T> _output;
    private readonly HashSet<Node<T>>? _asked;
    private readonly Dictionary<Node<T>, Node<T>> _byNode = [];
    private readonly long _start = NodeId.Next();

    internal Gradients(Node<T> output, IReadOnlyCollection<Node<T>>? asked, string argument)
    {
        _output = output;
        _asked = asked?.Select(node => node ?? throw new ArgumentNullException(argument)).ToHashSet();
    }

    /// <summary>The number of nodes that a gradient has reached.</summary>
    public int Count => _byNode.Count;

    /// <summary>The gradient of the output by a node: of that node's shape.</summary>
    /// <remarks>
    /// It is 0 where the output is computed from the node, but every rule on the way returned none, because the derivative is 0.
    /// </remarks>
    /// <exception cref="GradientException">
    /// The output does not depend on the node, or its gradient was not asked for; the message says which, and where the path was cut.
    /// </exception>
    public Node<T> this[Node<T> node]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(node);
            RequireNotReplaced(node);

            if (_byNode.TryGetValue(node, out var gradient))
            {
                return gradient;
            }

            return IsWanted(node) && MissingGradient.IsReachable(_output, node)
                ? new Node<T>(NdArray.Zeros<T>(node.Shape), requiresGrad: false)
                : throw MissingGradient.Explain(_output, node);
        }
    }

    /// <summary>Whether a gradient has reached this node.</summary>
    public bool Contains(Node<T> node) => _byNode.ContainsKey(node);

    /// <summary>The gradient by a node, if one has reached it.</summary>
    public bool TryGet(Node<T> node, [NotNullWhen(true)] out Node<T>? gradient) => _byNode.TryGetValue(node, out gradient);

    /// <summary>An enumerator over the nodes and their gradients.</summary>
    public IEnumerator<KeyValuePair<Node<T>, Node<T>>> GetEnumerator() => _byNode.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes the complete gradient of a node that the backward pass visits, if it is wanted.</summary>
    internal void Collect(Node<T> node, Node<T> gradient)
    {
        if (IsWanted(node))
        {
            _byNode[node] = gradient;
        }

        NoteReplacement(node);
    }

    // A node that is watched after the pass was not wanted by it: that no gradient was kept does not make it 0.
    private bool IsWanted(Node<T> node) => node is Parameter<T> || node.IsWatchedBefore(_start) || _asked?.Contains(node) == true;

    /// <summary>Ends the pass: strong zeros are marks of the pass, and the user gets plain gradients.</summary>
    internal Gradients<T> Complete()
    {
        foreach (var gradient in _byNode.Values)
        {
            StrongZeros.Clear(gradient);
        }

        return this;
    }
}
