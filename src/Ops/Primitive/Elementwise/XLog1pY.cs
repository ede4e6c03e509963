using System.Numerics;

namespace Autograd;

/// <summary>z = x ln(1 + y), element by element, with all digits near y = 0; 0 where x is 0 and y is not NaN.</summary>
/// <remarks>
/// dz/dx = ln(1 + y), and 0 where x is 0 and y is -1 or less; dz/dy = x / (1 + y), and 0 where x is 0 and y is -1. Shapes broadcast as in
/// NumPy; see <see cref="BroadcastingOp"/>.
/// </remarks>
/// <kinks test="XLogY_at_0">
/// Value 0 at x = 0 whatever y is, but NaN; gradient by x 0 at x = 0 where ln(1 + y) is no number or -infinity: at y = -1 and below.
/// </kinks>
public sealed record XLog1pY : BroadcastingOp
{
    internal static readonly XLog1pY Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => VectorMap.Run<T, XLog1pYFunction>(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        grad * (x.EqualTo(0) * (y <= -1)).Where(0, y.Log1p());

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        grad * (x.EqualTo(0) * y.EqualTo(-1)).Where(0, x / (1 + y));
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.XLog1pY"/>
        /// <param name="y">The logarithm is taken of 1 + y.</param>
        /// <returns>A node of the shape that both broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> XLog1pY(Node<T> y) => Autograd.XLog1pY.Instance.Apply(x, y);
    }
}
