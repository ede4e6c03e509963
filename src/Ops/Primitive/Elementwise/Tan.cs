using System.Numerics;

namespace Autograd;

/// <summary>y = tan x, element by element.</summary>
/// <remarks>y' = 1 + y^2. y has the shape of x.</remarks>
public sealed record Tan : ElementwiseOp
{
    internal static readonly Tan Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, TanFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * (1 + y.Square());
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Tan"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Tan() => Autograd.Tan.Instance.Apply(x);
    }
}
