using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Autograd;

namespace Ops.Tests;

/// <summary>The table of what others call it, src/Ops/WORDS.md, names members that exist.</summary>
[TestFixture]
public partial class WordsTests
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Type[] s_types = [.. AllOperations.Assemblies.SelectMany(assembly => assembly.GetExportedTypes())];

    private static readonly string[][] s_rows =
    [
        .. File.ReadLines(SourceFolder.Of("src/Ops/WORDS.md"))
            .Where(line => line.StartsWith('|') && !line.StartsWith("|--", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells[^1] != "ours"),
    ];

    private static IEnumerable<string> Ours => s_rows.SelectMany(cells => Code().Matches(cells[^1]))
        .Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal);

    [TestCaseSource(nameof(Ours))]
    public void Our_word_exists(string code)
    {
        foreach (Match word in Word().Matches(code))
        {
            var (owner, name) = (word.Groups[1].Value, word.Groups[2].Value);
            if (owner.Length == 0)
            {
                s_types.ShouldContain(type => NameOf(type) == name, $"{code}: no type {name}");
            }
            else if (char.IsUpper(owner[0]))
            {
                var types = Array.FindAll(s_types, type => NameOf(type) == owner);
                (types.Any(type => type.GetMember(name, Members).Length > 0)
                    || (owner == "Node" && IsVerb(name))).ShouldBeTrue($"{code}: {owner} has no {name}");
            }
            else
            {
                // Of a variable: a verb of a node, or a member of any of our types.
                (IsVerb(name) || s_types.Any(type => type.GetMember(name, Members).Length > 0)).ShouldBeTrue($"{code}: nothing has {name}");
            }
        }
    }

    [Test]
    public void Each_row_has_words_of_others_and_ours()
    {
        s_rows.Length.ShouldBeGreaterThan(80);
        s_rows.Where(cells => cells.Length != 4 || cells[..3].All(string.IsNullOrEmpty) || !Code().IsMatch(cells[3])).ShouldBeEmpty();
    }

    // Words by which members are looked for that are called otherwise here.
    [TestCase("P:Autograd.Node`1.Scalar", "item")]
    [TestCase("M:Autograd.Node`1.StopGradient", "detach")]
    [TestCase("M:Autograd.Recording.Off", "no_grad")]
    [TestCase("T:Autograd.Reshape", "view, flatten, ravel")]
    [TestCase("T:Autograd.Transpose", "permute")]
    [TestCase("T:Autograd.Concat", "cat")]
    [TestCase("T:Autograd.Clamp", "clip")]
    [TestCase("T:Autograd.SoftmaxCrossEntropy", "cross entropy")]
    [TestCase("ExpandDims", "unsqueeze")]
    [TestCase("Variance", "var")]
    [TestCase("StandardDeviation", "std")]
    public void The_summary_has_the_word_that_others_use(string member, string word) => AllOperations.Assemblies
        .SelectMany(assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, "xml")).Descendants("member"))
        .Where(documented => documented.Attribute("name")!.Value is var name
            && (name == member || Regex.IsMatch(name, $@"<G>\$\w+(?:`1)?\.{member}(?:\W|$)")))
        .Select(documented => documented.Element("summary")?.Value ?? "")
        .ShouldContain(summary => Regex.IsMatch(summary, $@"\b{word}\b"));

    private static bool IsVerb(string name) => Array.Exists(AllOperations.Verbs, verb => verb.Name == name)
        || s_types.Any(type => type.IsAbstract && type.IsSealed && type.GetMember(name, Members).Length > 0);

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    // A name with a capital, of a type or a variable, or alone; not what stands in quotes.
    [GeneratedRegex(@"(?<![\w.""])(?:(\w+)\.)?(?:\w+\.)?([A-Z]\w*)(?![\w""])")]
    private static partial Regex Word();
}
