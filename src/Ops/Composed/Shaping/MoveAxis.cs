using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>y is x with some axes at other places; the rest stay in their order.</summary>
        /// <remarks>
        /// A <see cref="Autograd.Transpose"/>; the gradient is moved back. Elsewhere <c>np.moveaxis</c>, <c>torch.movedim</c>.
        /// </remarks>
        /// <param name="axes">The axes to move; negative ones count from the last.</param>
        /// <param name="places">For each of them its place in y; negative ones count from the last.</param>
        /// <returns>A node of the same rank; x itself if nothing moves.</returns>
        /// <exception cref="ShapeException">There is not one place for each axis.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An axis or a place does not exist.</exception>
        /// <exception cref="ArgumentException">An axis or a place is given twice.</exception>
        public Node<T> MoveAxis(IntList axes, IntList places)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (axes.Count != places.Count)
            {
                throw new ShapeException($"MoveAxis: axes {axes} and places {places} of shape {x.Shape}; give one place for each axis.");
            }

            // Both lists are checked as sets of axes, an empty one too.
            _ = x.Shape.Axes(new IntList(axes.Span));
            _ = x.Shape.Axes(new IntList(places.Span));
            var order = new int[x.Shape.Rank];
            Array.Fill(order, -1);
            for (var i = 0; i < axes.Count; i++)
            {
                order[x.Shape.Axis(places[i])] = x.Shape.Axis(axes[i]);
            }

            var rest = new Queue<int>(Enumerable.Range(0, order.Length).Except(order));
            for (var place = 0; place < order.Length; place++)
            {
                order[place] = order[place] < 0 ? rest.Dequeue() : order[place];
            }

            return order.SequenceEqual(Enumerable.Range(0, order.Length)) ? x : x.Transpose(order);
        }
    }
}
