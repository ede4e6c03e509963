using System.Numerics;

namespace Autograd;

/// <summary>y is the largest element of x over some axes; NaN if there is one.</summary>
/// <remarks>See <see cref="ExtremeOp"/>.</remarks>
/// <kinks test="Max_shares_the_gradient_of_a_tie_equally">
/// A tie shares the gradient equally; the other elements get a strong zero; NaN wins.
/// </kinks>
/// <param name="Axes">The axes to search, ascending, counted from the outermost.</param>
/// <param name="KeepDims">Whether they stay, with length 1.</param>
public sealed record Max(IntList Axes, bool KeepDims) : ExtremeOp(Axes, KeepDims)
{
    private protected override string Which => "largest";

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => ReduceLoop.Run<T, MaxReduction>(x, Axes.Span, y);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Max"/>
        /// <param name="axes">The axes to search; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <exception cref="ShapeException">There are no elements to search.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Max(IntList axes = default, bool keepDims = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new Max(x.Shape.Axes(axes), keepDims).Apply(x);
        }
    }
}
