using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>The mean of x over some axes: its sum divided by the number of elements there.</summary>
        /// <param name="axes">The axes to average over; negative ones count from the last. None given means all.</param>
        /// <param name="keepDims">Whether they stay, with length 1.</param>
        /// <exception cref="ShapeException">There are no elements to average.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Mean(ReadOnlySpan<int> axes = default, bool keepDims = false)
        {
            var over = x.Shape.Axes(axes, "Mean");
            var sum = x.Sum(over.Span, keepDims);
            if (x.Shape.Size == 0)
            {
                return sum.Shape.Size == 0
                    ? sum
                    : throw new ShapeException($"Mean: shape {x.Shape} has no elements along axes {over}, and nothing has no mean.");
            }

            return sum / (x.Shape.Size / sum.Shape.Size);
        }

        /// <summary>The mean of x over one axis.</summary>
        /// <param name="axis">The axis to average over; a negative one counts from the last.</param>
        /// <param name="keepDims">Whether it stays, with length 1.</param>
        /// <exception cref="ShapeException">There are no elements to average.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public Node<T> Mean(int axis, bool keepDims = false) => x.Mean([axis], keepDims);
    }
}
