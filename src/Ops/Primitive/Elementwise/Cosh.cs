using System.Numerics;

namespace Autograd;

/// <summary>y = cosh x, element by element.</summary>
/// <remarks>y' = sinh x. y has the shape of x.</remarks>
public sealed record Cosh : ElementwiseOp
{
    internal static readonly Cosh Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, CoshFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x.Sinh();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Cosh"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Cosh() => Autograd.Cosh.Instance.Apply(x);
    }
}
