using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y is x with the order along some axes reversed.</summary>
        /// <remarks>A <see cref="Autograd.Slice"/> with step -1; the gradient is reversed back.</remarks>
        /// <param name="axes">The axes to reverse; negative ones count from the last. Left out, all; <c>[]</c> is none.</param>
        /// <exception cref="ArgumentOutOfRangeException">An axis does not exist.</exception>
        /// <exception cref="ArgumentException">An axis is given twice.</exception>
        public Node<T> Flip(IntList axes = default)
        {
            ArgumentNullException.ThrowIfNull(x);
            var starts = new int[x.Shape.Rank];
            var steps = new int[x.Shape.Rank];
            Array.Fill(steps, 1);
            foreach (var axis in x.Shape.Axes(axes))
            {
                (starts[axis], steps[axis]) = (x.Shape[axis] - 1, -1);
            }

            return new Slice(starts, steps, x.Shape).Apply(x);
        }
    }
}
