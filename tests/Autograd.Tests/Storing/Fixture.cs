namespace Autograd.Tests;

/// <summary>The files that NumPy has written; Storing/Fixtures/make_fixtures.py says what is in them.</summary>
internal static class Fixture
{
    /// <summary>The path of a file.</summary>
    public static string Of(string name) => SourceFolder.Of($"tests/Autograd.Tests/Storing/Fixtures/{name}");

    /// <summary>A new folder for the files of a test, which is deleted with it.</summary>
    public static TemporaryFolder Folder() => new();

    internal sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("autograd");

        /// <summary>The path of a file in it.</summary>
        public string this[string name] => Path.Combine(_folder.FullName, name);

        /// <inheritdoc/>
        public void Dispose() => _folder.Delete(recursive: true);
    }
}
