using System.Text.RegularExpressions;

/// <summary>The picture of the folders in README: what each may use is what the tests hold.</summary>
internal static partial class FolderPicture
{
    /// <summary>The folders of a project, such as src/Ops, each with those that its code may use besides itself.</summary>
    public static Dictionary<string, string[]> Layers(string project)
    {
        return File.ReadLines(SourceFolder.Of("README.md"))
            .SkipWhile(line => !line.StartsWith($"    {project}/ ", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith("      ", StringComparison.Ordinal))
            .Select(line => Folder().Match(line))
            .Where(match => match.Success)
            .ToDictionary(
                match => match.Groups[1].Value,
                match => match.Groups[2].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries),
                StringComparer.Ordinal);
    }

    // Six columns deep; deeper lines go on with the text.
    [GeneratedRegex(@"^      (\w+)/ +(?:uses ((?:\w+, )*\w+))?")]
    private static partial Regex Folder();
}
