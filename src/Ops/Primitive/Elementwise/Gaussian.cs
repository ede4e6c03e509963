using System.Numerics;

namespace Autograd;

/// <summary>y = e^(-x^2 / 2), element by element, with all digits for large x too, where those of a rounded x^2 would not do.</summary>
/// <remarks>y' = -x y, which is 0 long before |x| is 100; its digits hold while y is a normal number. y has the shape of x.</remarks>
public sealed record Gaussian : ElementwiseOp
{
    internal static readonly Gaussian Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, GaussianFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => -(grad * (x.Clamp(-100, 100) * y));
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Gaussian"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Gaussian() => Autograd.Gaussian.Instance.Apply(x);
    }
}
