using System.Numerics;

namespace Autograd;

/// <summary>Records a graph once more, from other leaves, in another element type, or with other operations.</summary>
internal static class Retrace
{
    /// <summary>
    /// Applies the operations of a graph again, in the order in which they were recorded. Formulas are not recognized anew.
    /// </summary>
    /// <param name="output">The last node of the graph.</param>
    /// <param name="leaf">
    /// What stands for a leaf (a parameter, a constant, a node that recorded nothing); null keeps its value, converted, as a constant.
    /// </param>
    /// <param name="operation">The operation that stands for that of a node; null keeps it.</param>
    /// <param name="made">Is given each node with the one that stands for it, inputs first, before that one is used.</param>
    /// <returns>The node that stands for <paramref name="output"/>.</returns>
    public static Node<TTo> Of<TFrom, TTo>(
        Node<TFrom> output,
        Func<Node<TFrom>, Node<TTo>?> leaf,
        Func<Node<TFrom>, Op>? operation = null,
        Action<Node<TFrom>, Node<TTo>>? made = null)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IFloatingPointIeee754<TTo>
    {
        var retraced = new Dictionary<Node<TFrom>, Node<TTo>>();
        foreach (var node in TopologicalOrder.Of(output))
        {
            var inputs = new Node<TTo>[node.InputCount];
            for (var i = 0; i < inputs.Length; i++)
            {
                inputs[i] = retraced[node.InputAt(i)];
            }

            retraced[node] = inputs.Length == 0
                ? leaf(node) ?? Node.Constant(NdArray.Convert<TFrom, TTo>(node.Value))
                : (operation?.Invoke(node) ?? node.Op!).Apply<TTo>(inputs);
            made?.Invoke(node, retraced[node]);
        }

        return retraced[output];
    }
}
