using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>z = sqrt(x^2 + y^2), element by element, without overflow or underflow of the squares.</summary>
/// <remarks>
/// dz/dx = x / z, dz/dy = y / z (<see cref="HypotSlope"/>), and 0 where both are 0. There the second derivatives are 0 too: a function of z
/// whose whole is smooth there, as z^2 + z^4, has others, which a rule for z cannot know. Of <c>Square(Hypot(x, y))</c> alone they are
/// right, because that becomes Square(x) + Square(y) (<see cref="Stabilizing"/>). Shapes broadcast as in NumPy; see
/// <see cref="BroadcastingOp"/>.
/// </remarks>
/// <kinks test="Hypot_and_atan2_have_slope_0_at_the_origin">Slope 0 at the origin.</kinks>
public sealed record Hypot : BroadcastingOp
{
    internal static readonly Hypot Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => TensorPrimitives.Hypot(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * HypotSlope.Instance.Apply(x, y);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * HypotSlope.Instance.Apply(y, x);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Hypot"/>
        /// <param name="y">The other leg.</param>
        /// <returns>A node of the shape that both broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> Hypot(Node<T> y) => Autograd.Hypot.Instance.Apply(x, y);
    }
}
