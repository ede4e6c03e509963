using System.Numerics;

namespace Autograd;

/// <summary>y is the mean of x over some axes: its sum divided by the number of elements there.</summary>
/// <remarks>
/// It is finite where the elements are: where the sum overflows, the quotients are added up. The gradient is repeated along those axes and
/// divided by their number. The axes are dropped, or kept with length 1. Digits are those of <see cref="Sum"/>.
/// </remarks>
/// <param name="Axes">The axes to average over, ascending, counted from the outermost.</param>
/// <param name="KeepDims">Whether they stay, with length 1.</param>
public sealed record Mean(IntList Axes, bool KeepDims) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.IsReplaceable | OpTraits.MovesElements;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes(Axes, Name);
        var left = x.Without(Axes, KeepDims);
        return x.Size > 0 || left.Size == 0
            ? left
            : throw new ShapeException($"Mean: shape {x} has no elements along axes {Axes}, and nothing has no mean.");
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        ReduceLoop.Run<T, SumReduction>(x, Axes.Span, y);
        foreach (var sum in y)
        {
            if (!T.IsFinite(sum))
            {
                // Perhaps only the sum overflowed.
                Rows.Reduce(x, Axes.Span, y, OfQuotients);
                return;
            }
        }

        var count = T.CreateChecked(Rows.Length(x.Shape, Axes.Span));
        for (var i = 0; i < y.Length; i++)
        {
            y[i] /= count;
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        (grad.Reshape(x.Shape.Without(Axes, keepDims: true)) / Rows.Length(x.Shape, Axes.Span)).BroadcastTo(x.Shape);

    private static T OfQuotients<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = default(CompensatedSum);
        foreach (var element in row)
        {
            sum.Add(double.CreateTruncating(element) / row.Length);
        }

        return T.CreateTruncating(sum.Value);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Mean"/>
        /// <param name="axes">The axes to average over; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <exception cref="ShapeException">There are no elements to average.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Mean(IntList axes = default, bool keepDims = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new Mean(x.Shape.Axes(axes), keepDims).Apply(x);
        }
    }
}
