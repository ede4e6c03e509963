using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Autograd;

/// <summary>What operations do, in words and as a formula: from two resources of the assembly that they are in.</summary>
/// <remarks>
/// <para>An assembly with operations may carry <c>operations.json</c>, an object with a sentence for each record's name, and
/// <c>formulas.json</c>, an object with the formula for each. Those of the library do.</para>
/// <para>A formula has <c>value</c>, a term of the inputs <c>a</c>, <c>b</c>, <c>c</c>; <c>slopes</c>, the local derivative by each input,
/// terms of the inputs and of the output <c>y</c>; <c>says</c>, the value in words with <c>{a}</c> for an input; and <c>gives</c>, what the
/// rule hands to each input in words. A term is a number, a name, or an array of an operator and its terms:
/// <c>["*", 2, "a"]</c>. A formula does not hold for an operation whose text contains what stands under <c>unless</c>.</para>
/// </remarks>
internal static class OperationWords
{
    private static readonly ConcurrentDictionary<(Assembly Assembly, string Resource), Dictionary<string, JsonElement>> s_resources = new();

    /// <summary>The sentence for an operation; null if its assembly has none.</summary>
    public static string? SentenceOf(Op op) => Find(op, "operations.json")?.GetString();

    /// <summary>The formula for an operation; null if its assembly has none.</summary>
    public static JsonElement? FormulaOf(Op op) =>
        Find(op, "formulas.json") is { } formula && !(formula.TryGetProperty("unless", out var text) && Says(op, text)) ? formula : null;

    private static bool Says(Op op, JsonElement text) => op.ToString().Contains(text.GetString()!, StringComparison.Ordinal);

    private static JsonElement? Find(Op op, string resource)
    {
        var type = op.GetType();
        return s_resources.GetOrAdd((type.Assembly, resource), Read).TryGetValue(type.Name, out var entry) ? entry : null;
    }

    private static Dictionary<string, JsonElement> Read((Assembly Assembly, string Resource) key)
    {
        using var stream = key.Assembly.GetManifestResourceStream(key.Resource);
        if (stream is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(stream);
        return document.RootElement.EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.Clone(), StringComparer.Ordinal);
    }
}
