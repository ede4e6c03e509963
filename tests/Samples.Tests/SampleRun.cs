using System.Diagnostics;

namespace Samples.Tests;

/// <summary>Runs a sample, or another program of one file, the way README says.</summary>
internal static class SampleRun
{
    /// <summary>What the sample prints, with line feeds alone.</summary>
    public static string Output(string sample, params string[] arguments) => OutputOf($"samples/{sample}.cs", [], arguments);

    /// <summary>What the program in a file prints, with options for <c>dotnet run</c>.</summary>
    public static string OutputOf(string file, params string[] options) => OutputOf(file, options, []);

    private static string OutputOf(string file, string[] options, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["run", "-c", "Release", .. options, file, .. arguments])
        {
            WorkingDirectory = SourceFolder.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host's own settings are not the user's.
        var hosts = start.Environment.Keys
            .Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name == "VSTEST_DOTNET_ROOT_PATH")
            .ToList();
        foreach (var name in hosts)
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{file}: {output}\n{errors.Result}");
        return output.ReplaceLineEndings("\n");
    }
}
