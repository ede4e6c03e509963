using System.Numerics;

namespace Autograd;

/// <summary>y multiplies x over some axes; the product of nothing is 1.</summary>
/// <remarks>
/// <para>dy/dx_i is the product of the others (<see cref="ProductOfOthers"/>). It is multiplied up from them, never divided out of
/// y, so it is right with any number of zeros, and so are the derivatives after it.</para>
/// <para>The axes are dropped, or kept with length 1. Of n elements y is off by at most n roundings; of more than 1024 in float along the
/// last axes, 65,536 along others, which are multiplied in double, by 1 + n / 1e9. The products of the others are off by at most n
/// roundings, some sqrt(n) of random numbers.</para>
/// </remarks>
/// <kinks test="Prod_has_the_right_derivatives_with_any_number_of_zeros">
/// Smooth everywhere: with one zero only its own slope is left, with two none, and the second
/// derivative by that pair is the product of the rest.
/// </kinks>
/// <param name="Axes">The axes to multiply over, ascending, counted from the outermost.</param>
/// <param name="KeepDims">Whether they stay, with length 1.</param>
public sealed record Prod(IntList Axes, bool KeepDims) : UnaryOp
{
    // Shorter ones are quicker multiplied side by side, and lose little.
    private const int LongColumn = 1 << 16;

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes(Axes, Name);
        return x.Without(Axes, KeepDims);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        // Column by column only what is long in float: a row is multiplied in double.
        var isInColumns = Axes.Count > 0 && Axes[0] != x.Shape.Rank - Axes.Count;
        if (typeof(T) == typeof(float) && isInColumns && Rows.Length(x.Shape, Axes.Span) > LongColumn)
        {
            Rows.Reduce(x, Axes.Span, y, ProductReduction.Row);
        }
        else
        {
            ReduceLoop.Run<T, ProductReduction>(x, Axes.Span, y);
        }

        foreach (var product in y)
        {
            if (product == T.Zero || !T.IsFinite(product))
            {
                // Perhaps only a part overflowed or underflowed.
                Rows.Reduce(x, Axes.Span, y, Scaled);
                return;
            }
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        Node<T> others = 1;
        var along = x;
        foreach (var axis in Axes)
        {
            var othersOfAxis = new ProductOfOthers(axis).Apply(along);
            others *= othersOfAxis;
            along *= othersOfAxis;
        }

        return (grad.Reshape(x.Shape.Without(Axes, keepDims: true)) * others).BroadcastTo(x.Shape);
    }

    private static T Scaled<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var product = new ScaledProduct();
        foreach (var factor in row)
        {
            product.Multiply(double.CreateTruncating(factor));
        }

        return T.CreateTruncating(product.Value);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Prod"/>
        /// <param name="axes">The axes to multiply over; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Prod(IntList axes = default, bool keepDims = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new Prod(x.Shape.Axes(axes), keepDims).Apply(x);
        }
    }
}
