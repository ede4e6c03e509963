using System.Numerics;
using static System.FormattableString;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>max(0, 1 - label x) for each score x and label -1 or +1, and its mean: 0 from a margin of 1 on.</summary>
        /// <remarks>The slope is -label where the margin label x is below 1, else 0.</remarks>
        /// <kinks test="Losses_have_these_slopes_at_their_corners">At a margin of exactly 1 the slope is 0.</kinks>
        /// <param name="labels">-1 or +1 for each element, of exactly the shape of x.</param>
        /// <param name="reduction">Mean or sum over all elements, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x.</returns>
        /// <exception cref="ShapeException">The shapes differ, or the mean of nothing is asked for.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A label is neither -1 nor +1.</exception>
        public Node<T> Hinge(Node<T> labels, Reduction reduction = Reduction.Mean)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(labels);
            Require.SameShape("Hinge", "x", x, labels, nameof(labels));
            var signs = labels.Inspect().Span;
            var wrong = signs.IndexOfAnyExcept(T.One, T.NegativeOne);
            if (wrong >= 0)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(labels),
                    signs[wrong],
                    Invariant($"Hinge: label {signs[wrong]} at position {wrong} is neither -1 nor +1; ")
                    + "of labels y that are 0 and 1 give 2 y - 1.");
            }

            return Losses.Reduce("Hinge", (1 - (labels * x)).Relu(), reduction);
        }
    }
}
