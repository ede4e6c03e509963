using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Where two storyboards are not of one graph.</summary>
internal static class StoryDifference
{
    /// <summary>The first node, arc, shape or visit in which a storyboard is not like another, in words; null if there is none.</summary>
    /// <param name="first">What it should be like.</param>
    /// <param name="other">What is looked at.</param>
    public static string? Between<T>(Storyboard<T> first, Storyboard<T> other)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var (before, now) in first.Nodes.Zip(other.Nodes))
        {
            if (!string.Equals(Told(before), Told(now), StringComparison.Ordinal))
            {
                return Invariant($"node {now.Number} was {Told(before)} and is {Told(now)}");
            }
        }

        return first.Nodes.Count != other.Nodes.Count
            ? Invariant($"it had {first.Nodes.Count} nodes and has {other.Nodes.Count}")
            : first.Steps.SequenceEqual(other.Steps) && first.Nodes.SelectMany(Givers).SequenceEqual(other.Nodes.SelectMany(Givers))
                ? null
                : "its backward pass takes another way";
    }

    private static string Told<T>(StoryNode<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        $"{node.Node.Op?.Name ?? (node.Node is Parameter<T> ? "a parameter" : "data")} {node.Value.Shape}"
        + (node.Node.Name is { } name ? $" named {name}" : "") + (node.IsLeaf ? "" : $" of nodes {string.Join(", ", node.Inputs)}");

    private static IEnumerable<(int From, int To, int Argument)> Givers<T>(StoryNode<T> node)
        where T : unmanaged, IFloatingPointIeee754<T> => node.Terms.Select(term => (term.From, node.Number, term.Argument));
}
