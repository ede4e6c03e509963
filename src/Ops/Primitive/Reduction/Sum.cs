using System.Numerics;

namespace Autograd;

/// <summary>y adds up x over some axes; the sum of nothing is 0.</summary>
/// <remarks>
/// The gradient is repeated along those axes. The axes are dropped, or kept with length 1. Added up in blocks and these in pairs of halves:
/// of n elements y is off by at most 128 + log2 n roundings of the sum of the |x|.
/// </remarks>
/// <param name="Axes">The axes to sum over, ascending, counted from the outermost.</param>
/// <param name="KeepDims">Whether they stay, with length 1.</param>
public sealed record Sum(IntList Axes, bool KeepDims) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable | OpTraits.MovesElements;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes(Axes, Name);
        return x.Without(Axes, KeepDims);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => ReduceLoop.Run<T, SumReduction>(x, Axes.Span, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        grad.Reshape(x.Shape.Without(Axes, keepDims: true)).BroadcastTo(x.Shape);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Sum"/>
        /// <param name="axes">The axes to sum over; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Sum(IntList axes = default, bool keepDims = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new Sum(x.Shape.Axes(axes), keepDims).Apply(x);
        }
    }
}
