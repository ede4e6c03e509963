using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>z = x / 2 - y / 2, element by element: finite where x and y are.</summary>
/// <remarks>
/// The difference of two numbers may be twice the largest there is. dz/dx = 1/2, dz/dy = -1/2. Halves are exact, but of numbers below the
/// smallest normal one. Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>.
/// </remarks>
public sealed record HalfDifference : BroadcastingOp
{
    internal static readonly HalfDifference Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) =>
        VectorMap.Run<T, HalfDifferenceFunction>(x, y, z);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, T y, Span<T> z) => VectorMap.Run<T, HalfDifferenceFunction>(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => 0.5 * grad;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => -0.5 * grad;
}

/// <summary>x / 2 - y / 2.</summary>
internal readonly struct HalfDifferenceFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => (V.Number(0.5) * x) - (V.Number(0.5) * y);
}
