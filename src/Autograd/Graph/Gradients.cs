using System.Numerics;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>The gradients of an output by nodes: what a backward pass returns.</summary>
/// <remarks>
/// A pass by everything holds the parameters that the output is computed from, and the watched nodes; a pass by chosen nodes holds these,
/// in their order. A gradient is 0 where every rule on the way returned none, because the derivative is 0.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed partial class Gradients<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Room for the parameters of a small model, which is not made larger step by step in each pass.
    internal const int FewNodes = 7;

    private readonly Node<T>? _output;
    private readonly Dictionary<Node<T>, Node<T>> _byNode = new(FewNodes);
    private readonly long _start = NodeId.Next();

    /// <summary>What a pass by these nodes will fill; by everything, if they are null.</summary>
    internal Gradients(Node<T>? output, IEnumerable<Node<T>>? wrt)
    {
        _output = output;
        AreChosen = wrt is not null;
        foreach (var node in wrt ?? [])
        {
            _byNode[node ?? throw new ArgumentNullException(nameof(wrt))] = null!;
        }
    }

    /// <summary>The number of nodes that there is a gradient of.</summary>
    public int Count => _byNode.Count;

    /// <summary>Whether somebody chose these nodes, so that one which is not here has not been forgotten.</summary>
    internal bool AreChosen { get; init; }

    /// <summary>The gradient of the output by a node: of that node's shape.</summary>
    /// <exception cref="GradientException">There is none; the message says why, and where the path was cut.</exception>
    public Node<T> this[Node<T> node] =>
        _byNode.TryGetValue(node, out var gradient) ? gradient : throw MissingGradient.Explain(_output, node, Keys);

    /// <summary>Takes the complete gradient of a node that the backward pass visits, if it is wanted, and says whether it is.</summary>
    internal bool Collect(Node<T> node, Node<T> gradient)
    {
        NoteReplacement(node);
        if (!IsWanted(node))
        {
            return false;
        }

        _byNode[node] = gradient.AsRecordingSays();
        return true;
    }

    /// <summary>Ends the pass: strong zeros are marks of the pass, and the user gets plain gradients.</summary>
    /// <param name="hasGaps">Whether a rule returned no gradient for an input, so that wanted nodes may not have been reached.</param>
    internal void Complete(bool hasGaps)
    {
        foreach (var node in hasGaps ? TopologicalOrder.Of(_output!).Where(IsWanted) : [])
        {
            ref var gradient = ref CollectionsMarshal.GetValueRefOrAddDefault(_byNode, node, out _);
            gradient ??= new Node<T>(NdArray.Zeros<T>(node.Shape), requiresGrad: false);
        }

        RemoveReplaced();
        foreach (var (node, gradient) in _byNode)
        {
            if (gradient is null)
            {
                // Chosen, but nothing leads there. (Removing does not disturb the enumeration.)
                _byNode.Remove(node);
            }
            else
            {
                StrongZeros.Clear(gradient);
            }
        }
    }

    // A node that is watched after the pass was not wanted by it.
    private bool IsWanted(Node<T> node) =>
        AreChosen ? _byNode.ContainsKey(node) : node is Parameter<T> || node.IsWatchedBefore(_start);
}
