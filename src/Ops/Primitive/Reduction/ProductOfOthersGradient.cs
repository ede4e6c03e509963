using System.Buffers;

namespace Autograd;

/// <summary>
/// z_k = sum_i x_i times the product of all y_j but y_i and y_k, over i other than k, along an axis: the gradient of
/// <see cref="ProductOfOthers"/> of y, where x is the incoming one.
/// </summary>
/// <remarks>
/// <para>Multiplied up from the others, never divided: right with any number of zeros. A result that is an ordinary number is right
/// although one of its parts overflows or vanishes; the derivative by y, made of <see cref="LinearRecurrence"/>, is not.</para>
/// <para>The gradient of x is the same operation of grad, because the sum is symmetric. That of y_m adds up the products of all but
/// three, made of what is before m and after it. All have the same shape; nothing broadcasts.</para>
/// </remarks>
/// <kinks test="The_second_derivative_is_right_where_a_product_of_some_overflows_or_vanishes">
/// Smooth everywhere: with three zeros nothing is left.
/// </kinks>
/// <param name="Axis">The axis to multiply along, counted from the outermost.</param>
public sealed record ProductOfOthersGradient(int Axis) : BinaryOp
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Require.Alike(Name, nameof(x), x, nameof(y), y);
        x.RequireAxes([Axis], Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        // Of the elements before k: their product, and the sum of the products in which one x stands in for its y.
        var slices = new Slices(y.Shape, Axis);
        var before = ArrayPool<(ScaledProduct Product, ScaledProduct Sum)>.Shared.Rent(slices.Length);
        for (var row = 0; row < slices.Outer * slices.Inner; row++)
        {
            var (outer, inner) = Math.DivRem(row, slices.Inner);
            var (product, sum) = (new ScaledProduct(), default(ScaledProduct));
            for (var k = 0; k < slices.Length; k++)
            {
                before[k] = (product, sum);
                Take(slices.Offset(outer, k, reverse: false) + inner, ref product, ref sum);
            }

            (product, sum) = (new ScaledProduct(), default);
            for (var k = slices.Length - 1; k >= 0; k--)
            {
                var at = slices.Offset(outer, k, reverse: false) + inner;
                var (result, other) = (before[k].Product, before[k].Sum);
                result.Multiply(sum);
                other.Multiply(product);
                result.Add(other);
                z[at] = T.CreateTruncating(result.Value);
                Take(at, ref product, ref sum);
            }
        }

        ArrayPool<(ScaledProduct, ScaledProduct)>.Shared.Return(before);

        void Take(int at, ref ScaledProduct product, ref ScaledProduct sum)
        {
            var factor = double.CreateTruncating(y.Span[at]);
            var replaced = product;
            replaced.Multiply(double.CreateTruncating(x.Span[at]));
            sum.Multiply(factor);
            sum.Add(replaced);
            product.Multiply(factor);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Apply(grad, y);

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
    {
        var (before, after) = (Part(reverse: false), Part(reverse: true));
        return (before.None * after.Both) + (before.X * after.Grad) + (before.Grad * after.X) + (before.Both * after.None);

        // Of the elements on one side: their product, and the sums of those in which x, grad or both stand in for factors of their own.
        (Node<T> None, Node<T> X, Node<T> Grad, Node<T> Both) Part(bool reverse)
        {
            var scan = new LinearRecurrence(Axis, reverse);
            var none = ProductOfOthers.Before(y, Axis, reverse);
            var (one, other) = (scan.Apply(y, x * none), scan.Apply(y, grad * none));
            return (none, one, other, scan.Apply(y, (grad * one) + (x * other)));
        }
    }
}
