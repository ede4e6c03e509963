using System.Numerics;

namespace Autograd;

/// <summary>y = ln |gamma(x)|, element by element: the logarithm of the factorial of x - 1.</summary>
/// <remarks>
/// y' = digamma(x) (<see cref="Digamma"/>). Accurate near its zeros at 1 and 2 too; near those below
/// 0 it is right to the rounding of its terms, of which ln gamma(1 - x) is one. y has the shape of x.
/// </remarks>
/// <kinks test="LogGamma_and_its_derivatives_at_poles">
/// At 0 and the negative integers +infinity; the slope is that of <see cref="Digamma"/>.
/// </kinks>
public sealed record LogGamma : ElementwiseOp
{
    internal static readonly LogGamma Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.RunInDouble<T, LogGammaFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x.Digamma();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.LogGamma"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> LogGamma() => Autograd.LogGamma.Instance.Apply(x);
    }
}
