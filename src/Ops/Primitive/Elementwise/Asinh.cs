using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = arsinh x, element by element.</summary>
/// <remarks>y' = 1 / sqrt(1 + x^2), computed as a <see cref="Hypot"/> that does not overflow. y has the shape of x.</remarks>
public sealed record Asinh : ElementwiseOp
{
    internal static readonly Asinh Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Asinh(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad / x.Hypot(1);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Asinh"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Asinh() => Autograd.Asinh.Instance.Apply(x);
    }
}
