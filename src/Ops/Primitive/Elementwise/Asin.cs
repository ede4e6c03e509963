using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = arcsin x, element by element, from -pi/2 to pi/2; NaN where |x| is above 1.</summary>
/// <remarks>y' = 1 / sqrt((1 - x) (1 + x)), written so that it keeps its digits near +-1. y has the shape of x.</remarks>
/// <kinks test="Slopes_are_infinite_where_the_function_is_steep">
/// Slope +infinity at x = +-1, except for a strong zero of the gradient.
/// </kinks>
public sealed record Asin : ElementwiseOp
{
    internal static readonly Asin Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Asin(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * ((1 - x) * (1 + x)).Rsqrt();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Asin"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Asin() => Autograd.Asin.Instance.Apply(x);
    }
}
