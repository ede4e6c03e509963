using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = 1 for x above 0, else a, element by element: the derivative of <see cref="LeakyRelu"/>.</summary>
/// <remarks>Constant but for its jump at 0, where it is a: the derivative is 0, a strong zero. y has the shape of x.</remarks>
/// <param name="Slope">The slope a for x at or below 0.</param>
public sealed record LeakyReluSlope(double Slope) : ElementwiseOp
{
    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) =>
        VectorMap.Run<T, LeakyReluSlopeFunction>(x, T.CreateChecked(Slope), y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => NoSlope.Gradient(grad);
}

/// <summary>1 where x is above 0, else a.</summary>
internal readonly struct LeakyReluSlopeFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V a)
        where V : struct, IVector<V> => V.Select(V.Less(V.Number(0), x), V.Number(1), a);
}
