using System.Numerics;

namespace Autograd;

/// <summary>y = 1 where x is positive, -1 where it is negative, 0 where it is 0, element by element; NaN stays NaN.</summary>
/// <remarks>y' = 0, also at the jump. y has the shape of x.</remarks>
/// <kinks test="Sign_floor_ceiling_and_round_have_slope_0_everywhere">Slope 0 everywhere, also at the jump.</kinks>
public sealed record Sign : ElementwiseOp
{
    internal static readonly Sign Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SignFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => NoSlope.Gradient(grad);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Sign"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Sign() => Autograd.Sign.Instance.Apply(x);
    }
}
