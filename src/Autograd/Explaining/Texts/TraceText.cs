using System.Numerics;
using System.Text;

namespace Autograd;

/// <summary>A storyboard as aligned text.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class TraceText<T>(Storyboard<T> story)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<int, string> _names = Names(story);

    /// <summary>Two tables: the nodes as they were made, and the nodes as the backward pass visited them.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, "forward, as it was written", [.. story.Nodes.Select(Forward)]);
        text.Append('\n');
        List<string[]> backward = [];
        foreach (var step in story.Steps)
        {
            if (step.Pass == StoryPass.Backward)
            {
                backward.AddRange(Backward(story.Nodes[step.Node]));
            }
        }

        Append(text, "backward, youngest node first", backward);
        return text.ToString();
    }

    private string[] Forward(StoryNode<T> node) =>
        [_names[node.Number], $"{What(node)}{Of(node)}", node.Value.Shape.ToString(), NdArrayText.Short(node.Value),
            node.Node.Replaced is { } replaced ? $"in place of {replaced.Words}" : ""];

    // What has arrived, and a line for each input that gets something.
    private IEnumerable<string[]> Backward(StoryNode<T> node)
    {
        var arrived = NdArrayText.Short(node.Gradient!.Value);
        var parts = node.Terms.Count < 2 ? "" : $" = {string.Join(" + ", node.Terms.Select(term => NdArrayText.Short(term.Product)))}";
        var given = node.Inputs.Distinct()
            .SelectMany(input => story.Nodes[input].Terms.Where(term => term.From == node.Number)
                .Select(term => $"{NdArrayText.Short(term.Product)} to {_names[input]}"))
            .ToList();
        yield return [_names[node.Number], What(node), $"\u2202 {arrived}{parts}", given.Count > 0 ? $"gives {given[0]}" : ""];
        foreach (var other in given.Skip(1))
        {
            yield return ["", "", "", $"      {other}"];
        }
    }

    private static string What(StoryNode<T> node) => node.Node switch
    {
        Parameter<T> => "parameter",
        { Op: { } op } when !node.IsLeaf => op.ToString(),
        { DetailsIfAny.CutFrom: not null } => "StopGradient",
        _ => "data",
    };

    private string Of(StoryNode<T> node) =>
        node.Inputs.Count == 0 ? "" : $" of {string.Join(", ", node.Inputs.Select(input => _names[input]))}";

    // The name that the user gave, else a number: n3.
    private static Dictionary<int, string> Names(Storyboard<T> story) =>
        story.Nodes.ToDictionary(node => node.Number, node => node.Node.Name ?? FormattableString.Invariant($"n{node.Number}"));

    private static void Append(StringBuilder text, string title, List<string[]> rows)
    {
        text.Append(title).Append('\n');
        var widths = Enumerable.Range(0, rows.Max(row => row.Length)).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            var line = new StringBuilder("  ");
            for (var column = 0; column < row.Length; column++)
            {
                line.Append(row[column].PadRight(widths[column] + 2));
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
    }
}
