using System.Numerics;

namespace Autograd;

/// <summary>y_i = x_0 ... x_i along an axis, or x_i ... x_n from the end: the product of a growing stretch.</summary>
/// <remarks>
/// <para>The gradient of x_k is (x_0 ... x_(k-1)) s_k with s_k = grad_k + x_(k+1) s_(k+1) (<see cref="LinearRecurrence"/>). Nothing is
/// divided out of y, so it is right with any number of zeros, and so are the derivatives after it.</para>
/// <para>Multiplied up in double. y has the shape of x. Elsewhere <c>np.cumprod</c>, <c>torch.cumprod</c>, <c>jnp.cumprod</c>.</para>
/// </remarks>
/// <kinks test="The_cumulative_product_has_the_right_derivatives_with_any_number_of_zeros">
/// Smooth everywhere: from a zero on y is 0, and its slopes are those of the products without it.
/// </kinks>
/// <param name="Axis">The axis to multiply along, counted from the outermost.</param>
/// <param name="Reverse">Whether to start at its end.</param>
public sealed record CumulativeProduct(int Axis, bool Reverse = false) : UnaryOp
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes([Axis], Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) =>
        ScanLoop.Run<T, ProductScan>(new Slices(x.Shape, Axis), Reverse, x.Span, x.Span, y, cost: 2);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        if (x.Shape[Axis] == 0)
        {
            return grad;
        }

        var one = Node.Constant(NdArray.Ones<T>(Slices.WithLength(x.Shape, Axis, 1)));
        var before = Reverse ? Node.Concat([y.SliceAlong(Axis, 1..), one], Axis) : Node.Concat([one, y.SliceAlong(Axis, ..^1)], Axis);
        return before * (grad + new LinearRecurrence(Axis, !Reverse).Apply(x, x * grad));
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.CumulativeProduct"/>
        /// <param name="axis">The axis to multiply along; a negative one counts from the last.</param>
        /// <param name="reverse">Whether to start at its end.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public Node<T> CumulativeProduct(int axis, bool reverse = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new CumulativeProduct(x.Shape.Axis(axis), reverse).Apply(x);
        }
    }
}
