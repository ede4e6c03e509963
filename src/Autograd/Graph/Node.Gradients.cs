namespace Autograd;

public partial class Node<T>
{
    /// <summary>Computes the gradients of this node by everything that went into it, in one pass back through the graph.</summary>
    /// <remarks>The result is new each time: nothing is accumulated from an earlier call, so nothing has to be set to zero.</remarks>
    /// <param name="seed">
    /// The gradient of this node, of its shape: the result is the gradient of sum(seed * node). Left out, it is 1, if the node has one
    /// element.
    /// </param>
    /// <param name="also">Intermediate nodes whose gradients are wanted beside those of the parameters and of the watched nodes.</param>
    /// <param name="differentiable">Records the backward pass itself, so that the gradients can be differentiated.</param>
    /// <returns>The gradients, by node.</returns>
    /// <exception cref="GradientException">
    /// No parameter went into this node; it has several elements and no seed; the seed has another shape; a parameter was updated
    /// since it was read; a rule returned a gradient of the wrong shape; the node does not depend on one of <paramref name="also"/>.
    /// </exception>
    public Gradients<T> Backward(Node<T>? seed = null, IReadOnlyCollection<Node<T>>? also = null, bool differentiable = false)
    {
        var gradients = new Gradients<T>(this, also, nameof(also));
        BackwardPass.Run(this, CheckedSeed(seed, differentiable), paths: null, differentiable, gradients);
        foreach (var node in also ?? [])
        {
            // Refused here, not when it is read: what was asked for must be there.
            _ = gradients[node];
        }

        return gradients.Complete();
    }

    /// <summary>The gradient of this node by one other; the pass visits only the paths between the two.</summary>
    /// <inheritdoc cref="Gradients(ReadOnlySpan{Node{T}}, Node{T}?, bool)"/>
    /// <param name="wrt">The node to differentiate by (with respect to).</param>
    /// <param name="seed">The gradient of this node; left out, it is 1.</param>
    /// <param name="differentiable">Records the backward pass itself.</param>
    public Node<T> Gradient(Node<T> wrt, Node<T>? seed = null, bool differentiable = false) => Gradients([wrt], seed, differentiable)[0];

    /// <summary>The gradients of this node by others; the pass visits only the paths that lead to them.</summary>
    /// <param name="wrt">The nodes to differentiate by (with respect to): parameters or intermediate nodes.</param>
    /// <param name="seed">The gradient of this node, of its shape; left out, it is 1, if the node has one element.</param>
    /// <param name="differentiable">Records the backward pass itself, so that the gradients can be differentiated.</param>
    /// <returns>The gradients in the order of <paramref name="wrt"/>, each of its node's shape.</returns>
    /// <exception cref="GradientException">
    /// As for <see cref="Backward"/>, and when this node does not depend on one of <paramref name="wrt"/>.
    /// </exception>
    public Node<T>[] Gradients(ReadOnlySpan<Node<T>> wrt, Node<T>? seed = null, bool differentiable = false)
    {
        var checkedSeed = CheckedSeed(seed, differentiable);
        var targets = wrt.ToArray();
        if (targets.Length == 0)
        {
            return [];
        }

        var gradients = new Gradients<T>(this, targets, nameof(wrt));
        BackwardPass.Run(this, checkedSeed, PathsTo([.. targets], gradients), differentiable, gradients);
        gradients.Complete();
        return Array.ConvertAll(targets, target => gradients[target]);
    }

    private HashSet<long> PathsTo(HashSet<Node<T>> wanted, Gradients<T> gradients)
    {
        var paths = new HashSet<long>();
        foreach (var node in TopologicalOrder.Of(this, oldest: wanted.Min(node => node.Id)))
        {
            gradients.NoteReplacement(node);
            var isOnPath = wanted.Contains(node);
            for (var i = 0; i < node.InputCount && !isOnPath; i++)
            {
                isOnPath = paths.Contains(node.InputAt(i).Id);
            }

            if (isOnPath)
            {
                paths.Add(node.Id);
            }
        }

        return paths;
    }

    private Node<T> CheckedSeed(Node<T>? seed, bool differentiable)
    {
        if (!RequiresGrad)
        {
            throw new GradientException($"Backward: {this} is a constant: {MissingGradient.WhyConstant(this)}");
        }

        if (seed is null)
        {
            return Shape.Size == 1
                ? new Node<T>(NdArray.Ones<T>(Shape), requiresGrad: false)
                : throw new GradientException(
                    $"Backward: {Label} has {Shape.Size} elements, so there is no single gradient. "
                    + $"Reduce it to one (Sum, Mean), or give a seed of shape {Shape}.");
        }

        // A pass that is not recorded must not return a live parameter or a recorded node.
        return seed.Shape == Shape
            ? differentiable || !seed.RequiresGrad ? seed : seed.Detach()
            : throw new GradientException(
                $"Backward: the seed has shape {seed.Shape}, but {Label} has shape {Shape}; they must be the same.");
    }
}
