using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// z = the angle of the point with ordinate x and abscissa y, from -pi to pi, element by element: arctan(x / y) in the right half-plane.
/// </summary>
/// <remarks>
/// With r the distance from the origin, dz/dx = y / r^2 and dz/dy = -x / r^2, computed without overflow (<see cref="Hypot"/>).
/// Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>. The first input is the ordinate, as in <c>y.Atan2(x)</c>.
/// </remarks>
/// <kinks test="Hypot_and_atan2_have_slope_0_at_the_origin">
/// Slope 0 at the origin; the angle jumps between pi and -pi on the negative abscissa.
/// </kinks>
public sealed record Atan2 : BroadcastingOp
{
    internal static readonly Atan2 Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Atan2(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * OverSquaredDistance(y, x.Hypot(y));

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => -(grad * OverSquaredDistance(x, x.Hypot(y)));

    private static Node<T> OverSquaredDistance<T>(Node<T> leg, Node<T> r)
        where T : unmanaged, IFloatingPointIeee754<T> => r.NotEqualTo(0).Where(leg / r / r, 0);
}

public static partial class Operations
{
    extension<T>(Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// z = the angle of the point (x, y), from -pi to pi, element by element: arctan(y / x) in
        /// the right half-plane. See <see cref="Autograd.Atan2"/>.
        /// </summary>
        /// <param name="x">The abscissas; the ordinates are this node.</param>
        /// <returns>A node of the shape that both broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> Atan2(Node<T> x) => Autograd.Atan2.Instance.Apply(y, x);
    }
}
