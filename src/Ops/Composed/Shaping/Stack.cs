using System.Numerics;

namespace Autograd;

public static partial class Operations
{
    extension(Node)
    {
        /// <summary>y joins nodes of one shape along a new axis: slice k of y along it is node k.</summary>
        /// <remarks>
        /// Made of <see cref="ExpandDims"/> and <see cref="Autograd.Concat"/>; the gradient of each node is its slice of the gradient.
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

            return Node.Concat(inputs.Select(node => node.Reshape(expanded)), axis);
        }
    }
}
