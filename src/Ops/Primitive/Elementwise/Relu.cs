using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = max(x, 0), element by element; NaN stays NaN.</summary>
/// <remarks>y' = 1 for x above 0, else 0: at the corner x = 0 it is 0. y has the shape of x.</remarks>
/// <kinks test="Relu_has_slope_0_at_0_and_keeps_nan">Slope 0 at x = 0 and below, as a strong zero; NaN stays NaN.</kinks>
public sealed record Relu : ElementwiseOp
{
    internal static readonly Relu Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.SelectsGradient;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Max(x, T.Zero, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        StrongZeros.Select(grad, part => Mask.Of(y, part));
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Relu"/>
        public Node<T> Relu() => Autograd.Relu.Instance.Apply(x);
    }
}
