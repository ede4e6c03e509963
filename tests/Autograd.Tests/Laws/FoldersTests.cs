namespace Autograd.Tests;

/// <summary>The test of a file is found by its path: it lies in tests where the file lies in src.</summary>
[TestFixture]
public class FoldersTests
{
    // What belongs to no folder of src.
    private static readonly string[] s_ofTheirOwn = ["Banks", "Helpers", "Laws", "Reference", "Tables"];

    [TestCase("Autograd")]
    [TestCase("Ops")]
    public void Every_folder_of_tests_is_one_of_the_source_or_has_a_name_of_its_own(string project)
    {
        var folders = SourceFolder.CodeFiles($"tests/{project}.Tests")
            .Select(file => Path.GetDirectoryName(Path.GetRelativePath($"tests/{project}.Tests", file))!.Replace('\\', '/'))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        folders.ShouldContain("Laws");
        folders.Except(s_ofTheirOwn, StringComparer.Ordinal)
            .Where(folder => folder.Length == 0 || !Directory.Exists(SourceFolder.Of($"src/{project}/{folder}")))
            .Select(folder => $"{project}/{folder}")
            .ShouldBeEmpty();
    }
}
