using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = x, held between -delta and delta, element by element: the slope of <see cref="HuberError"/>.</summary>
/// <remarks>
/// y' = 1 where |x| is at most delta, else 0, a strong zero (<see cref="StrongZeros"/>); <see cref="Clamp"/> has the slope 0 at its bounds.
/// y has the shape of x.
/// </remarks>
/// <kinks test="Losses_have_these_slopes_at_their_corners">At |x| = delta the slope is 1.</kinks>
/// <param name="Delta">The bound; above 0.</param>
public sealed record HuberErrorSlope(double Delta) : ElementwiseOp, IFused
{
    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) =>
        VectorMap.Run<T, HuberErrorSlopeFunction>(x, T.CreateChecked(Delta), y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        StrongZeros.Select(grad, part => Mask.Of(x.Abs() <= Delta, part));

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        return (x.Abs() <= Delta).Where(x, Delta * x.Sign());
    }
}

/// <summary>x, held between -y and y.</summary>
internal readonly struct HuberErrorSlopeFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => V.AtMost(y, V.AtLeast(-y, x));
}
