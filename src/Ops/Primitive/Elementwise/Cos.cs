using System.Numerics;

namespace Autograd;

/// <summary>y = cos x, element by element.</summary>
/// <remarks>y' = -sin x. y has the shape of x.</remarks>
public sealed record Cos : ElementwiseOp
{
    internal static readonly Cos Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, CosFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => -(grad * x.Sin());
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Cos"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Cos() => Autograd.Cos.Instance.Apply(x);
    }
}
