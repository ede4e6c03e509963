using System.Numerics;

namespace Autograd;

/// <summary>Code that a backward pass calls with the gradient of a node.</summary>
/// <remarks>
/// Both are operations that return their node as it is, so what is computed from the result has the hook, and the node itself has not:
/// <c>h = h.WithGradient(g =&gt; g.Clamp(-1, 1))</c>. They stand in the graph, in messages and pictures, under their names. The gradient
/// is complete: the sum over all that was computed from the result. A node that no gradient reaches is returned as it is.
/// </remarks>
public static class GradientHooks
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = x, whose gradient is shown in each backward pass; it goes on as it is.</summary>
        /// <remarks>A replay (<see cref="Replay{T}"/>) refuses it, which would call it once, when recorded.</remarks>
        /// <param name="look">Is called with the gradient of y; it may keep it.</param>
        public Node<T> OnGradient(Action<Node<T>> look)
        {
            ArgumentNullException.ThrowIfNull(look);
            return x.RequiresGrad ? new OnGradient(look).Apply(x) : x;
        }

        /// <summary>y = x, whose gradient is replaced by a function of it: clipped, scaled, reversed.</summary>
        /// <remarks>
        /// A function of operations on nodes can be differentiated again and replayed; the pass of a second derivative goes through the
        /// hook again. A gradient check says that it is no derivative, if it is none. A strong zero of the gradient (<see
        /// cref="StrongZeros"/>) stays one.
        /// </remarks>
        /// <param name="change">Is called with the gradient of y and returns that of x, of the same shape.</param>
        /// <exception cref="GradientException">In the backward pass: it returned null, or another shape.</exception>
        public Node<T> WithGradient(Func<Node<T>, Node<T>> change)
        {
            ArgumentNullException.ThrowIfNull(change);
            return x.RequiresGrad ? new WithGradient(change).Apply(x) : x;
        }
    }
}
