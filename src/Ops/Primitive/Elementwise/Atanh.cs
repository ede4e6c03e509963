using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = artanh x, element by element; infinite at +-1, NaN beyond.</summary>
/// <remarks>y' = 1 / ((1 - x) (1 + x)), written so that it keeps its digits near +-1. y has the shape of x.</remarks>
/// <kinks test="Slopes_are_infinite_where_the_function_is_steep">
/// Value +-infinity and slope +infinity at x = +-1, except for a strong zero of the gradient.
/// </kinks>
public sealed record Atanh : ElementwiseOp
{
    internal static readonly Atanh Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Atanh(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad / ((1 - x) * (1 + x));
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Atanh"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Atanh() => Autograd.Atanh.Instance.Apply(x);
    }
}
