using System.Numerics;

namespace Autograd;

/// <summary>y = x^3, element by element.</summary>
/// <remarks>y' = 3 x^2. y has the shape of x.</remarks>
public sealed record Cube : ElementwiseOp
{
    internal static readonly Cube Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, CubeFunction>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * (3 * x.Square());
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Cube"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Cube() => Autograd.Cube.Instance.Apply(x);
    }
}
