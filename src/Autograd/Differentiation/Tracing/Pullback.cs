using System.Numerics;

namespace Autograd;

/// <summary>Takes gradients of an output back to some nodes, again and again: 0 where the output does not depend on one.</summary>
internal sealed class Pullback<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Node<T> _output;
    private readonly IReadOnlyList<Node<T>> _nodes;

    /// <summary>Looks for the nodes in the graph of the output.</summary>
    public Pullback(Node<T> output, IReadOnlyList<Node<T>> nodes)
    {
        (_output, _nodes) = (output, nodes);
        if (output.RequiresGrad)
        {
            var ids = TopologicalOrder.Of(output, oldest: nodes.Min(node => node.Id)).Select(node => node.Id).ToHashSet();
            Reached = [.. nodes.Where(node => node.RequiresGrad && ids.Contains(node.Id)).Distinct()];
        }
    }

    /// <summary>The nodes that the output depends on.</summary>
    public Node<T>[] Reached { get; } = [];

    /// <summary>The gradients of sum(seed * output) by the nodes, in their order.</summary>
    /// <param name="seed">Of the shape of the output; null for 1, if that has one element.</param>
    /// <param name="isRecorded">Whether the pass is recorded.</param>
    public Node<T>[] Of(Node<T>? seed, bool isRecorded)
    {
        var gradients = Reached.Length == 0 ? null : _output.Backward(Reached, seed, isRecorded);
        return [.. _nodes.Select(node => gradients is not null && gradients.TryGetValue(node, out var gradient)
            ? gradient : new Node<T>(NdArray.Zeros<T>(node.Shape), requiresGrad: false))];
    }
}
