using System.Numerics;

namespace Autograd;

/// <summary>A graph computed once more in double, with its gradients.</summary>
internal sealed class Recomputation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Computes it.</summary>
    /// <param name="output">The node that the graph ends in.</param>
    /// <param name="round">
    /// Moves what goes into operations by a unit in the last place, in each round otherwise; null leaves it as it is.
    /// </param>
    public Recomputation(Node<T> output, int? round)
    {
        using var recorded = Recording.On();
        var nodes = new Dictionary<Node<T>, Node<double>>();
        var last = Retrace.Of<T, double>(
            output,
            node => node is Parameter<T> ? new Parameter<double>(NdArray.Convert<T, double>(node.Elements)) : null,
            made: (node, again) =>
            {
                if (round is { } number && !IsGivenExactly(again))
                {
                    again.Exchange(Moved(again, (ulong)number));
                }

                nodes[node] = again;
            });
        Values = nodes.ToDictionary(pair => pair.Key, pair => pair.Value.Elements);
        var gradients = ComputationRecord<double>.OfBackward(last).Gradients;
        foreach (var (node, again) in nodes)
        {
            if (gradients.TryGetValue(again, out var gradient))
            {
                Gradients[node] = gradient.Elements;
            }
        }
    }

    /// <summary>The value of each node.</summary>
    public Dictionary<Node<T>, NdArray<double>> Values { get; }

    /// <summary>The gradient of each node that has one.</summary>
    public Dictionary<Node<T>, NdArray<double>> Gradients { get; } = [];

    private static bool IsGivenExactly(Node<double> node) =>
        !node.RequiresGrad && Array.TrueForAll(node.Elements.ToArray(), double.IsInteger);

    // Not what is an element of an input, whatever its sign: such an operation chooses or moves, and rounds nothing.
    private static NdArray<double> Moved(Node<double> node, ulong round)
    {
        var passedOn = node.Inputs.SelectMany(input => input.Elements.ToArray().Select(Math.Abs)).ToHashSet();
        var elements = Array.ConvertAll(
            node.Elements.ToArray(),
            element => element == 0 || !double.IsFinite(element) || passedOn.Contains(Math.Abs(element)) ? element
                : IsMovedUp(Math.Abs(element), round) == element > 0 ? double.BitIncrement(element) : double.BitDecrement(element));
        return new NdArray<double>(node.Shape, elements);
    }

    // By the number alone: what is equal moves alike, so that a tie stays one, and what is opposite moves the other way.
    private static bool IsMovedUp(double size, ulong round)
    {
        var mixed = (BitConverter.DoubleToUInt64Bits(size) + (round * 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9;
        return ((mixed ^ (mixed >> 29)) * 0x94D049BB133111EB) >> 63 == 0;
    }
}
