using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The mean of x over some axes: its sum divided by the number of elements there.</summary>
        /// <param name="axes">The axes to average over; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <exception cref="ShapeException">There are no elements to average.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Mean(IntList axes = default, bool keepDims = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            var over = x.Shape.Axes(axes);
            var sum = x.Sum(over, keepDims);
            if (x.Shape.Size == 0)
            {
                return sum.Shape.Size == 0
                    ? sum
                    : throw new ShapeException($"Mean: shape {x.Shape} has no elements along axes {over}, and nothing has no mean.");
            }

            return sum / (x.Shape.Size / sum.Shape.Size);
        }
    }
}
