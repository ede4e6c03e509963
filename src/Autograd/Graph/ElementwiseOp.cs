using System.Numerics;

namespace Autograd;

/// <summary>An operation on each element by itself, y_i = f(x_i): the shape stays, and the Jacobian is diagonal.</summary>
/// <remarks>A strong zero of the gradient stays 0, even where the derivative is infinite; see <see cref="StrongZeros"/>.</remarks>
public abstract record ElementwiseOp : UnaryOp, IElementwise
{
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
            Elementwise.Compute(this, [x], y);
        }
        else
        {
            Forward(x.Span, y);
        }
    }

    void IElementwise.ComputePart<T>(ReadOnlySpan<NdArray<T>> inputs, int start, Span<T> part) =>
        Forward(inputs[0].Span.Slice(start, part.Length), part);

    private protected sealed override Node<T>? WithStrongZeros<T>(Node<T> grad, Node<T> gradient, Node<T> y, Node<T> x) =>
        Traits.HasFlag(OpTraits.SelectsGradient) ? gradient : StrongZeros.Keep(grad, gradient);
}
