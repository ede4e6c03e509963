using System.Numerics;

namespace Autograd;

/// <summary>
/// y = erfc x = 1 - erf x, element by element, with all digits for large x: twice the tail of a Gaussian of variance 1/2.
/// </summary>
/// <remarks>
/// y' = -2 / sqrt(pi) e^(-x^2). y has the shape of x.
/// Rational approximations of W. J. Cody (1969).
/// </remarks>
public sealed record Erfc : ElementwiseOp
{
    internal static readonly Erfc Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, ErfcFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        grad * (-2 / double.Sqrt(double.Pi) * x.Gaussian().Square());
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Erfc"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Erfc() => Autograd.Erfc.Instance.Apply(x);
    }
}
