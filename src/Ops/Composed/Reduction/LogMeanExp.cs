using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y = ln((1/n) sum_j e^x_j) over some axes: logsumexp minus ln n, computed without overflow.</summary>
        /// <remarks>
        /// The mean of numbers that are given and returned as logarithms, such as importance weights. The gradient of x is grad softmax(x).
        /// </remarks>
        /// <kinks test="LogMeanExp_does_not_overflow_and_is_right_at_minus_infinity">
        /// Of nothing but -infinity: -infinity, gradient 0.
        /// </kinks>
        /// <param name="axes">The axes to reduce; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <exception cref="ShapeException">There are no elements to average.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> LogMeanExp(IntList axes = default, bool keepDims = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            var over = x.Shape.Axes(axes);
            var sum = new LogSumExp(over, keepDims).Apply(x);
            return x.Shape.Size > 0 || sum.Shape.Size == 0
                ? sum - Math.Log(Rows.Length(x.Shape, over.Span))
                : throw new ShapeException($"LogMeanExp: shape {x.Shape} has no elements along axes {over}, and nothing has no mean.");
        }
    }
}
