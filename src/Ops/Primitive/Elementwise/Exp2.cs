using System.Numerics;

namespace Autograd;

/// <summary>y = 2^x, element by element; exact where x is an integer.</summary>
/// <remarks>y' = y ln 2. y has the shape of x. Elsewhere <c>np.exp2</c>, <c>torch.exp2</c>.</remarks>
public sealed record Exp2 : ElementwiseOp
{
    internal static readonly Exp2 Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Run<T, Exp2Function>(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * (double.Log(2) * y);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Exp2"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Exp2() => Autograd.Exp2.Instance.Apply(x);
    }
}
