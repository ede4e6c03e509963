using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = the smallest integer that is not below x, element by element.</summary>
/// <remarks>y' = 0, also at the jumps. y has the shape of x. Elsewhere <c>np.ceil</c>, <c>torch.ceil</c>.</remarks>
/// <kinks test="Sign_floor_ceiling_and_round_have_slope_0_everywhere">Slope 0 everywhere, also at the jumps.</kinks>
public sealed record Ceiling : ElementwiseOp
{
    internal static readonly Ceiling Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Ceiling(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => NoSlope.Gradient(grad);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Ceiling"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Ceiling() => Autograd.Ceiling.Instance.Apply(x);
    }
}
