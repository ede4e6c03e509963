using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension(Node)
    {
        /// <summary>y joins nodes of one shape along a new axis: slice k of y along it is node k.</summary>
        /// <remarks>
        /// Made of <see cref="Autograd.Concat"/> and <see cref="Autograd.Reshape"/>; the gradient of each node is its slice of the gradient.
        /// </remarks>
        /// <param name="nodes">At least one node, all of the same shape.</param>
        /// <param name="axis">Where the new axis is in y; a negative one counts from the last of y.</param>
        /// <returns>A node of one more rank.</returns>
        /// <exception cref="ArgumentException">There are no nodes.</exception>
        /// <exception cref="ShapeException">The shapes differ.</exception>
        /// <exception cref="ArgumentOutOfRangeException">y would have no such axis.</exception>
        public static Node<T> Stack<T>(IEnumerable<Node<T>> nodes, int axis = 0)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var inputs = RequireNodes(nodes);
            var shape = inputs[0].Shape;
            var expanded = WithNewAxis(shape, axis);
            for (var i = 1; i < inputs.Length; i++)
            {
                if (inputs[i].Shape != shape)
                {
                    throw new ShapeException(
                        $"Stack: node {i} has shape {inputs[i].Shape} and node 0 has shape {shape}; they must be the same."
                        + Origins.OfInputs(inputs[0], inputs[i]));
                }
            }

            // Joined along the axis that follows the new one, which is then cut in two: a reshaped parameter would be a copy.
            var along = axis < 0 ? axis + shape.Rank + 1 : axis;
            return along == shape.Rank
                ? Node.Concat(inputs.Select(node => node.Reshape(expanded)), axis)
                : Node.Concat(inputs, along).Reshape(Slices.WithLength(expanded, along, inputs.Length));
        }
    }
}
