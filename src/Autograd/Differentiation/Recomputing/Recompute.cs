using System.Numerics;

namespace Autograd;

/// <summary>Trades time for memory: the inner values of a part of a model are computed again in the backward pass, not kept.</summary>
/// <remarks>PyTorch calls it checkpointing, JAX checkpoint or remat.</remarks>
public static class Recompute
{
    /// <summary>Computes a part and keeps its result alone; the backward pass computes its inner values again, part by part.</summary>
    /// <remarks>
    /// <para>A chain of n operations in parts of k keeps n / k + k values instead of n: least for k near the square root of n. It
    /// costs one more forward pass. Values, gradients and derivatives of any order are the same as without.</para>
    /// <para>What the part captures gets its gradients: parameters, and nodes that were computed before. The part is called once: its
    /// operations are applied again, not its code, so <c>Dropout</c> drops the same elements, and states and random generators advance
    /// once. Constants that the code makes (noise, scales) are kept. A node inside cannot be differentiated by from outside, nor
    /// watched; a strong zero (<see cref="StrongZeros"/>) that leaves the part through its inputs is an ordinary one. A derivative of a
    /// derivative keeps the inner values that were computed again. A <see cref="Replay{T}"/> computes them again too, without
    /// allocating.</para>
    /// <para>T. Chen et al.: Training Deep Nets with Sublinear Memory Cost (2016).</para>
    /// </remarks>
    /// <param name="part">Computes the part: <c>() =&gt; block.Apply(x)</c>.</param>
    /// <returns>The result; where nothing is recorded, what the function returned.</returns>
    /// <exception cref="ArgumentException">The function returned null.</exception>
    public static Node<T> Of<T>(Func<Node<T>> part)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(part);
        var recorder = new PartRecorder<T>();
        Node<T> result;
        using (new GraphScope(recorder))
        {
            result = part() ?? throw new ArgumentException("Recompute: the function returned null; return a node.", nameof(part));
        }

        if (!result.RequiresGrad || recorder.PartOf(result) is not var (recorded, inputs))
        {
            return result;
        }

        var node = new Node<T>(new Recomputed(recorded), result.Elements, inputs);
        if (GraphScope.IsObserved)
        {
            GraphEvents.Shared(node, result);
        }

        return node;
    }

    /// <summary>Computes <c>f(x)</c> as a part.</summary>
    /// <inheritdoc cref="Of{T}(Func{Node{T}})" path="/remarks|/returns|/exception"/>
    /// <param name="f">A function of one node; what it captures besides gets its gradients too.</param>
    /// <param name="x">Its input.</param>
    public static Node<T> Of<T>(Func<Node<T>, Node<T>> f, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        return Of(() => f(x));
    }
}
