using System.Runtime.CompilerServices;

/// <summary>Where the repository is that these tests were built from.</summary>
internal static class SourceFolder
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(This(), "../.."));

    /// <summary>A folder or file, by its path from the root.</summary>
    public static string Of(string path) => Path.Combine(Root, path);

    /// <summary>The path from the root, with slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string This([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
