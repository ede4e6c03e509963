using System.Numerics;

namespace Autograd;

/// <summary>z = x ln y, element by element; 0 where x is 0 and y is not NaN.</summary>
/// <remarks>
/// dz/dx = ln y, and 0 where x is 0 and y is 0 or negative; dz/dy = x / y, and 0 where both are 0. Shapes broadcast as in NumPy;
/// see <see cref="BroadcastingOp"/>. Of a y whose logarithm <see cref="Log"/> recognizes, as <c>XLogY(x, Softmax(z))</c>, it becomes x
/// times that logarithm (<see cref="Stabilizing"/>).
/// </remarks>
/// <kinks test="XLogY_at_0">
/// Value 0 at x = 0 whatever y is, but NaN; gradient by x 0 at x = 0 where ln y is no number or -infinity: at y = 0 and below.
/// </kinks>
public sealed record XLogY : BroadcastingOp
{
    internal static readonly XLogY Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => VectorMap.Run<T, XLogYFunction>(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        grad * (x.EqualTo(0) * (y <= 0)).Where(0, y.Log());

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        grad * (x.EqualTo(0) * y.EqualTo(0)).Where(0, x / y);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.XLogY"/>
        /// <param name="y">What the logarithm is taken of.</param>
        /// <returns>A node of the shape that both broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> XLogY(Node<T> y)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            return Formulas.EndingInXLogY(x, y) ?? Autograd.XLogY.Instance.Apply(x, y);
        }
    }
}
