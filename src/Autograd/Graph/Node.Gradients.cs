namespace Autograd;

public partial class Node<T>
{
    /// <summary>Computes the gradients of this node by what went into it, in one pass back through the graph.</summary>
    /// <remarks>The result is new each time: nothing is accumulated from an earlier call, so nothing has to be set to zero.</remarks>
    /// <param name="wrt">
    /// The nodes to differentiate by (with respect to), parameters or intermediate nodes: the pass visits only the paths that lead to
    /// them. Left out, all parameters and all watched nodes.
    /// </param>
    /// <param name="seed">
    /// The gradient of this node, of its shape: the result is the gradient of sum(seed * node). Left out, it is 1, if the node has one
    /// element.
    /// </param>
    /// <param name="differentiable">
    /// Records the backward pass itself, so that the gradients can be differentiated. Left out, they are constants, as data is: in
    /// <c>loss + penalty(gradient)</c> the penalty then counts in the value and has no part in the gradient. Nothing refuses that, because
    /// <c>w - 0.1 * gradient</c> is meant so as often as not; the gradient of the penalty alone is refused, and says why.
    /// </param>
    /// <returns>The gradients, by node.</returns>
    /// <exception cref="GradientException">
    /// No parameter went into this node; it has several elements and no seed; the seed has another shape; a parameter was updated
    /// since it was read; a rule returned a gradient of the wrong shape; the node does not depend on one of <paramref name="wrt"/>.
    /// </exception>
    public Gradients<T> Backward(IEnumerable<Node<T>>? wrt = null, Node<T>? seed = null, bool differentiable = false)
    {
        var gradients = new Gradients<T>(this, wrt);
        Node<T>[] targets = wrt is null ? [] : [.. gradients.Keys];
        var checkedSeed = CheckedSeed(seed, differentiable);
        BackwardPass.Run(this, checkedSeed, wrt is null ? null : PathsTo(targets, gradients), differentiable, gradients);
        foreach (var target in targets)
        {
            // Refused here, not when it is read: what was asked for must be there.
            _ = gradients[target];
        }

        return gradients;
    }

    /// <summary>The gradient of this node by one other; the pass visits only the paths between the two.</summary>
    /// <param name="wrt">The node to differentiate by (with respect to), a parameter or an intermediate node.</param>
    /// <param name="seed">The gradient of this node, of its shape; left out, it is 1, if the node has one element.</param>
    /// <param name="differentiable">Records the backward pass itself, so that the gradient can be differentiated.</param>
    /// <returns>The gradient, of the shape of <paramref name="wrt"/>.</returns>
    /// <exception cref="GradientException">
    /// As for <see cref="Backward"/>, and when this node does not depend on <paramref name="wrt"/>.
    /// </exception>
    public Node<T> Gradient(Node<T> wrt, Node<T>? seed = null, bool differentiable = false) =>
        Backward([wrt], seed, differentiable)[wrt];

    private HashSet<long> PathsTo(Node<T>[] targets, Gradients<T> gradients)
    {
        var paths = targets.Select(target => target.Id).ToHashSet();
        foreach (var node in TopologicalOrder.Of(this, oldest: paths.DefaultIfEmpty(Id).Min()))
        {
            gradients.NoteReplacement(node);
            for (var i = 0; i < node.InputCount; i++)
            {
                if (paths.Contains(node.InputAt(i).Id))
                {
                    paths.Add(node.Id);
                }
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

        // A pass that is not recorded must not return a recorded node, and none what is written later.
        return seed.Shape == Shape
            ? seed is not LiveNode<T> && (differentiable || !seed.RequiresGrad) ? seed : seed.Detach()
            : throw new GradientException(
                $"Backward: the seed has shape {seed.Shape}, but {Label} has shape {Shape}; they must be the same."
                + Origins.OfInputs(this, seed));
    }
}
