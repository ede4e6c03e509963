using System.Numerics;

namespace Autograd;

/// <summary>Both passes over a graph as they happened, step by step: what films, traces and drawings are made of.</summary>
/// <remarks>Every number comes from the passes themselves or from an operation's own rule.</remarks>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class Storyboard<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The nodes, inputs before the nodes that use them.</summary>
    public required IReadOnlyList<StoryNode<T>> Nodes { get; init; }

    /// <summary>The steps: forward in the order in which nodes were made, the seed, and backward in the order of the pass.</summary>
    public required IReadOnlyList<StoryStep> Steps { get; init; }

    /// <summary>Runs a backward pass from a node and records it with the forward pass that made the node.</summary>
    /// <param name="output">The last node.</param>
    /// <param name="seed">The gradient of it; null for 1, if it has one element.</param>
    /// <exception cref="GradientException">The node has no gradient, or needs a seed; see <see cref="Node{T}.Backward"/>.</exception>
    public static Storyboard<T> Of(Node<T> output, Node<T>? seed = null)
    {
        var order = TopologicalOrder.Of(output);
        var nodes = new Dictionary<long, StoryNode<T>>(order.Count);
        foreach (var node in order)
        {
            nodes.Add(node.Id, new StoryNode<T>(node, nodes.Count, [.. node.Inputs.Select(input => nodes[input.Id].Number)]));
        }

        var recorder = new StoryRecorder(nodes);
        using (new GraphScope(recorder))
        {
            output.Backward(seed: seed);
        }

        using (new GraphScope(GraphModes.RecordingOff, removed: GraphModes.Observed))
        {
            recorder.Tell();
        }

        return new Storyboard<T>
        {
            Nodes = [.. nodes.Values],
            Steps =
            [
                .. nodes.Values.Select(node => new StoryStep(StoryPass.Forward, node.Number)),
                new StoryStep(StoryPass.Seed, nodes[output.Id].Number),
                .. recorder.Visited.Select(number => new StoryStep(StoryPass.Backward, number)),
            ],
        };
    }

    /// <summary>
    /// Listens to the backward pass, and reads nothing before its end: who reads a gradient that waits to be computed has it computed,
    /// and the pass would go another way.
    /// </summary>
    private sealed class StoryRecorder(Dictionary<long, StoryNode<T>> nodes) : GraphObserver
    {
        private readonly List<(StoryNode<T> Node, Node<T> Gradient)> _visits = [];
        private readonly List<(StoryNode<T> From, StoryNode<T> To, Node<T> Gradient, Support<T>? Support, bool IsPiece)> _passes = [];

        public IEnumerable<int> Visited => _visits.Select(visit => visit.Node.Number);

        public override void OnVisited<TElement>(Node<TElement> node, Node<TElement> gradient)
        {
            if (node is Node<T> own && nodes.TryGetValue(own.Id, out var story))
            {
                _visits.Add((story, (Node<T>)(object)gradient));
            }
        }

        public override void OnPassed<TElement>(Node<TElement> node, Node<TElement> input, Node<TElement> gradient)
        {
            if (node is Node<T> && nodes.TryGetValue(node.Id, out var from) && nodes.TryGetValue(input.Id, out var to))
            {
                // The pass takes the marks of strong zeros off the gradients that it returns.
                var own = (Node<T>)(object)gradient;
                _passes.Add((from, to, own, own.DetailsIfAny?.Support, own.IsDeferred));
            }
        }

        /// <summary>Tells the nodes what happened to them.</summary>
        public void Tell()
        {
            _visits.ForEach(visit => visit.Node.Complete(visit.Gradient));
            _passes.ForEach(pass => pass.To.Receive(pass.From, pass.Gradient, pass.Support, pass.IsPiece));
        }
    }
}

/// <summary>Which pass a step belongs to.</summary>
internal enum StoryPass
{
    /// <summary>The node was made.</summary>
    Forward,

    /// <summary>The derivative of the output by itself.</summary>
    Seed,

    /// <summary>The node's gradient is complete, and its rule gives gradients to its inputs.</summary>
    Backward,
}

/// <summary>A step.</summary>
/// <param name="Pass">The pass it belongs to.</param>
/// <param name="Node">The number of the node at hand.</param>
internal readonly record struct StoryStep(StoryPass Pass, int Node);
