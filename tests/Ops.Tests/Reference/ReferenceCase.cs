using System.Text.Json;
using Autograd;

namespace Ops.Tests.Reference;

/// <summary>One case of the reference file.</summary>
internal sealed class ReferenceCase
{
    private readonly JsonElement _json;

    private ReferenceCase(int number, JsonElement json)
    {
        Number = number;
        _json = json;
    }

    public int Number { get; }

    public string Op => _json.GetProperty("op").GetString()!;

    public NdArray<double>[] Inputs => Arrays("inputs");

    public NdArray<double> Output => ToArray(_json.GetProperty("output"));

    public NdArray<double> Upstream => ToArray(_json.GetProperty("upstream"));

    public NdArray<double>[] Gradients => Arrays("gradients");

    public NdArray<double>[] Vectors => Arrays("vectors");

    public NdArray<double>[] Hvp => Arrays("hvp");

    public static IReadOnlyList<ReferenceCase> All { get; } = Load();

    public bool Has(string attribute) => _json.GetProperty("attributes").TryGetProperty(attribute, out _);

    public NdArray<double> Array(string attribute) => ToArray(Attribute(attribute));

    public int[] Integers(string attribute) => Attribute(attribute) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => item.GetInt32())]
        : [Attribute(attribute).GetInt32()];

    public bool Flag(string attribute) => Attribute(attribute).GetBoolean();

    public Reduction Reduction => Enum.Parse<Reduction>(Attribute("reduction").GetString()!, ignoreCase: true);

    public override string ToString() => $"{Number}: {Op} {_json.GetProperty("attributes").GetRawText()[..Math.Min(40, _json.GetProperty("attributes").GetRawText().Length)]}";

    private JsonElement Attribute(string name) => _json.GetProperty("attributes").GetProperty(name);

    private NdArray<double>[] Arrays(string name) => _json.TryGetProperty(name, out var arrays) ? [.. arrays.EnumerateArray().Select(ToArray)] : [];

    private static NdArray<double> ToArray(JsonElement json) => new(
        new Shape([.. json.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())]),
        [.. json.GetProperty("data").EnumerateArray().Select(value => value.GetDouble())]);

    private static List<ReferenceCase> Load()
    {
        using var file = File.OpenRead(Path.Combine(TestContext.CurrentContext.TestDirectory, "Reference", "torch-reference.json"));
        var root = JsonDocument.Parse(file).RootElement;
        return [.. root.GetProperty("cases").EnumerateArray().Select((json, number) => new ReferenceCase(number, json))];
    }
}
