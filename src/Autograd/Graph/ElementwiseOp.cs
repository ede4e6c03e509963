using System.Numerics;

namespace Autograd;

/// <summary>An operation on each element by itself, y_i = f(x_i): the shape stays, and the Jacobian is diagonal.</summary>
/// <remarks>A strong zero of the gradient stays 0, even where the derivative is infinite; see <see cref="StrongZeros"/>.</remarks>
public abstract record ElementwiseOp : UnaryOp
{
    /// <summary>Computes y element by element. A large array is computed in parts, on several threads at once.</summary>
    /// <param name="x">The elements that went in, or some of them.</param>
    /// <param name="y">To be written; as long as <paramref name="x"/>, and never partly the same memory.</param>
    protected abstract void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(Shape x) => x;

    /// <inheritdoc/>
    protected sealed override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        if (Cores.Pay(y.Length))
        {
            Cores.Share<T>(y.Length, x.Span, y, (_, part, output) => Forward(part, output));
        }
        else
        {
            Forward(x.Span, y);
        }
    }

    /// <inheritdoc/>
    public sealed override bool MayOverwriteInput => true;

    internal override void Backpropagate<T>(Node<T> node, Node<T> grad, Frontier<T> frontier)
    {
        var x = node.InputAt(0);
        frontier.Push(node, x, StrongZeros.Kept(grad, Bprop(grad, node, x)));
    }
}
