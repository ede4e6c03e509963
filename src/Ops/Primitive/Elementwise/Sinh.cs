using System.Numerics;

namespace Autograd;

/// <summary>y = sinh x, element by element, with all digits near x = 0.</summary>
/// <remarks>y' = cosh x. y has the shape of x.</remarks>
public sealed record Sinh : ElementwiseOp
{
    internal static readonly Sinh Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, SinhFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x.Cosh();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Sinh"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Sinh() => Autograd.Sinh.Instance.Apply(x);
    }
}
