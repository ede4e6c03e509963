using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// y = x^2 / 2 where |x| is at most delta, and delta (|x| - delta / 2) beyond, element by element: what an error counts in the loss
/// <see cref="Operations.Huber{T}(Node{T}, Node{T}, double, Reduction)"/>.
/// </summary>
/// <remarks>y' = x, held between -delta and delta (<see cref="HuberErrorSlope"/>). In one pass. y has the shape of x.</remarks>
/// <kinks test="Losses_have_these_slopes_at_their_corners">At |x| = delta the second derivative is that of the square, 1.</kinks>
/// <param name="Delta">The size of the error from which on it counts linearly; above 0.</param>
public sealed record HuberError(double Delta) : ElementwiseOp, IFused
{
    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) =>
        VectorMap.Run<T, HuberErrorFunction>(x, T.CreateChecked(Delta), y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * new HuberErrorSlope(Delta).Apply(x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, size) = (inputs[0], inputs[0].Abs());
        return (size <= Delta).Where(0.5 * x.Square(), Delta * (size - (0.5 * Delta)));
    }
}

/// <summary>x^2 / 2 where |x| is at most y, else y (|x| - y / 2).</summary>
internal readonly struct HuberErrorFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V>
    {
        var (size, half) = (V.Abs(x), V.Number(0.5));
        return V.Select(V.LessOrEqual(size, y), half * (x * x), y * (size - (half * y)));
    }
}
