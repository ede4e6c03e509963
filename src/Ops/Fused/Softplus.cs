using System.Numerics;

namespace Autograd;

/// <summary>y = ln(1 + e^x), element by element, for every x.</summary>
/// <remarks>
/// Computed as max(x, 0) + ln(1 + e^-|x|): near x for large x, near e^x for very negative x. y' = sigma(x).
/// <c>Log(1 + Exp(x))</c> becomes this operation (<see cref="Stabilizing"/>). y has the shape of x.
/// </remarks>
/// <kinks test="Huge_logits_neither_overflow_nor_lose_the_gradient">Never overflows before x does.</kinks>
public sealed record Softplus : ElementwiseOp, IFused
{
    internal static readonly Softplus Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SoftplusFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x.Sigmoid();

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        return (1 + x.Exp()).Log();
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Softplus"/>
        public Node<T> Softplus() => Autograd.Softplus.Instance.Apply(x);
    }
}
