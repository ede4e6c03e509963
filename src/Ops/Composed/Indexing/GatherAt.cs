using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y picks elements or parts of x by several lists of indices, one for each of its first axes: of a matrix
        /// <c>y_k = x_(rows_k, columns_k)</c>, for what is <c>x[rows, columns]</c> in NumPy.
        /// </summary>
        /// <remarks>
        /// Made of <see cref="Autograd.Gather"/>, which takes the indexed axes as one, and <see cref="Autograd.Reshape"/>: the gradient is
        /// added up where the parts came from; what was not picked gets a strong zero (<see cref="StrongZeros"/>). Elsewhere
        /// <c>x[i, j]</c>, <c>tf.gather_nd</c>.
        /// </remarks>
        /// <kinks test="What_is_not_picked_or_replaced_gets_a_strong_zero">What is not picked gets a strong zero.</kinks>
        /// <param name="indices">For each of the first axes positions from 0, in shapes that broadcast together.</param>
        /// <returns>A node of the shape of the indices, followed by the axes that have none.</returns>
        /// <exception cref="ShapeException">There are no lists, or more than axes, or they do not broadcast.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An index is outside its axis.</exception>
        public Node<T> GatherAt(params ReadOnlySpan<IntArray> indices)
        {
            ArgumentNullException.ThrowIfNull(x);
            var lists = IndexLists.Of("GatherAt", x.Shape, indices);
            return new Gather(lists.Positions, 0, lists.Axes).Apply(x).Reshape(lists.Picked(x.Shape));
        }
    }
}
