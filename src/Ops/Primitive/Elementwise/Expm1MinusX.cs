using System.Numerics;

namespace Autograd;

/// <summary>y = e^x - 1 - x, element by element, with all digits near x = 0: never below 0.</summary>
/// <remarks>
/// y' = e^x - 1. y is x^2 / 2 near 0. What a divergence adds up: for two numbers p and q with x = ln(q / p), p ln(p / q) - p + q is p y.
/// y has the shape of x.
/// </remarks>
public sealed record Expm1MinusX : ElementwiseOp
{
    internal static readonly Expm1MinusX Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, Expm1MinusXFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x.Expm1();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Expm1MinusX"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Expm1MinusX() => Autograd.Expm1MinusX.Instance.Apply(x);
    }
}
