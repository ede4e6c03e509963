using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Autograd;

namespace Ops.Tests;

/// <summary>
/// Keeps the list of operations in src/Ops/README.md true: it is made of the documentation of each record, and of each verb that has no
/// record. A documentation tag <c>kinks</c> says what happens at kinks and edges, and names the test that shows it. The sentences that
/// films say of operations, src/Ops/operations.json and src/Autograd/operations.json, are made of the same documentation.
/// </summary>
[TestFixture]
public partial class OperationListTests
{
    private const string Begin = "<!-- The list is made by OperationListTests from the documentation; do not edit it. -->\n";

    // In a file that only the build reads; the page of a film escapes what it is given.
    private static readonly JsonSerializerOptions s_asWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string s_sources = SourceFolder.Of("src");

    [Test]
    public void The_list_of_operations_is_true()
    {
        var file = Path.Combine(s_sources, "Ops/README.md");
        var readme = File.ReadAllText(file).ReplaceLineEndings("\n");
        var expected = readme[..(readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + "\n" + List();
        if (readme != expected)
        {
            File.WriteAllText(Path.ChangeExtension(file, "received.md"), expected);
        }

        readme.ShouldBe(expected, "The documentation of an operation changed: replace src/Ops/README.md by src/Ops/README.received.md.");
        File.Delete(Path.ChangeExtension(file, "received.md"));
    }

    [TestCase("Autograd")]
    [TestCase("Ops")]
    public void What_films_say_of_the_operations_is_their_documentation(string project)
    {
        var assembly = Array.Find(AllOperations.Assemblies, one => one.GetName().Name!.EndsWith(project, StringComparison.Ordinal))!;
        var sentences = Entries()
            .Where(entry => entry.Record?.Assembly == assembly)
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => $"  {Json(entry.Name)}: {Json(Plain(entry.Formula))}");
        var expected = $"{{\n{string.Join(",\n", sentences)}\n}}\n";
        var file = Path.Combine(s_sources, project, "operations.json");
        var received = Path.ChangeExtension(file, "received.txt");
        var resource = File.ReadAllText(file).ReplaceLineEndings("\n");
        if (resource != expected)
        {
            File.WriteAllText(received, expected);
        }

        resource.ShouldBe(expected, $"The documentation of an operation changed: mv {received} {file}");
        File.Delete(received);

        static string Json(string text) => JsonSerializer.Serialize(text, s_asWritten);

        // The marks of Markdown are not said.
        static string Plain(string text) => text.Replace("`", "", StringComparison.Ordinal).Replace("\\|", "|", StringComparison.Ordinal);
    }

    [Test]
    public void Every_kink_has_its_named_test()
    {
        var tests = typeof(OperationListTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => method.Name)
            .ToHashSet(StringComparer.Ordinal);
        Entries().SelectMany(entry => entry.Kinks).Where(kink => !tests.Contains(kink.Test)).ShouldBeEmpty();
    }

    private static string List()
    {
        var text = new StringBuilder();
        var folders = Entries().GroupBy(entry => entry.Folder, StringComparer.Ordinal);
        foreach (var folder in folders.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"### {folder.Key}\n\n| operation | formula | differentiable | at kinks and edges |\n|---|---|---|---|\n");
            foreach (var entry in folder.OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var kinks = string.Join(" ", entry.Kinks.Select(kink => kink.Text));
                var differentiable = entry.Differentiable ? "yes" : "no";
                text.Append(CultureInfo.InvariantCulture, $"| `{entry.Name}` | {entry.Formula} | {differentiable} | {kinks} |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static IEnumerable<Entry> Entries()
    {
        var members = AllOperations.Assemblies
            .SelectMany(assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, "xml")).Descendants("member"))
            .ToLookup(member => member.Attribute("name")!.Value, StringComparer.Ordinal);
        var records = AllOperations.Records.Where(record => record.Assembly == typeof(Operations).Assembly || record.IsPublic).ToList();
        foreach (var record in records)
        {
            var made = (Op)RuntimeHelpers.GetUninitializedObject(record);
            var entry = Read(record.Name, !made.Traits.HasFlag(OpTraits.NoDerivative), members[$"T:{record.FullName}"].Single());
            yield return entry with { Record = record };
        }

        // Distributions and the like: types that are made of operations.
        foreach (var type in typeof(Operations).Assembly.GetTypes()
            .Where(type => type.IsPublic && Folder(NameOf(type)).StartsWith("Composed/Distributions", StringComparison.Ordinal)))
        {
            yield return Read(NameOf(type), differentiable: true, members[$"T:{type.FullName}"].Single());
        }

        foreach (var verbs in AllOperations.Verbs
            .Where(method => records.TrueForAll(record => record.Name != method.Name))
            .GroupBy(method => method.Name, StringComparer.Ordinal))
        {
            // A verb that takes no node makes a constant; one that returns none gives positions.
            var verb = verbs.Key;
            var differentiable = verbs.Any(method => method.ReturnType.ContainsGenericParameters
                && method.GetParameters()
                    .Any(parameter => parameter.ParameterType.ToString().Contains("Node`1", StringComparison.Ordinal)));
            var documented = members
                .Where(group => group.Key.StartsWith("M:Autograd.Operations.<G>", StringComparison.Ordinal)
                    && VerbOf().Match(group.Key).Groups[1].Value == verb).SelectMany(group => group).ToList();
            if (documented.Find(member => member.Element("summary") is not null) is { } first
                && Directory.GetFiles(s_sources, $"{verb}.cs", SearchOption.AllDirectories).Length == 1)
            {
                yield return Read(verb, differentiable, first);
            }
        }
    }

    private static Entry Read(string name, bool differentiable, XElement member) => new(
        name,
        Folder(name),
        Text(member.Element("summary")!),
        differentiable,
        [.. member.Elements("kinks").Select(kink => (Text(kink), kink.Attribute("test")?.Value ?? "no test is named"))]);

    // Without the number of type parameters, which reflection appends.
    private static string NameOf(Type type) => type.Name.Split('`')[0];

    // From src/Ops, or from src where it is the engine's.
    private static string Folder(string name)
    {
        var files = Directory.GetFiles(s_sources, $"{name}.cs", SearchOption.AllDirectories);
        if (files.Length != 1)
        {
            return $"not in one file {name}.cs";
        }

        var folder = Path.GetRelativePath(s_sources, Path.GetDirectoryName(files[0])!).Replace('\\', '/');
        return folder.StartsWith("Ops/", StringComparison.Ordinal) ? folder["Ops/".Length..] : folder;
    }

    private static string Text(XElement element)
    {
        var copy = new XElement(element);
        foreach (var reference in copy.Descendants()
            .Where(child => child.Attribute("cref") is not null || child.Attribute("name") is not null).ToList())
        {
            var target = (reference.Attribute("cref") ?? reference.Attribute("name"))!.Value;
            reference.ReplaceWith($"`{target.Split('(')[0].Split('.')[^1].Split('`')[0]}`");
        }

        foreach (var code in copy.Descendants("c").ToList())
        {
            code.ReplaceWith($"`{code.Value}`");
        }

        return Space().Replace(copy.Value.Trim(), " ").Replace("|", "\\|", StringComparison.Ordinal);
    }

    // M:Autograd.Operations.<G>$...`1.Mean``1(...), or without `1 where the verb is one of the static class Node
    [GeneratedRegex(@"<G>\$\w+(?:`1)?\.(\w+)")]
    private static partial Regex VerbOf();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    private sealed record Entry(string Name, string Folder, string Formula, bool Differentiable, (string Text, string Test)[] Kinks)
    {
        public Type? Record { get; init; }
    }
}
