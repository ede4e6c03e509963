using System.Numerics;

namespace Autograd;

/// <summary>y = ln sigma(x) = -ln(1 + e^-x), element by element, for every x.</summary>
/// <remarks>
/// Computed as min(x, 0) - ln(1 + e^-|x|): near x for very negative x, near -e^-x for large x. y' = sigma(-x).
/// <c>Log(Sigmoid(x))</c> becomes this operation (<see cref="Stabilizing"/>). y has the shape of x.
/// </remarks>
/// <kinks test="Huge_logits_neither_overflow_nor_lose_the_gradient">Never overflows before x does.</kinks>
public sealed record LogSigmoid : ElementwiseOp, IFused
{
    internal static readonly LogSigmoid Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, LogSigmoidFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * (-x).Sigmoid();

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        return x.Sigmoid().Log();
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.LogSigmoid"/>
        public Node<T> LogSigmoid() => Autograd.LogSigmoid.Instance.Apply(x);
    }
}
