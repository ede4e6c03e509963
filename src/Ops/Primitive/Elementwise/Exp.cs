using System.Numerics;

namespace Autograd;

/// <summary>y = e^x, element by element.</summary>
/// <remarks>y' = y. Overflows to +infinity, underflows to 0. y has the shape of x.</remarks>
public sealed record Exp : ElementwiseOp
{
    internal static readonly Exp Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, ExpFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * y;
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Exp"/>
        public Node<T> Exp() => Autograd.Exp.Instance.Apply(x);
    }
}
