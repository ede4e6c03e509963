using System.Text.RegularExpressions;

namespace Samples.Tests;

/// <summary>What README shows is what compiles and runs.</summary>
[TestFixture]
public partial class ReadmeTests
{
    private static readonly string s_readme = File.ReadAllText(SourceFolder.Of("README.md")).ReplaceLineEndings("\n");

    [Test]
    public void The_first_example_is_the_sample_and_prints_what_README_shows()
    {
        var blocks = Block().Matches(s_readme);
        var (code, output) =
            (blocks.First(block => block.Groups[1].Value == "csharp"), blocks.First(block => block.Groups[1].Value == "text"));
        Sample("FirstExample").ShouldContain(code.Groups[2].Value);
        code.Groups[2].Value.Split('\n').Count(line => line.Trim() is not ("" or "{" or "}")).ShouldBeLessThanOrEqualTo(15);
        SampleRun.Output("FirstExample").ShouldBe(output.Groups[2].Value);
    }

    [Test]
    public void Every_other_code_block_is_part_of_a_sample()
    {
        string[] shown =
            ["Spirals", "Overnight", "shared/Layers", "CustomOp", "CheckYourOp", "CheckYourGradient", "ReplayedTraining", "SecondOrder"];
        var samples = string.Concat(shown.Select(Sample));
        foreach (var block in Block().Matches(s_readme).Where(block => block.Groups[1].Value == "csharp").Skip(1))
        {
            samples.ShouldContain(block.Groups[2].Value);
        }
    }

    [Test]
    public void The_reports_that_README_shows_are_what_the_sample_prints()
    {
        var section = s_readme[At("## Check your gradients")..At("## Operations")];
        var output = SampleRun.Output("CheckYourOp");
        var shown = IndentedBlock().Matches(section).Select(block => Unindented(block.Value)).ToArray();
        shown.Length.ShouldBe(2);
        foreach (var block in shown)
        {
            output.ShouldContain(block);
        }

        output.ShouldContain(Caught().Match(section).Value);
    }

    [Test]
    public void The_story_that_README_shows_is_what_the_sample_prints()
    {
        var section = s_readme[At("## When it goes wrong")..At("## Write an operation")];
        SampleRun.Output("WhereDidTheNanComeFrom").ShouldContain(Unindented(IndentedBlock().Match(section).Value));
    }

    [Test]
    public void The_trace_and_the_drawing_that_README_shows_are_what_the_sample_prints()
    {
        var section = s_readme[At("## See backpropagation")..At("## Write a model")];
        var output = SampleRun.Output("Films", Path.Combine(TestContext.CurrentContext.WorkDirectory, "films"), "--no-browser");
        output.ShouldContain(Block().Matches(section).Single(block => block.Groups[1].Value == "mermaid").Groups[2].Value);
        var start = section.IndexOf("    forward, as", StringComparison.Ordinal);
        output.ShouldContain(Unindented(section[start..section.IndexOf("```mermaid", StringComparison.Ordinal)]));
    }

    [Test]
    public void Every_file_that_README_names_is_there()
    {
        foreach (var path in NamedFile().Matches(s_readme).Select(match => match.Value)
            .Where(path => !path.EndsWith("Name.cs", StringComparison.Ordinal)))
        {
            Path.Exists(SourceFolder.Of(path)).ShouldBeTrue(path);
        }
    }

    private static int At(string heading) => s_readme.IndexOf(heading, StringComparison.Ordinal);

    private static string Unindented(string block) =>
        string.Concat(block.Split('\n').Select(line => line.Length > 4 ? line[4..] + "\n" : "\n")).Trim('\n');

    private static string Sample(string name) => File.ReadAllText(SourceFolder.Of($"samples/{name}.cs")).ReplaceLineEndings("\n");

    [GeneratedRegex("^```(\\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("(?<=\n\n)(    .*\n)+")]
    private static partial Regex IndentedBlock();

    [GeneratedRegex(@"\d+ of \d+ mutants caught")]
    private static partial Regex Caught();

    [GeneratedRegex(@"\b(samples|src|tests)/[\w./]+\.\w+")]
    private static partial Regex NamedFile();
}
