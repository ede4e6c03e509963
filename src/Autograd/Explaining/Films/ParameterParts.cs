using System.Numerics;

namespace Autograd;

/// <summary>
/// The parts of a larger graph in which none were named: those of the parameters, whose names are paths, such as
/// <c>encoder.0.weight</c>.
/// </summary>
internal static class ParameterParts
{
    // A smaller graph is seen at once, without boxes.
    private const int LeastNodes = 40;

    /// <summary>For each node the names of the parts that it is in, the outermost first.</summary>
    /// <remarks>
    /// An operation is in what its parameters have in common; an operation on each element, without parameters, is where all its other
    /// inputs are.
    /// </remarks>
    public static IReadOnlyList<IReadOnlyList<string>> Of<T>(IReadOnlyList<StoryNode<T>> nodes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (nodes.Count < LeastNodes || nodes.Any(node => Parts.Of(node.Node).Count > 0))
        {
            return [.. nodes.Select(node => Parts.Of(node.Node))];
        }

        var parts = new List<IReadOnlyList<string>>(nodes.Count);
        foreach (var node in nodes)
        {
            var parameters = node.Inputs.Where(input => nodes[input].Node is Parameter<T>).ToList();
            var others = node.Node.Op is IElementwise ? node.Inputs.Where(input => !nodes[input].IsLeaf).ToList() : [];
            parts.Add(
                node.IsLeaf ? node.Node.Name?.Split('.')[..^1] ?? []
                : parameters.Count > 0 ? Shared(parameters)
                : others.Count > 0 && others.TrueForAll(input => IsSame(parts[input], parts[others[0]])) ? parts[others[0]]
                : []);
        }

        return parts;

        static bool IsSame(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.SequenceEqual(other, StringComparer.Ordinal);

        IReadOnlyList<string> Shared(List<int> inputs) => inputs.Select(input => parts[input])
            .Aggregate((one, other) => [.. one.Take(one.Zip(other, StringComparer.Ordinal.Equals).TakeWhile(isSame => isSame).Count())]);
    }
}
