using System.Numerics;

namespace Autograd;

/// <summary>y = sin x, element by element.</summary>
/// <remarks>y' = cos x. y has the shape of x.</remarks>
public sealed record Sin : ElementwiseOp
{
    internal static readonly Sin Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SinFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x.Cos();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Sin"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Sin() => Autograd.Sin.Instance.Apply(x);
    }
}
