using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = arctan x, element by element, from -pi/2 to pi/2.</summary>
/// <remarks>y' = 1 / (1 + x^2), computed by a <see cref="Hypot"/> that does not overflow. y has the shape of x.</remarks>
public sealed record Atan : ElementwiseOp
{
    internal static readonly Atan Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Atan(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var hypotenuse = x.Hypot(1);
        return grad / hypotenuse / hypotenuse;
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Atan"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Atan() => Autograd.Atan.Instance.Apply(x);
    }
}
