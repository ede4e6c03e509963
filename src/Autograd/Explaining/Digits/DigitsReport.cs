using System.Numerics;
using System.Text;
using static System.FormattableString;

namespace Autograd;

/// <summary>The nodes of a graph by their right digits: what <c>DigitsLost</c> finds.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class DigitsReport<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Listed = 10;

    // As many as a rounding or two may cost.
    private const double Worth = 1;

    internal DigitsReport(IReadOnlyList<NodeDigits<T>> nodes) => Nodes = nodes;

    /// <summary>All nodes that an operation made, and the parameters, those with the fewest right digits first.</summary>
    public IReadOnlyList<NodeDigits<T>> Nodes { get; }

    /// <summary>The operation in which most digits of a value were lost; null if none has lost more than one.</summary>
    public NodeDigits<T>? Culprit => Nodes.Where(node => node.LostHere > Worth).MaxBy(node => node.LostHere);

    /// <summary>The right digits of a node.</summary>
    /// <exception cref="KeyNotFoundException">The node is not in the graph, or is a constant.</exception>
    public NodeDigits<T> this[Node<T> node] => Nodes.FirstOrDefault(digits => digits.Node == node)
        ?? throw new KeyNotFoundException($"DigitsLost: {node?.Label ?? "null"} is not in the graph, or it is a constant.");

    /// <summary>A table of the nodes with the fewest right digits, and where most were lost.</summary>
    public override string ToString()
    {
        var most = typeof(T) == typeof(float) ? "7.2 of float" : "16.0 of double";
        var text = new StringBuilder(Invariant($"Right digits, {most} at most, in {Nodes.Count} nodes:\n   value gradient  inputs"));
        foreach (var node in Nodes.Take(Listed))
        {
            text.Append(Invariant($"\n  {node.Value,6:F1} {node.Gradient,8:F1} {node.Inputs,7:F1}  {node.Node.LabelAndOrigin}"));
        }

        if (Nodes.Count > Listed)
        {
            text.Append(Invariant($"\n  and {Nodes.Count - Listed} more"));
        }

        if (Culprit is { } culprit)
        {
            var at = culprit.Position.Count == 0 ? "" : $" at {culprit.Position}";
            text.Append(Invariant($"\nMost were lost in {culprit.Node.LabelAndOrigin}, {culprit.LostHere:F1} digits"))
                .Append(Invariant($": {culprit.Computed:G9} in the place of {culprit.Better:G9}{at}."));
        }

        return text.ToString();
    }
}
