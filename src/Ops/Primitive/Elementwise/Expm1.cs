using System.Numerics;

namespace Autograd;

/// <summary>y = e^x - 1, element by element, with all digits near x = 0.</summary>
/// <remarks>y' = e^x. <c>Exp(x) - 1</c> becomes this operation (<see cref="Stabilizing"/>). y has the shape of x.</remarks>
public sealed record Expm1 : ElementwiseOp
{
    internal static readonly Expm1 Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, Expm1Function>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x.Exp();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Expm1"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Expm1() => Autograd.Expm1.Instance.Apply(x);
    }
}
