using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = 1/6 for x between -3 and 3, else 0, element by element: the derivative of <see cref="HardSigmoid"/>.</summary>
/// <remarks>
/// Constant but for its jumps: the derivative is 0, a strong zero. 1/6 of NaN, which is not outside. y has the shape of x.
/// </remarks>
public sealed record HardSigmoidSlope : ElementwiseOp
{
    internal static readonly HardSigmoidSlope Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, HardSigmoidSlopeFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => NoSlope.Gradient(grad);
}

/// <summary>0 where |x| is at least 3, else 1/6.</summary>
internal readonly struct HardSigmoidSlopeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => V.Select(V.LessOrEqual(V.Number(3), V.Abs(x)), V.Number(0), V.Number(1 / 6.0));
}
