using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Samples.Tests;

/// <summary>Runs a sample the way README says.</summary>
internal static class SampleRun
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "../.."));

    /// <summary>What the sample prints, with line feeds alone.</summary>
    public static string Output(string sample)
    {
        var start = new ProcessStartInfo("dotnet", ["run", "-c", "Release", $"samples/{sample}.cs"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The test host's own settings are not the user's.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name == "VSTEST_DOTNET_ROOT_PATH").ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{sample}: {output}\n{errors.Result}");
        return output.ReplaceLineEndings("\n");
    }

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
