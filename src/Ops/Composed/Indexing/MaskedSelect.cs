using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y has the elements or parts of x where a mask is not 0, one after the other: <c>x[mask]</c> in NumPy.</summary>
        /// <remarks>
        /// Made of <see cref="Autograd.Reshape"/> and <see cref="Autograd.Gather"/>: the gradient goes back to where the parts came from;
        /// what was left out gets a strong zero (<see cref="StrongZeros"/>), and none goes to the mask. How many there are depends on the
        /// mask, so a replay refuses it: <c>MaskedFill</c> and <c>Where</c> keep the shape. Elsewhere <c>torch.masked_select</c>.
        /// </remarks>
        /// <kinks test="What_is_not_picked_or_replaced_gets_a_strong_zero">What is left out gets a strong zero.</kinks>
        /// <param name="mask">Not 0 where y has a part: of the shape of x, or of its first axes.</param>
        /// <returns>A node whose first axis counts the parts, followed by the axes that the mask does not have.</returns>
        /// <exception cref="ShapeException">The mask has not the shape of the first axes of x.</exception>
        public Node<T> MaskedSelect(Node<T> mask)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(mask);
            if (!x.Shape.Lengths.StartsWith(mask.Shape.Lengths))
            {
                throw new ShapeException(
                    $"MaskedSelect: the mask has shape {mask.Shape} and x has shape {x.Shape}; "
                    + "give a mask of the shape of x, or of its first axes.");
            }

            Recording.AnnounceDecision(
                "MaskedSelect", "the elements would be found once, when recorded; use MaskedFill or Where, which keep the shape");
            var positions = new List<int>();
            for (var i = 0; i < mask.Shape.Size; i++)
            {
                if (mask.Inspect().Span[i] != T.Zero)
                {
                    positions.Add(i);
                }
            }

            return x.Reshape([mask.Shape.Size, .. x.Shape.Lengths[mask.Shape.Rank..]]).Gather([.. positions]);
        }
    }
}
