using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// z = x with its axes named by letters and then transposed, summed or taken along the diagonal: <c>x.Einsum("ij->ji")</c>.
        /// </summary>
        /// <remarks>
        /// <para>One letter for each axis; after the arrow the axes of the result. A letter left out there is summed over; one that occurs
        /// twice before it is a diagonal: <c>"ii->i"</c> is the diagonal and <c>"ii->"</c> the trace. Without an arrow, the result has the
        /// letters that occur once, in alphabetical order, capitals first. Spaces do not count.</para>
        /// <para>An ellipsis, <c>"...ij->...ji"</c>, stands for all axes that have no letter: matched from the last one, they broadcast as
        /// in NumPy. Without an arrow they come first in the result; if they are left out after it, they are summed over.</para>
        /// <para>Elsewhere <c>np.einsum</c>, <c>torch.einsum</c>, <c>jnp.einsum</c>. Made of Transpose, Reshape, Gather, Sum and
        /// MatMul.</para>
        /// </remarks>
        /// <param name="subscripts">The letters.</param>
        /// <returns>A node with the axes after the arrow; x itself if nothing changes.</returns>
        /// <exception cref="ArgumentException">The subscripts are not well formed; the message says at which position.</exception>
        /// <exception cref="ShapeException">A term does not have a letter for each axis, or a letter stands for two lengths.</exception>
        public Node<T> Einsum(string subscripts)
        {
            ArgumentNullException.ThrowIfNull(x);
            return EinsumSubscripts.Parse(subscripts, operands: 1).Apply([x]);
        }

        /// <summary>
        /// z = the sum of the products of x, y and others, with their axes named by letters: <c>x.Einsum("bij,bjk->bik", y)</c>.
        /// </summary>
        /// <remarks>
        /// A letter in two operands, and in the result, pairs the elements up; one in both, and not in the result, is summed over, as in a
        /// matrix product. Of more than two operands, those whose product is the smallest are multiplied first. Everything else is as for
        /// one operand.
        /// </remarks>
        /// <param name="subscripts">The letters of x, a comma, those of y..., and after an arrow those of the result.</param>
        /// <param name="y">The second operand.</param>
        /// <param name="others">The third operand and so on.</param>
        /// <returns>A node with the axes after the arrow.</returns>
        /// <exception cref="ArgumentException">The subscripts are not well formed; the message says at which position.</exception>
        /// <exception cref="ShapeException">A term does not have a letter for each axis, or a letter stands for two lengths.</exception>
        public Node<T> Einsum(string subscripts, Node<T> y, params ReadOnlySpan<Node<T>> others)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            foreach (var other in others)
            {
                ArgumentNullException.ThrowIfNull(other, nameof(others));
            }

            return EinsumSubscripts.Parse(subscripts, operands: 2 + others.Length).Apply([x, y, .. others]);
        }
    }
}
