using System.Numerics;

namespace Autograd;

/// <summary>z = e^x / (e^x + e^y) = sigma(x - y), element by element: the derivative of <see cref="LogAddExp"/> by x.</summary>
/// <remarks>
/// The slopes are z (1 - z) and its negative, where 1 - z is this operation of y and x, so that its digits do not cancel. Shapes broadcast
/// as in NumPy; see <see cref="BroadcastingOp"/>.
/// </remarks>
/// <kinks test="LogAddExp_is_right_at_infinity">Of -infinity and -infinity 0, of two of +infinity 1/2; slopes 0 and 1/4.</kinks>
public sealed record LogAddExpSlope : BroadcastingOp, IFused
{
    internal static readonly LogAddExpSlope Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) =>
        VectorMap.Run<T, LogAddExpSlopeFunction>(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * (z * Apply(y, x));

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => -(grad * (z * Apply(y, x)));

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => (inputs[0] - inputs[1]).Sigmoid();
}
