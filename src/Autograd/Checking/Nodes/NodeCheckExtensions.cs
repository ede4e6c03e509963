using System.Numerics;

namespace Autograd;

/// <summary>The node check as a method of every node.</summary>
public static class NodeCheckExtensions
{
    /// <summary>The node check of a node.</summary>
    /// <param name="output">The node whose graph is checked.</param>
    /// <typeparam name="T">The element type.</typeparam>
    extension<T>(Node<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// Checks the rule of every operation that this node was made by, each on its own: against differences of that operation's Forward,
        /// at the values that went into it. So a wrong rule is named however deep inside a model it is, and no other is blamed for it.
        /// </summary>
        /// <remarks>
        /// <para>The differences are taken in double, also in a graph of floats. One node of each operation and shapes goes first, so that
        /// a time budget leaves out repetitions. Compute the node inside <see cref="Origins.Capture"/>, and the report names the line of
        /// code that made a suspect.</para>
        /// <para>A constant input is not checked; nor is one like a mask, where the rule returns no gradient because the value
        /// jumps.</para>
        /// </remarks>
        /// <param name="options">
        /// How each node is checked; left out, order 1 only, because a second derivative is also made of the rules of other operations. Its
        /// time budget is that of all nodes together, and its progress counts nodes.
        /// </param>
        /// <returns>The suspects, the worst first.</returns>
        /// <exception cref="GradientException">
        /// This node is a constant, or a parameter was updated since it was read, so that the values that went into an operation are gone.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        public NodeCheckReport CheckNodes(GradientCheckOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(output);
            if (!output.RequiresGrad)
            {
                throw new GradientException(
                    $"CheckNodes: {output} is a constant, so there is nothing to check: {MissingGradient.WhyConstant(output)}");
            }

            options ??= new GradientCheckOptions { Order = 1 };
            options.Validate();
            return NodeCheck.Run(output, options);
        }
    }
}
