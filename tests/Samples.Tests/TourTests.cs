using System.Text.RegularExpressions;

namespace Samples.Tests;

/// <summary>The guided tour shows its program, block after block, and what that prints.</summary>
[TestFixture]
public partial class TourTests
{
    private static readonly string s_tour = File.ReadAllText(SourceFolder.Of("samples/Tour.md")).ReplaceLineEndings("\n");

    [Test]
    public void Every_block_of_code_is_the_program_and_every_other_one_what_it_prints_in_this_order()
    {
        var program = File.ReadAllText(SourceFolder.Of("samples/Tour.cs")).ReplaceLineEndings("\n");
        var output = SampleRun.Output("Tour");
        var (inProgram, inOutput) = (0, 0);
        foreach (var block in Block().Matches(s_tour).Where(block => block.Groups[1].Value != "sh"))
        {
            var text = block.Groups[2].Value;
            if (block.Groups[1].Value == "csharp")
            {
                inProgram = After(program, text, inProgram);
            }
            else
            {
                inOutput = After(output, text, inOutput);
            }
        }

        inProgram.ShouldBeGreaterThan(program.IndexOf("// 7.", StringComparison.Ordinal), "the tour goes to the end");
        var read = Regex.Match(output, @"The network reads ([\d.]+) %");
        double.Parse(read.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(95, output);
        File.ReadAllText(SourceFolder.Of("samples/output/Tour.html")).ShouldContain("Two paths");
    }

    [Test]
    public void Everything_that_it_links_to_is_there()
    {
        foreach (var path in Link().Matches(s_tour).Select(link => link.Groups[1].Value))
        {
            Path.Exists(SourceFolder.Of($"samples/{path}")).ShouldBeTrue(path);
        }
    }

    private static int After(string whole, string part, int start)
    {
        var at = whole.IndexOf(part, start, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, $"{part}\nis not, or not there, in\n{whole[start..]}");
        return at + part.Length;
    }

    [GeneratedRegex("^```(\\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\(([^)#]+)")]
    private static partial Regex Link();
}
