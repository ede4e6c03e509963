using System.Numerics;

namespace Autograd;

/// <summary>y = digamma(x), the derivative of ln gamma(x), element by element.</summary>
/// <remarks>
/// y' = trigamma(x) (<see cref="Polygamma"/> of order 1). Near its zeros below 0, y is right to
/// the rounding of its two terms, digamma(1 - x) and pi cot(pi x); near the one above 0 it has all its digits. y has the shape of x.
/// </remarks>
/// <kinks test="LogGamma_and_its_derivatives_at_poles">
/// At 0 -infinity (at -0 +infinity), at the negative integers NaN: the sides differ.
/// </kinks>
public sealed record Digamma : ElementwiseOp
{
    internal static readonly Digamma Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.RunInDouble<T, DigammaFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x.Trigamma();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Digamma"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Digamma() => Autograd.Digamma.Instance.Apply(x);
    }
}
