using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = 1 for x between a and b, else 0, at the bounds too, element by element: the derivative of <see cref="Clamp"/>.</summary>
/// <remarks>
/// Constant but for its jumps: the derivative is 0, a strong zero. 1 of NaN, which is not outside. y has the shape of x.
/// </remarks>
/// <param name="Min">The lower bound a.</param>
/// <param name="Max">The upper bound b.</param>
public sealed record ClampSlope(double Min, double Max) : ElementwiseOp
{
    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) =>
        VectorMap.Run<T, ClampSlopeFunction>(x, T.CreateChecked(Min), T.CreateChecked(Max), y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => NoSlope.Gradient(grad);
}

/// <summary>0 where x is at most a or at least b, else 1.</summary>
internal readonly struct ClampSlopeFunction : IVectorFunction3
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V a, V b)
        where V : struct, IVector<V> => V.Select(V.LessOrEqual(x, a) | V.LessOrEqual(b, x), V.Number(0), V.Number(1));
}
