using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = the largest integer that is not above x, element by element.</summary>
/// <remarks>y' = 0, also at the jumps. y has the shape of x.</remarks>
/// <kinks test="Sign_floor_ceiling_and_round_have_slope_0_everywhere">Slope 0 everywhere, also at the jumps.</kinks>
public sealed record Floor : ElementwiseOp
{
    internal static readonly Floor Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Floor(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => NoSlope.Gradient(grad);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Floor"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Floor() => Autograd.Floor.Instance.Apply(x);
    }
}
