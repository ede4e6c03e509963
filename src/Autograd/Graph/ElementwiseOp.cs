using System.Numerics;

namespace Autograd;

/// <summary>An operation on each element by itself, y_i = f(x_i): the shape stays, and the Jacobian is diagonal.</summary>
/// <remarks>A strong zero of the gradient stays 0, even where the derivative is infinite; see <see cref="StrongZeros"/>.</remarks>
public abstract record ElementwiseOp : UnaryOp, IElementwise
{
    /// <summary>Whether the rule only takes over or leaves out elements of the gradient and marks what it leaves out, so that a strong zero stays one without a mask.</summary>
    protected virtual bool SelectsGradient => false;

    /// <summary>Computes y element by element. A large array is computed in parts, on several threads at once.</summary>
    /// <param name="x">The elements that went in, or some of them.</param>
    /// <param name="y">To be written; as long as <paramref name="x"/>, and never the same memory.</param>
    protected abstract void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(Shape x) => x;

    /// <inheritdoc/>
    protected sealed override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        if (ParallelLoop.IsWorthSharing(y.Length))
        {
            Elementwise.Forward(this, [x], y);
        }
        else
        {
            Forward(x.Span, y);
        }
    }

    void IElementwise.ForwardPart<T>(ReadOnlySpan<NdArray<T>> inputs, int start, Span<T> part) => Forward(inputs[0].Span.Slice(start, part.Length), part);

    internal override void Backpropagate<T>(Node<T> node, Node<T> grad, Frontier<T> frontier)
    {
        var x = node.InputAt(0);
        var gradient = Bprop(grad, node, x);
        frontier.Push(node, x, SelectsGradient ? gradient : StrongZeros.Kept(grad, gradient));
    }
}
