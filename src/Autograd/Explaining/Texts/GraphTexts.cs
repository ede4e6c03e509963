using System.Globalization;
using System.Numerics;
using System.Text;
using static System.FormattableString;

namespace Autograd;

/// <summary>A graph and both passes over it as text: a trace for a terminal, drawings for Markdown pages and for Graphviz.</summary>
public static class GraphTexts
{
    private const int LongestCell = 44;

    // What means nothing to Mermaid, beside letters and digits.
    private const string Harmless = " .,=-+()_\u2202\u2026";

    extension<T>(Node<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// Both passes step by step, one line each: forward the value of each node; backward the gradient that has arrived, and what the
        /// rule gives to each input.
        /// </summary>
        /// <param name="seed">The gradient of this node; left out, 1, if it has one element.</param>
        /// <exception cref="GradientException">The node is a constant, or needs a seed.</exception>
        public string ToTrace(Node<T>? seed = null)
        {
            ArgumentNullException.ThrowIfNull(output);
            return new TraceText<T>(Storyboard<T>.Of(output, seed)).ToString();
        }

        /// <summary>
        /// The graph as a Mermaid flowchart, which GitHub and many editors draw: each node with its name, operation, shape, value and
        /// gradient.
        /// </summary>
        /// <param name="seed">The gradient of this node; left out, 1, if it has one element.</param>
        /// <exception cref="GradientException">The node is a constant, or needs a seed.</exception>
        public string ToMermaid(Node<T>? seed = null)
        {
            ArgumentNullException.ThrowIfNull(output);
            var text = new StringBuilder("flowchart LR\n");
            foreach (var node in Storyboard<T>.Of(output, seed).Nodes)
            {
                var (open, close) = node.IsLeaf ? ("([", "])") : ("[", "]");
                var lines = string.Join("<br/>", Lines(node).Select(Mermaid));
                text.Append(CultureInfo.InvariantCulture, $"    n{node.Number}{open}\"{lines}\"{close}\n");
                foreach (var input in node.Inputs)
                {
                    text.Append(CultureInfo.InvariantCulture, $"    n{input} --> n{node.Number}\n");
                }
            }

            return text.ToString();
        }

        /// <summary>The graph in Graphviz's language: each node with its name, operation, shape, value and gradient.</summary>
        /// <param name="seed">The gradient of this node; left out, 1, if it has one element.</param>
        /// <exception cref="GradientException">The node is a constant, or needs a seed.</exception>
        public string ToDot(Node<T>? seed = null)
        {
            ArgumentNullException.ThrowIfNull(output);
            var text = new StringBuilder("digraph {\n    rankdir=LR;\n    node [fontname=\"sans-serif\"];\n");
            foreach (var node in Storyboard<T>.Of(output, seed).Nodes)
            {
                var lines = string.Join("\\n", Lines(node).Select(Dot));
                text.Append(CultureInfo.InvariantCulture,
                    $"    n{node.Number} [shape={(node.IsLeaf ? "ellipse" : "box")}, label=\"{lines}\"];\n");
                foreach (var input in node.Inputs)
                {
                    text.Append(CultureInfo.InvariantCulture, $"    n{input} -> n{node.Number};\n");
                }
            }

            return text.Append("}\n").ToString();
        }
    }

    /// <summary>The name and operation, what it stands for, the value, and the gradient of a node, each as a line of a drawing.</summary>
    private static IEnumerable<string> Lines<T>(StoryNode<T> node)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        yield return Cut(node.Node.Label);
        if (node.Node.Replaced is { } replaced)
        {
            yield return Cut($"in place of {replaced.Words}");
        }

        yield return Cut(NdArrayText.Short(node.Value));
        if (node.Gradient is { } gradient)
        {
            yield return Cut($"\u2202 {NdArrayText.Short(gradient)}");
        }
    }

    // A long name loses its middle.
    private static string Cut(string text) =>
        text.Length <= LongestCell ? text : $"{text[..(LongestCell / 2)]}\u2026{text[^(LongestCell / 2)..]}";

    // Character references inside a quoted label: no character of a name can end it or begin markup.
    private static string Mermaid(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(Rune.IsLetterOrDigit(rune) || Harmless.Contains(rune.ToString(), StringComparison.Ordinal)
                ? rune.ToString()
                : Invariant($"#{rune.Value};"));
        }

        return escaped.ToString();
    }

    private static string Dot(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .ReplaceLineEndings(" ");
}
