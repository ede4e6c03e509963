using System.Numerics;
using System.Text.Json;

namespace Autograd;

/// <summary>Writes a storyboard as the data of the page.</summary>
internal static class FilmData
{
    // In larger graphs the elements that a gradient comes from are not asked for: each costs a call of the rule.
    private const int MostProbed = 300;

    /// <summary>The data of a film.</summary>
    /// <param name="story">Both passes.</param>
    /// <param name="title">The title of the page.</param>
    /// <param name="check">What the check of each node's rule found; null if it was not made.</param>
    public static byte[] Of<T>(Storyboard<T> story, string title, NodeCheckReport? check)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            var arrays = new FilmArrays<T>();
            json.WriteStartObject();
            json.WriteString("title", title);
            json.WriteString("type", typeof(T) == typeof(float) ? "float" : "double");
            json.WriteStartArray("nodes");
            foreach (var node in story.Nodes)
            {
                Write(json, story, node, arrays, check);
            }

            json.WriteEndArray();
            WriteSteps(json, story.Steps);
            Write(json, new FilmLayout([.. story.Nodes.Select(node => node.Inputs)], node => story.Nodes[node].IsLeaf));
            json.WritePropertyName("arrays");
            arrays.Write(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Writes a list of whole numbers.</summary>
    public static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void Write<T>(
        Utf8JsonWriter json, Storyboard<T> story, StoryNode<T> node, FilmArrays<T> arrays, NodeCheckReport? check)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        json.WriteStartObject();
        json.WriteString("kind", node.Node switch
        {
            Parameter<T> => "parameter",
            { Op: not null } => "operation",
            { DetailsIfAny.CutFrom: not null } => "cut",
            _ => "data",
        });
        json.WriteString("name", node.Node.Name);
        json.WriteString("operation", node.Node.Op?.Name);
        json.WriteString("told", node.Node.Op?.ToString());
        json.WriteString("words", node.Node.Op is { } op ? OperationWords.Of(op) : null);
        json.WriteString("replaced", node.Node.Replaced?.Formula);
        json.WriteString("origin", node.Node.Origin);
        json.WriteString("whyNoGradient", node.WhyNoGradient);
        json.WriteBoolean("elementwise", node.Node.Op is IElementwise);
        WriteNumbers(json, "inputs", node.Inputs);
        json.WriteNumber("value", arrays.NumberOf(node.Value));
        if (node.Gradient is { } gradient)
        {
            json.WriteNumber("gradient", arrays.NumberOf(gradient));
        }

        if (check is not null && check.Verdicts.TryGetValue(node.Node.Id, out var verdict))
        {
            json.WriteStartObject("check");
            json.WriteString("verdict", verdict.IsRight switch { true => "right", false => "wrong", null => "unknown" });
            json.WriteString("finding", verdict.Finding);
            json.WriteEndObject();
        }

        if (node.StrongZeros is { } absent)
        {
            WriteNumbers(json, "strongZeros", absent.Index().Where(element => element.Item).Select(element => element.Index));
        }

        json.WriteStartArray("terms");
        foreach (var term in node.Terms)
        {
            Write(json, story.Nodes[term.From], term, arrays, story.Nodes.Count <= MostProbed);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write<T>(Utf8JsonWriter json, StoryNode<T> from, StoryTerm<T> term, FilmArrays<T> arrays, bool isProbed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        json.WriteStartObject();
        json.WriteNumber("from", term.From);
        json.WriteNumber("argument", term.Argument);
        json.WriteNumber("product", arrays.NumberOf(term.Product));
        json.WriteNumber("sum", arrays.NumberOf(term.Sum));
        if (LocalDerivatives<T>.OfElements(from.Node, term.Argument) is { } local)
        {
            json.WriteNumber("local", arrays.NumberOf(local));
        }
        else if (LocalDerivatives<T>.Jacobian(from.Node, term.Argument) is { } jacobian)
        {
            json.WriteNumber("jacobian", arrays.NumberOf(jacobian));
        }

        if (isProbed && LocalDerivatives<T>.Sources(from.Node, term.Argument) is { } sources)
        {
            json.WriteStartArray("sources");
            foreach (var outputs in sources)
            {
                json.WriteStartArray();
                foreach (var output in outputs)
                {
                    json.WriteNumberValue(output);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<StoryStep> steps)
    {
        json.WriteStartArray("steps");
        foreach (var step in steps)
        {
            json.WriteStartArray();
            json.WriteStringValue(step.Pass switch { StoryPass.Forward => "f", StoryPass.Seed => "s", _ => "b" });
            json.WriteNumberValue(step.Node);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, FilmLayout layout)
    {
        json.WriteStartObject("layout");
        WriteNumbers(json, "layers", layout.Layer);
        json.WriteStartArray("rows");
        for (var node = 0; node < layout.Layer.Count; node++)
        {
            json.WriteNumberValue(Math.Round(layout.Row(node), 3));
        }

        json.WriteEndArray();
        json.WriteStartArray("arcs");
        foreach (var arc in layout.Arcs)
        {
            json.WriteStartObject();
            json.WriteNumber("from", arc.From);
            json.WriteNumber("to", arc.To);
            json.WriteNumber("argument", arc.Argument);
            json.WriteBoolean("stub", arc.IsStub);
            json.WriteStartArray("bends");
            foreach (var row in layout.Bends(arc))
            {
                json.WriteNumberValue(Math.Round(row, 3));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
