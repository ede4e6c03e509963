using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>y = sqrt(sum_i x_i^2 / n + eps) over some axes: the root of the mean of the squares.</summary>
/// <remarks>
/// <para>Scaled by the largest element, so that neither the squares nor their sum overflow or vanish; y is finite where x is. Digits are
/// those of <see cref="Norm"/>. The gradient of x is grad x / (n y).</para>
/// <para>Without eps it is a norm, with a corner at x = 0: there the gradient is a strong zero (<see cref="StrongZeros"/>), and so is the
/// second derivative. With eps it has none. <c>Sqrt(Mean(Square(x)))</c>, with or without a number that is added, becomes this operation
/// (<see cref="Stabilizing"/>), and the standard deviation is made of it.</para>
/// </remarks>
/// <kinks test="Norm_at_0_has_gradient_0_which_is_strong">Without eps, gradient 0 at y = 0, a strong zero.</kinks>
/// <param name="Axes">The axes to reduce, ascending, counted from the outermost.</param>
/// <param name="KeepDims">Whether they stay, with length 1.</param>
/// <param name="Divisor">The number n, positive.</param>
/// <param name="Eps">Added to the mean of the squares, 0 or more.</param>
public sealed record RootMeanSquare(IntList Axes, bool KeepDims, double Divisor, double Eps = 0) : UnaryOp, IFused
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes(Axes, Name);
        if (!(Divisor > 0 && double.IsFinite(Divisor) && Eps >= 0 && double.IsFinite(Eps)))
        {
            throw new ArgumentOutOfRangeException(null, Invariant(
                $"{Name}: the divisor is {Divisor} and eps {Eps}; give a divisor above 0, and for eps 0 or a number above."));
        }

        return x.Without(Axes, KeepDims);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => Rows.Reduce(x, Axes.Span, y, (Divisor, Eps), static (row, op) =>
        T.Hypot(VectorNorm.RootMeanSquare(row, T.CreateChecked(op.Divisor)), T.CreateChecked(Math.Sqrt(op.Eps))));

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var kept = x.Shape.Without(Axes, keepDims: true);
        var root = y.Reshape(kept);
        if (Eps > 0)
        {
            return grad.Reshape(kept) / Divisor * (x / root);
        }

        var notZero = root.NotEqualTo(0);
        var gradient = notZero.Where(grad.Reshape(kept), 0) / Math.Sqrt(Divisor) * new UnitVector(Axes).Apply(x);
        return StrongZeros.Mark(grad, gradient, mask => (mask.Reshape(kept) * y.Reshape(kept).NotEqualTo(0)).BroadcastTo(x.Shape));
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ((new Sum(Axes, KeepDims).Apply(inputs[0].Square()) / Divisor) + Eps).Sqrt();
}
