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
        // Ids, not nodes: neighbors in the graph have neighboring ids, so a million of them are looked up in memory order.
        var seen = new HashSet<long> { output.Id };
        var order = new List<Node<T>> { output };
        for (var next = 0; next < order.Count; next++)
        {
            var node = order[next];
            for (var i = 0; i < node.InputCount; i++)
            {
                var input = node.InputAt(i);
                if (input.Id >= oldest && seen.Add(input.Id))
                {
                    order.Add(input);
                }
            }
        }

        // Nodes are numbered as they are made, and a node is made after its inputs.
        order.Sort((x, y) => x.Id.CompareTo(y.Id));
        return order;
    }
}
