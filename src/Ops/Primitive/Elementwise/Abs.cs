using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>y = |x|, element by element.</summary>
/// <remarks>
/// y' = the sign of x, and 0 at x = 0, where the second derivative is 0 too: a function of y whose whole is smooth there, as y^2 + y^4, has
/// another one, which a rule for y cannot know. Of <c>Square(Abs(x))</c> alone it is right, because that becomes Square(x)
/// (<see cref="Stabilizing"/>). y has the shape of x.
/// </remarks>
/// <kinks test="Abs_has_slope_0_at_0">Slope 0 at x = 0.</kinks>
public sealed record Abs : ElementwiseOp
{
    internal static readonly Abs Instance = new();

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Abs(x, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad * x.Sign();
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Abs"/>
        /// <returns>A node of the shape of x.</returns>
        public Node<T> Abs() => Autograd.Abs.Instance.Apply(x);
    }
}
