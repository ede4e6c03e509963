using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>z = x / sqrt(x^2 + y^2), element by element, and 0 where both are 0: the derivative of <see cref="Hypot"/> by x.</summary>
/// <remarks>
/// With r the hypotenuse, dz/dx = (y / r)^2 / r and dz/dy = -(x / r) (y / r) / r, in which nothing cancels. Shapes broadcast as in NumPy;
/// see <see cref="BroadcastingOp"/>.
/// </remarks>
/// <kinks test="Hypot_and_atan2_have_slope_0_at_the_origin">Value and slope 0 at the origin.</kinks>
public sealed record HypotSlope : BroadcastingOp
{
    internal static readonly HypotSlope Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
    {
        TensorPrimitives.Hypot(x, y, z);
        if (!z.ContainsAny(T.Zero, T.PositiveInfinity))
        {
            TensorPrimitives.Divide(x, z, z);
            return;
        }

        for (var i = 0; i < z.Length; i++)
        {
            // The hypotenuse of finite numbers may be infinite; that of their halves is not.
            z[i] = z[i] == T.Zero ? T.Zero
                : T.IsFinite(z[i]) || !T.IsFinite(x[i]) || !T.IsFinite(y[i]) ? x[i] / z[i]
                : x[i] / (T.One + T.One) / T.Hypot(x[i] / (T.One + T.One), y[i] / (T.One + T.One));
        }
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => grad * Over(Apply(y, x).Square(), x, y);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => -(grad * Over(z * Apply(y, x), x, y));

    private static Node<T> Over<T>(Node<T> product, Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var r = x.Hypot(y);
        return r.NotEqualTo(0).Where(product / r, 0);
    }
}
