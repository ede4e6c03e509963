using System.Numerics;

namespace Autograd;

/// <summary>y = sech^2 x = 1 / cosh^2 x, element by element: the derivative of tanh, and 4 times that of sigma at 2x.</summary>
/// <remarks>
/// y = 4 e / (1 + e)^2 with e = exp(-2 |x|), which neither overflows nor cancels. y' = -2 tanh(x) y. y has the shape of x.
/// </remarks>
public sealed record SechSquared : ElementwiseOp
{
    internal static readonly SechSquared Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SechSquaredFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * (-2 * x.Tanh() * y);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.SechSquared"/>
        public Node<T> SechSquared() => Autograd.SechSquared.Instance.Apply(x);
    }
}
