using System.Runtime.CompilerServices;

/// <summary>Where the repository is that these tests were built from.</summary>
internal static class SourceFolder
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(This(), "../.."));

    /// <summary>A folder or file, by its path from the root.</summary>
    public static string Of(string path) => Path.Combine(Root, path);

    /// <summary>The code files in a folder, or in all, by their paths from the root, with slashes; not those that a build makes.</summary>
    public static IEnumerable<string> CodeFiles(string folder = "") =>
        from file in Directory.EnumerateFiles(Of(folder), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal)
        select path;

    private static string This([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
