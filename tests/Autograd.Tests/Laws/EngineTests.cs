using System.Text.RegularExpressions;

namespace Autograd.Tests;

/// <summary>The engine can be seen, and knows no guest: what its folders may use, which files it is, and how long they are.</summary>
[TestFixture]
public partial class EngineTests
{
    // Record, order and backward take some 400 lines; what would make them more is a room of its own, or an observer.
    private const int MostLines = 450;

    private static readonly Dictionary<string, string[]> s_layers = FolderPicture.Layers("src/Autograd");

    private static readonly Uses s_uses = new(typeof(Node<>).Module, "src/Autograd");

    [Test]
    public void No_folder_uses_more_than_the_picture_in_README_says()
    {
        s_uses.Files.Select(Folder).Distinct().ShouldBe(s_layers.Keys, ignoreOrder: true);
        s_uses.OfOtherFiles()
            .Where(use => Folder(use.Other) != Folder(use.File) && !s_layers[Folder(use.File)].Contains(Folder(use.Other)))
            .Select(use => $"{use.File} uses {use.Member} of {use.Other}")
            .ShouldBeEmpty();
    }

    [Test]
    public void The_engine_is_the_files_that_README_lists_in_the_order_in_which_they_are_read() => FilesInReadme()
        .ShouldBe(EngineFiles().Select(file => Path.GetFileNameWithoutExtension(file)), ignoreOrder: true);

    [Test]
    public void The_engine_is_short_and_README_says_how_short()
    {
        var lines = EngineFiles().Sum(CodeLines);
        lines.ShouldBeLessThanOrEqualTo(MostLines);
        ReadmeText().ShouldContain($"{lines} lines of code");
    }

    private static string Folder(string file) => file.Split('/')[0];

    private static string ReadmeText() => File.ReadAllText(SourceFolder.Of("README.md"));

    private static string[] EngineFiles() => Directory.GetFiles(SourceFolder.Of("src/Autograd/Graph"), "*.cs");

    private static IEnumerable<string> FilesInReadme() => ReadingOrder()
        .Matches(ReadmeText().Split("### The engine, to read")[1].Split("\n#")[0])
        .SelectMany(match => match.Groups[1].Captures.Select(capture => capture.Value));

    // Without documentation, comments, blank lines, lone braces and usings.
    private static int CodeLines(string file) => File.ReadLines(file)
        .Select(line => line.Trim())
        .Count(line => line.Trim('{', '}', '(', ')', ';').Length > 0 && !NoCode().IsMatch(line));

    [GeneratedRegex(@"^\d+\. (?:`([\w.]+)`(?:, )?)+", RegexOptions.Multiline)]
    private static partial Regex ReadingOrder();

    [GeneratedRegex("^(//|using )")]
    private static partial Regex NoCode();
}
