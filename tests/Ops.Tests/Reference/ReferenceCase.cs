using System.Numerics;
using System.Text.Json;
using Autograd;

namespace Ops.Tests;

/// <summary>One case of the reference file.</summary>
internal sealed class ReferenceCase
{
    private static readonly string[] s_optional = ["class_weights", "label_smoothing", "ignore_index", "pos_weight"];

    private readonly JsonElement _json;

    private ReferenceCase(int number, JsonElement json)
    {
        Number = number;
        _json = json;
    }

    public int Number { get; }

    public string Op => _json.GetProperty("op").GetString()!;

    /// <summary>The operation, and those of its attributes that it can do without.</summary>
    public string OpWithArguments => string.Join(" with ", [Op, .. s_optional.Where(name => HasAny(name))]);

    public NdArray<double>[] Inputs => Arrays("inputs");

    public NdArray<double> Output => ToArray(_json.GetProperty("output"));

    public NdArray<double> Upstream => ToArray(_json.GetProperty("upstream"));

    public NdArray<double>[] Gradients => Arrays("gradients");

    public NdArray<double>[] Vectors => Arrays("vectors");

    public NdArray<double>[] Hvp => Arrays("hvp");

    public static IReadOnlyList<ReferenceCase> All { get; } = Load();

    public bool KeepDims => HasAny("keepdims") && Attribute("keepdims").GetBoolean();

    public bool HasAny(params string[] attributes) => attributes.Any(name => _json.GetProperty("attributes").TryGetProperty(name, out _));

    /// <summary>An attribute that is an array with its shape, as a constant.</summary>
    public Node<T> Constant<T>(string attribute)
        where T : unmanaged, IFloatingPointIeee754<T> => Node.Constant(Converted<T>(ToArray(Attribute(attribute))));

    /// <summary>An attribute that is a plain list of numbers, as a constant of a shape.</summary>
    public Node<T> Constant<T>(string attribute, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Node.Constant(new NdArray<T>(shape, [.. Attribute(attribute).EnumerateArray().Select(item => T.CreateChecked(item.GetDouble()))]));

    public double Real(string attribute) => Attribute(attribute).GetDouble();

    /// <summary>An attribute that is a list of lists.</summary>
    public IntArray[] Lists(string attribute) => [.. Attribute(attribute).EnumerateArray()
        .Select(list => (IntArray)list.EnumerateArray().Select(item => item.GetInt32()).ToArray())];

    public string Text(string attribute) => Attribute(attribute).GetString()!;

    public HeightWidth Pair(string attribute) => Integers(attribute) is [var height, var width] ? (height, width) : Integers(attribute)[0];

    public int[] Integers(string attribute) => Attribute(attribute) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => item.GetInt32())]
        : [Attribute(attribute).GetInt32()];

    public bool Flag(string attribute) => Attribute(attribute).GetBoolean();

    public static NdArray<T> Converted<T>(NdArray<double> array)
        where T : unmanaged, IFloatingPointIeee754<T> => new(array.Shape, Array.ConvertAll(array.ToArray(), T.CreateChecked));

    public Reduction Reduction => Enum.Parse<Reduction>(Attribute("reduction").GetString()!, ignoreCase: true);

    public override string ToString()
    {
        var attributes = _json.GetProperty("attributes").GetRawText();
        return $"{Number}: {Op} {attributes[..Math.Min(40, attributes.Length)]}";
    }

    private JsonElement Attribute(string name) => _json.GetProperty("attributes").GetProperty(name);

    private NdArray<double>[] Arrays(string name) =>
        _json.TryGetProperty(name, out var arrays) ? [.. arrays.EnumerateArray().Select(ToArray)] : [];

    private static NdArray<double> ToArray(JsonElement json) => new(
        new Shape([.. json.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())]),
        [.. json.GetProperty("data").EnumerateArray().Select(value => value.GetDouble())]);

    /// <summary>A file of reference values.</summary>
    public static JsonElement Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(TestContext.CurrentContext.TestDirectory, "Reference", name));
        return JsonDocument.Parse(file).RootElement;
    }

    private static List<ReferenceCase> Load()
    {
        return [.. new[] { "torch-reference.json", "words-reference.json" }
            .SelectMany(file => Read(file).GetProperty("cases").EnumerateArray())
            .Select((json, number) => new ReferenceCase(number, json))];
    }
}
