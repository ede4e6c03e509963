using System.Numerics;
using System.Text.Json;

namespace Autograd;

/// <summary>The data of a page: a graph, and what was in it at one moment or at several moments of training.</summary>
/// <remarks>What is added is written at once: parameters may be updated afterwards.</remarks>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class FilmData<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // In larger graphs the elements that a gradient comes from are not asked for: each costs a call of the rule.
    private const int MostProbed = 300;

    // A sum with so many elements in all its terms is shown without them.
    private const int MostInTerms = 1 << 17;

    // An element of a gradient that comes from at most so many elements can be shown as a sum of products.
    private const int MostFactors = 16;

    private readonly FilmArrays<T> _arrays = new();
    private readonly List<(int? TrainingStep, byte[] Nodes)> _moments = [];
    private readonly Dictionary<string, Op> _operations = new(StringComparer.Ordinal);
    private Storyboard<T>? _first;
    private FilmViews? _views;

    /// <summary>The number of moments.</summary>
    public int Count => _moments.Count;

    /// <summary>The last step of training that was added; null before, or if there was none.</summary>
    public int? LastTrainingStep => _moments.Count > 0 ? _moments[^1].TrainingStep : null;

    /// <summary>Where a storyboard is not of the graph of the moments before, in words; null if it is.</summary>
    public string? DifferenceTo(Storyboard<T> story) => _first is null ? null : StoryDifference.Between(_first, story);

    /// <summary>Adds both passes over the graph as they are now; it is that of the moments before.</summary>
    /// <param name="story">Both passes.</param>
    /// <param name="trainingStep">The step of training; null for a film of one moment.</param>
    /// <param name="check">What the check of each node's rule found; null if it was not made.</param>
    public void Add(Storyboard<T> story, int? trainingStep = null, NodeCheckReport? check = null)
    {
        _first ??= story;
        if (_views is null)
        {
            var parts = ParameterParts.Of(story.Nodes);
            _views = new FilmViews([.. story.Nodes.Select(node => node.Inputs)], node => story.Nodes[node].IsLeaf, node => parts[node]);
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var node in story.Nodes)
            {
                Write(json, story, node, check);
            }

            json.WriteEndArray();
        }

        foreach (var op in story.Nodes.Select(node => node.Node.Op).OfType<Op>())
        {
            _operations.TryAdd(op.ToString(), op);
        }

        _moments.Add((trainingStep, stream.ToArray()));
    }

    /// <summary>All that was added, as JSON.</summary>
    /// <param name="title">The title of the page.</param>
    public byte[] ToJson(string title)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("title", title);
            json.WriteString("type", typeof(T) == typeof(float) ? "float" : "double");
            WriteMoments(json);
            WriteSteps(json, _first!.Steps);
            WriteOperations(json);
            WriteViews(json, _views!);
            json.WritePropertyName("arrays");
            _arrays.Write(json);
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

    private void WriteMoments(Utf8JsonWriter json)
    {
        json.WriteStartArray("moments");
        foreach (var (trainingStep, nodes) in _moments)
        {
            json.WriteStartObject();
            if (trainingStep is { } step)
            {
                json.WriteNumber("trainingStep", step);
            }

            json.WritePropertyName("nodes");
            json.WriteRawValue(nodes, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, Storyboard<T> story, StoryNode<T> node, NodeCheckReport? check)
    {
        json.WriteStartObject();
        json.WriteString("kind", node.Node switch
        {
            Parameter<T> => "parameter",
            _ when node.Inputs.Count > 0 => "operation",
            { DetailsIfAny.CutFrom: not null } => "cut",
            _ => "data",
        });
        json.WriteString("cutFrom", node.Node.DetailsIfAny?.CutFrom is { } cut && cut.TryGetTarget(out var source)
            ? source.Name ?? source.Label
            : null);
        json.WriteString("name", node.Node.Name);
        json.WriteString("operation", node.Node.Op?.Name);
        json.WriteString("told", node.Node.Op?.ToString());
        json.WriteString("replaced", node.Node.Replaced?.Whole);
        WriteNames(json, node.Node.Replaced?.Named ?? []);
        json.WriteString("origin", node.Node.Origin);
        json.WriteString("whyNoGradient", node.WhyNoGradient);
        json.WriteBoolean("elementwise", node.Node.Op is IElementwise);
        json.WriteNumber("view", _views!.ViewOf(node.Number));
        WriteNumbers(json, "inputs", node.Inputs);
        json.WriteNumber("value", _arrays.NumberOf(node.Value));
        if (node.Gradient is { } gradient)
        {
            json.WriteNumber("gradient", _arrays.NumberOf(gradient));
        }

        if (check is not null && check.Verdicts.TryGetValue(node.Node.Id, out var verdict))
        {
            json.WriteStartObject("check");
            json.WriteString("verdict", verdict.IsRight switch { true => "right", false => "wrong", null => "unknown" });
            json.WriteString("finding", verdict.Finding);
            json.WriteEndObject();
        }

        WriteAbsent(json, node.StrongZeros);
        json.WriteStartArray("terms");
        var isShown = (long)node.Terms.Count * node.Value.Size <= MostInTerms;
        var sums = isShown ? node.Sums().Select(sum => (NdArray<T>?)sum) : node.Terms.Select(_ => default(NdArray<T>?));
        foreach (var (term, sum) in node.Terms.Zip(sums))
        {
            Write(json, story.Nodes[term.From], term, sum, story.Nodes.Count <= MostProbed);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The nodes with a name that are no longer on the path.
    private static void WriteNames(Utf8JsonWriter json, IReadOnlyList<(string Name, string Operation)> named)
    {
        json.WriteStartArray("standsFor");
        foreach (var (name, operation) in named)
        {
            json.WriteStartObject();
            json.WriteString("label", name);
            json.WriteString("operation", operation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, StoryNode<T> from, StoryTerm<T> term, in NdArray<T>? sum, bool isProbed)
    {
        json.WriteStartObject();
        json.WriteNumber("from", term.From);
        json.WriteNumber("argument", term.Argument);
        if (sum is { } there)
        {
            json.WriteNumber("product", _arrays.NumberOf(term.Product));
            json.WriteNumber("sum", _arrays.NumberOf(there));
            WriteAbsent(json, term.StrongZeros);
            WriteLocal(json, from, term, isProbed);
        }

        json.WriteEndObject();
    }

    private void WriteLocal(Utf8JsonWriter json, StoryNode<T> from, StoryTerm<T> term, bool isProbed)
    {
        if (LocalDerivatives<T>.OfElements(from.Node, term.Argument) is { } local)
        {
            json.WriteNumber("local", _arrays.NumberOf(local));
        }
        else if (LocalDerivatives<T>.Jacobian(from.Node, term.Argument) is { } jacobian)
        {
            json.WriteNumber("jacobian", _arrays.NumberOf(jacobian));
        }

        if (!isProbed || LocalDerivatives<T>.Sources(from.Node, term.Argument) is not { } sources)
        {
            return;
        }

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

        // The first element that is not 0, as the sum of products that it is.
        var example = Enumerable.Range(0, term.Product.Size).FirstOrDefault(i => term.Product.Span[i] != T.Zero, -1);
        if (example >= 0 && sources[example].Count is > 0 and <= MostFactors)
        {
            json.WriteStartObject("example");
            json.WriteNumber("element", example);
            var factors = sources[example].Select(output => LocalDerivatives<T>.At(from.Node, term.Argument, output, example));
            json.WriteNumber("factors", _arrays.NumberOf(new NdArray<T>([sources[example].Count], [.. factors])));
            json.WriteEndObject();
        }
    }

    private static void WriteAbsent(Utf8JsonWriter json, bool[]? absent)
    {
        if (absent is not null)
        {
            WriteNumbers(json, "strongZeros", absent.Index().Where(element => element.Item).Select(element => element.Index));
        }
    }

    // What each kind of operation does, once.
    private void WriteOperations(Utf8JsonWriter json)
    {
        json.WriteStartObject("operations");
        foreach (var (told, op) in _operations)
        {
            json.WriteStartObject(told);
            if (OperationWords.SentenceOf(op) is { } sentence)
            {
                json.WriteString("words", sentence);
            }

            if (OperationWords.FormulaOf(op) is { } formula)
            {
                json.WritePropertyName("formula");
                formula.WriteTo(json);
            }

            json.WriteEndObject();
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

    private static void WriteViews(Utf8JsonWriter json, FilmViews views)
    {
        json.WriteStartArray("views");
        foreach (var view in views.Views)
        {
            json.WriteStartObject();
            json.WriteString("name", view.Name);
            json.WriteNumber("parent", view.Parent ?? -1);
            json.WriteStartArray("units");
            foreach (var unit in view.Units)
            {
                json.WriteStartObject();
                if (unit.View is { } inner)
                {
                    json.WriteNumber("view", inner);
                    json.WriteNumber("count", unit.Node);
                }
                else
                {
                    json.WriteNumber("node", unit.Node);
                }

                if (unit.IsOutside)
                {
                    json.WriteBoolean("outside", true);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            Write(json, view.Layout);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, FilmLayout layout)
    {
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
    }
}
