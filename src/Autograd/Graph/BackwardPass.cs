using System.Numerics;

namespace Autograd;

/// <summary>The backward pass.</summary>
internal static class BackwardPass
{
    /// <summary>Visits the graph once, from the output back, and passes each node's gradient on to its inputs.</summary>
    /// <param name="output">The node to differentiate.</param>
    /// <param name="seed">The gradient of the output: what the result is linear in.</param>
    /// <param name="paths">The ids of the nodes to visit; null for all that require a gradient.</param>
    /// <param name="differentiable">Whether the pass is itself recorded.</param>
    /// <param name="gradients">Receives the complete gradients of the nodes that are wanted.</param>
    public static void Run<T>(Node<T> output, Node<T> seed, HashSet<long>? paths, bool differentiable, Gradients<T> gradients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var scope = differentiable ? Recording.On() : Recording.Off();
        var isObserved = GraphScope.IsObserved;
        using var arrays = differentiable || isObserved ? null : PassArrays<T>.Begin();
        var pending = new PendingGradients<T>(paths, isObserved, arrays);
        pending.Push(output, seed);
        while (pending.TryPopYoungest(out var node, out var grad))
        {
            if (gradients.Collect(node, grad))
            {
                arrays?.GiveAway(grad);
            }

            if (isObserved)
            {
                GraphEvents.Visited(node, grad);
            }

            if (node.Op is null)
            {
                continue;
            }

            for (var i = 0; i < node.InputCount; i++)
            {
                (node.InputAt(i) as Parameter<T>)?.RequireUnchangedSince(node, output);
            }

            node.Op.Backpropagate(node, grad, pending);
            arrays?.EndRule(node.Op, grad);
        }

        gradients.Complete(pending.HasGaps);
    }
}
