using System.Numerics;

namespace Autograd;

/// <summary>z = x^y, element by element; x^0 = 1 for every x, and NaN for negative x unless y is an integer.</summary>
/// <remarks>
/// dz/dx = y x^(y - 1); dz/dy = z ln x. Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>.
/// <c>x.Pow(2)</c>, with one given number, is <see cref="PowConstant"/>.
/// </remarks>
/// <kinks test="Pow_at_0">
/// At x = 0 the gradient by y is 0 for y from 0 on, which is its limit except at y = 0, and
/// -infinity below; the gradient by x is 0 at y = 0. For negative x the gradient by y is NaN.
/// </kinks>
public sealed record Pow : BroadcastingOp
{
    internal static readonly Pow Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => Powers.Run(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        grad * (x.EqualTo(0) * y.EqualTo(0)).Where(0, x.Pow(y - 1).MultiplyNoNan(y));

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        grad * (x.EqualTo(0) * (y >= 0)).Where(0, z * x.Log());
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Pow"/>
        /// <param name="y">The exponents.</param>
        /// <returns>A node of the shape that both broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> Pow(Node<T> y) => Autograd.Pow.Instance.Apply(x, y);
    }
}
