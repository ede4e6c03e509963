using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Autograd;

/// <summary>What operations do, in words: from a resource of the assembly that they are in, made of their documentation.</summary>
/// <remarks>
/// An assembly with operations may carry a resource named <c>operations.json</c>, an object with a sentence for each record's name.
/// Those of the library do.
/// </remarks>
internal static class OperationWords
{
    private const string Resource = "operations.json";

    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, string>> s_words = new();

    /// <summary>The sentence for an operation; null if its assembly has none.</summary>
    public static string? Of(Op op) =>
        s_words.GetOrAdd(op.GetType().Assembly, Read).TryGetValue(op.GetType().Name, out var words) ? words : null;

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream(Resource);
        if (stream is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(stream);
        return document.RootElement.EnumerateObject().ToDictionary(
            entry => entry.Name, entry => entry.Value.GetString() ?? "", StringComparer.Ordinal);
    }
}
