using System.Numerics;

namespace Autograd;

/// <summary>Puts a graph in order, inputs before the nodes that use them.</summary>
public static class TopologicalOrder
{
    /// <summary>The node and all that it was made from, oldest first, each once. Without recursion: a graph may be millions deep.</summary>
    /// <param name="output">The last node.</param>
    /// <param name="oldest">Nodes with a smaller <see cref="Node{T}.Id"/> are left out, with all that they were made from.</param>
    public static IReadOnlyList<Node<T>> Of<T>(Node<T> output, long oldest = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(output);
        // Nodes are numbered as they are made, and a node is made after its inputs: the youngest pending one is used by no other.
        // One that is pending several times comes several times in a row.
        var order = new List<Node<T>>();
        var pending = new PriorityQueue<Node<T>, long>();
        pending.Enqueue(output, -output.Id);
        while (pending.TryDequeue(out var node, out _))
        {
            if (order.Count > 0 && ReferenceEquals(order[^1], node))
            {
                continue;
            }

            order.Add(node);
            for (var i = 0; i < node.InputCount; i++)
            {
                if (node.InputAt(i) is var input && input.Id >= oldest)
                {
                    pending.Enqueue(input, -input.Id);
                }
            }
        }

        order.Reverse();
        return order;
    }
}
