using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// z = 1 where x is larger than y, 0 where it is smaller, else 1/2, element by element: the derivative of <see cref="Maximum"/> along x.
/// </summary>
/// <remarks>Has no derivative: the result is a constant. 1/2 beside NaN. Shapes broadcast as in NumPy.</remarks>
public sealed record MaximumSlope : BroadcastingOp
{
    internal static readonly MaximumSlope Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.NoDerivative;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => VectorMap.Run<T, MaximumSlopeFunction>(x, y, z);

    /// <inheritdoc/>
    protected override Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;

    /// <inheritdoc/>
    protected override Node<T>? BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => null;
}

/// <summary>1 where x is above y, 0 where it is below, else 1/2.</summary>
internal readonly struct MaximumSlopeFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> =>
        V.Select(V.Less(y, x), V.Number(1), V.Select(V.Less(x, y), V.Number(0), V.Number(0.5)));
}
