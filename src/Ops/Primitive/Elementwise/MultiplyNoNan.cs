using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>z = x y, element by element, and 0 where y is 0, whatever x is: for weights y, of which 0 means left out.</summary>
/// <remarks>
/// <para>dz/dx = y, a strong zero where y is 0 (<see cref="StrongZeros"/>); dz/dy = x, and 0 where the gradient of z is 0. So neither an
/// infinite loss that is not counted, nor 0 ln 0, becomes NaN. Shapes broadcast as in NumPy; see <see cref="BroadcastingOp"/>.</para>
/// <para>The name and the meaning are those of tf.math.multiply_no_nan.</para>
/// </remarks>
/// <kinks test="MultiplyNoNan_is_0_where_the_weight_is_0_whatever_it_weighs">
/// Where y is 0, z is 0 even if x is infinite or NaN, and x gets a strong zero.
/// </kinks>
public sealed record MultiplyNoNan : BroadcastingOp
{
    internal static readonly MultiplyNoNan Instance = new();

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => VectorMap.Run<T, MultiplyNoNanFunction>(x, y, z);

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<T> x, T y, Span<T> z)
    {
        if (y == T.Zero)
        {
            z.Clear();
        }
        else
        {
            TensorPrimitives.Multiply(x, y, z);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        StrongZeros.Mark(grad, grad.MultiplyNoNan(y), mask => mask * y.NotEqualTo(0));

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => x.MultiplyNoNan(grad);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.MultiplyNoNan"/>
        /// <param name="y">The weights.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> MultiplyNoNan(Node<T> y) => Autograd.MultiplyNoNan.Instance.Apply(x, y);
    }
}
