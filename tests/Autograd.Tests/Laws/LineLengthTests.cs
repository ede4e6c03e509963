using System.Globalization;
using System.Text.RegularExpressions;

namespace Autograd.Tests;

/// <summary>Lines of code are as long as .editorconfig says, at most: nothing else looks at that setting.</summary>
[TestFixture]
public partial class LineLengthTests
{
    [Test]
    public void No_line_is_too_long()
    {
        var settings = File.ReadAllText(SourceFolder.Of(".editorconfig"));
        var longest = int.Parse(LongestLine().Match(settings).Groups[1].Value, CultureInfo.InvariantCulture);
        var tooLong =
            from file in SourceFolder.CodeFiles()
            from line in File.ReadLines(SourceFolder.Of(file)).Select((text, index) => (text.Length, Number: index + 1))
            where line.Length > longest
            select $"{file}:{line.Number} has {line.Length} columns";
        tooLong.ShouldBeEmpty();
    }

    [GeneratedRegex(@"\[\*\.cs\]\nmax_line_length = (\d+)")]
    private static partial Regex LongestLine();
}
