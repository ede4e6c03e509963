using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>y = (sum_i |x_i|^p)^(1/p) over some axes: the p-norm, for p = 2 the length; for p = infinity the largest |x_i|.</summary>
/// <remarks>
/// <para>Scaled by the largest element, so that squares neither overflow nor vanish, and added up in blocks and pairs of halves: off by at
/// most 256 + log2 n roundings. The gradient of x is grad sgn(x) (|x| / y)^(p - 1):
/// x / y for p = 2 (<see cref="UnitVector"/>), sgn(x) for p = 1. For p = infinity it goes to the largest |x_i|; elements
/// that tie share it equally.</para>
/// <para>Where y = 0 the gradient is a strong zero (<see cref="StrongZeros"/>), and so is the second derivative: a function of y that is
/// smooth there, as y^2 + y^4, has another one, which a rule for y cannot know. Of <c>Square(Norm(x))</c> alone it is right, because that
/// becomes SumOfSquares(x). The norm of nothing is 0.
/// <c>Sqrt(Sum(Square(x)))</c> becomes this operation (<see cref="Stabilizing"/>).</para>
/// </remarks>
/// <kinks test="Norm_at_0_has_gradient_0_which_is_strong">
/// Gradient 0 at y = 0, a strong zero; for p = infinity a tie shares it equally; for p = 1 slope 0 of an element that is 0.
/// </kinks>
/// <param name="Axes">The axes to reduce, ascending, counted from the outermost.</param>
/// <param name="KeepDims">Whether they stay, with length 1.</param>
/// <param name="Order">The order p, from 1 to infinity.</param>
public sealed record Norm(IntList Axes, bool KeepDims, double Order = 2) : UnaryOp, IFused
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        RequireOrder(Order);
        x.RequireAxes(Axes, Name);
        return x.Without(Axes, KeepDims);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) =>
        Rows.Reduce(x, Axes.Span, y, Order, static (row, order) => VectorNorm.Of(row, order));

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var kept = x.Shape.Without(Axes, keepDims: true);
        var norm = y.Reshape(kept);
        var notZero = NotZero();
        var divisor = notZero.Where(norm, 1);
        var largest = Largest();
        var slope = Order switch
        {
            1 => x.Sign(),
            2 => new UnitVector(Axes).Apply(x),
            double.PositiveInfinity => x.Sign() * (largest / largest.SumTo(kept)),
            _ => x.Sign() * new AbsolutePower(Order - 1).Apply(x / divisor),
        };
        var gradient = notZero.Where(grad.Reshape(kept), 0) * slope;
        return StrongZeros.Mark(grad, gradient, mask => (mask.Reshape(kept) * NotZero() * Largest()).BroadcastTo(x.Shape));

        Node<T> NotZero() => y.Reshape(kept).NotEqualTo(0);

        Node<T> Largest() => double.IsPositiveInfinity(Order) ? x.Abs().EqualTo(y.Reshape(kept)) : NotZero();
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => Order switch
        {
            2 => new Sum(Axes, KeepDims).Apply(inputs[0].Square()).Sqrt(),
            double.PositiveInfinity => new Max(Axes, KeepDims).Apply(new AbsolutePower(1).Apply(inputs[0])),
            _ => new AbsolutePower(1 / Order).Apply(new Sum(Axes, KeepDims).Apply(new AbsolutePower(Order).Apply(inputs[0]))),
        };

    private static void RequireOrder(double order)
    {
        if (double.IsNaN(order) || order < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(order), order,
                Invariant($"Norm: order {order} does not make a norm; give 1, 2, double.PositiveInfinity or any other number from 1 on."));
        }
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Norm"/>
        /// <param name="axes">The axes to reduce; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <param name="order">The order p: 1, 2, <see cref="double.PositiveInfinity"/> or any number from 1 on.</param>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist, or the order is below 1.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Norm(IntList axes = default, bool keepDims = false, double order = 2)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new Norm(x.Shape.Axes(axes), keepDims, order).Apply(x);
        }
    }
}
