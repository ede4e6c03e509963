using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// y is x with what <c>GatherAt</c> picks replaced by a value, which is broadcast to it: <c>x.WithAt(value, rows, columns)</c> for
        /// what is <c>x[rows, columns] = value</c> in NumPy.
        /// </summary>
        /// <remarks>
        /// x stays as it is. Made of <see cref="Autograd.ScatterUpdate"/>: gradients go to both, each where it is in y. To add at indices,
        /// <c>x + value.ScatterAdd(indices, x.Shape[0])</c>. Elsewhere <c>x.at[i].set(v)</c>,
        /// <c>torch.index_put</c>, <c>torch.index_copy</c>.
        /// </remarks>
        /// <kinks test="Of_indices_that_are_set_several_times_the_last_one_counts">
        /// Of a position that is set several times the last value counts; what is replaced gets a strong zero.
        /// </kinks>
        /// <param name="value">What is written.</param>
        /// <param name="indices">For each of the first axes positions from 0, in shapes that broadcast together.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ShapeException">
        /// There are no lists, or more than axes, they do not broadcast, or the value does not broadcast to what they pick.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">An index is outside its axis.</exception>
        public Node<T> WithAt(Node<T> value, params ReadOnlySpan<IntArray> indices)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(value);
            var lists = IndexLists.Of("WithAt", x.Shape, indices);
            Broadcasting.RequireBroadcastable("WithAt", value.Shape, lists.Picked(x.Shape));

            var parts = value.BroadcastTo(lists.Picked(x.Shape))
                .Reshape(Slices.WithLengths(x.Shape, 0, lists.Axes, lists.Positions.Length));
            return new ScatterUpdate(lists.Positions, lists.Axes).Apply(x, parts);
        }
    }
}
