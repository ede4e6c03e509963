using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = arcosh x, element by element; NaN where x is below 1.</summary>
/// <remarks>
/// y' = 1 / (sqrt(x - 1) sqrt(x + 1)), written so that it neither overflows nor loses digits near 1. y has the shape of x.
/// </remarks>
/// <kinks test="Slopes_are_infinite_where_the_function_is_steep">
/// Slope +infinity at x = 1, except for a strong zero of the gradient.
/// </kinks>
public sealed record Acosh : ElementwiseOp
{
    internal static readonly Acosh Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Acosh(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * ((x - 1).Rsqrt() * (x + 1).Rsqrt());
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Acosh"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Acosh() => Autograd.Acosh.Instance.Apply(x);
    }
}
