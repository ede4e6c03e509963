using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Where two storyboards are not of one graph.</summary>
internal static class StoryDifference
{
    /// <summary>Refuses a storyboard whose nodes, arcs, shapes or steps are not those of another.</summary>
    /// <param name="first">What it should be like.</param>
    /// <param name="other">What is looked at.</param>
    /// <exception cref="ArgumentException">They differ; the message says where.</exception>
    public static void Refuse<T>(Storyboard<T> first, Storyboard<T> other)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var (before, now) in first.Nodes.Zip(other.Nodes))
        {
            if (!before.Inputs.SequenceEqual(now.Inputs) || !string.Equals(Told(before), Told(now), StringComparison.Ordinal))
            {
                throw Different($"node {now.Number} was {Told(before)} and is {Told(now)}");
            }
        }

        if (first.Nodes.Count != other.Nodes.Count)
        {
            throw Different($"it had {first.Nodes.Count} nodes and has {other.Nodes.Count}");
        }

        if (!first.Steps.SequenceEqual(other.Steps) || !first.Nodes.SelectMany(Givers).SequenceEqual(other.Nodes.SelectMany(Givers)))
        {
            throw Different($"its backward pass takes another way");
        }
    }

    private static string Told<T>(StoryNode<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        $"{node.Node.Op?.Name ?? (node.Node is Parameter<T> ? "a parameter" : "data")} {node.Value.Shape}"
        + (node.Node.Name is { } name ? $" named {name}" : "") + (node.IsLeaf ? "" : $" of nodes {string.Join(", ", node.Inputs)}");

    private static IEnumerable<(int From, int To, int Argument)> Givers<T>(StoryNode<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node.Terms.Select(term => (term.From, node.Number, term.Argument));

    private static ArgumentException Different(FormattableString how) =>
        new(Invariant($"The graph is not that of the steps before: {Invariant(how)}. A film of training shows one graph."));
}
