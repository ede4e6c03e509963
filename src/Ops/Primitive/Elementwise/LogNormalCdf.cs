using System.Numerics;

namespace Autograd;

/// <summary>
/// y = ln Phi(x), element by element: the logarithm of the probability that a standard normal variable is at most x, with all digits in
/// both tails.
/// </summary>
/// <remarks>
/// y' = phi(x) / Phi(x) (<see cref="LogNormalCdfSlope"/>), which is -x + 1/x... for very negative x. y has the shape of x.
/// <c>Log(Erfc(u) / 2)</c> and <c>Log((1 + Erf(u)) / 2)</c> become this operation (<see cref="Stabilizing"/>).
/// </remarks>
public sealed record LogNormalCdf : ElementwiseOp
{
    internal static readonly LogNormalCdf Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, LogNormalCdfFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * new LogNormalCdfSlope().Apply(x);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.LogNormalCdf"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> LogNormalCdf() => Autograd.LogNormalCdf.Instance.Apply(x);
    }
}
