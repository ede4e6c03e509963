using System.Numerics;

namespace Autograd;

/// <summary>y = tanh x = 2 sigma(2x) - 1, element by element.</summary>
/// <remarks>
/// y' = sech^2 x, computed without cancellation (<see cref="SechSquared"/>), so that it keeps its
/// digits where y is near 1. y has the shape of x.
/// </remarks>
/// <kinks test="Saturated_losses_keep_their_digits">The derivative keeps its digits in saturation.</kinks>
public sealed record Tanh : ElementwiseOp
{
    internal static readonly Tanh Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, TanhFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x.SechSquared();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Tanh"/>
        public Node<T> Tanh() => Autograd.Tanh.Instance.Apply(x);
    }
}
