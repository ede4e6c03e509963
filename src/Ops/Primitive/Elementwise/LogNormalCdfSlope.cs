namespace Autograd;

/// <summary>
/// y = phi(x) / Phi(x), element by element, with all digits in both tails: the density of a standard normal variable over the probability
/// that it is at most x. The gradient of <see cref="LogNormalCdf"/>.
/// </summary>
/// <remarks>
/// y' = -y (x + y), from -1 to 0. Where x is very negative y is nearly -x, so y' is right to about x^2 ulp. y has the shape of x.
/// </remarks>
public sealed record LogNormalCdfSlope : ElementwiseOp
{
    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, LogNormalCdfSlopeFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => -(grad * (y * (x + y)));
}
