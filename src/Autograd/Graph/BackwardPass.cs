using System.Numerics;

namespace Autograd;

/// <summary>The backward pass.</summary>
internal static class BackwardPass
{
    /// <summary>Visits the graph once, from the output back, and hands each node's gradient on to its inputs.</summary>
    /// <param name="output">The node to differentiate.</param>
    /// <param name="seed">The gradient of the output: what the result is linear in.</param>
    /// <param name="paths">The nodes to visit; null for all that require a gradient.</param>
    /// <param name="differentiable">Whether the pass is itself recorded.</param>
    /// <param name="arrived">Told each visited node with its complete gradient.</param>
    public static void Run<T>(Node<T> output, Node<T> seed, HashSet<Node<T>>? paths, bool differentiable, Action<Node<T>, Node<T>> arrived)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = differentiable ? Recording.On() : Recording.Off();
        var frontier = new Frontier<T>(paths);
        frontier.Push(output, seed);
        while (frontier.TryTake(out var node, out var grad))
        {
            arrived(node, grad);
            if (node.Op is null)
            {
                continue;
            }

            for (var i = 0; i < node.InputCount; i++)
            {
                (node.InputAt(i) as Parameter<T>)?.RequireUnchangedSince(node);
            }

            node.Op.Backpropagate(node, grad, frontier);
        }
    }
}
