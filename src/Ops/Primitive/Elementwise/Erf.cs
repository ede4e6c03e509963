using System.Numerics;

namespace Autograd;

/// <summary>y = erf x = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x, element by element.</summary>
/// <remarks>
/// y' = 2 / sqrt(pi) e^(-x^2). Near 1 the digits of 1 - y are lost: use <see cref="Erfc"/> for those. y has the shape of x.
/// Rational approximations of W. J. Cody (1969).
/// </remarks>
public sealed record Erf : ElementwiseOp
{
    internal static readonly Erf Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, ErfFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        grad * (2 / double.Sqrt(double.Pi) * x.Gaussian().Square());
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Erf"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Erf() => Autograd.Erf.Instance.Apply(x);
    }
}
