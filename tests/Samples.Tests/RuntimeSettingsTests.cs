using System.Text.RegularExpressions;

namespace Samples.Tests;

/// <summary>The runtime settings in a program outside the repository, which takes them by the line that README gives.</summary>
[TestFixture]
public partial class RuntimeSettingsTests
{
    // Its arrays have 4 MB, and it allocates many times what the limits below allow.
    private const string Program = """
        using Autograd;

        var settings = GC.GetConfigurationVariables();
        Console.WriteLine($"threshold {settings["LOHThreshold"]}, region {settings["GCRegionSize"]}, budget {settings["GCGen0MaxBudget"]}");
        var x = new Parameter<float>(NdArray.Ones<float>([1 << 20]));
        var optimizer = new Sgd<float>([x], learningRate: 0.1);
        for (var step = 0; step < 100; step++)
        {
            optimizer.Step(x.Square().Sum().Backward());
        }

        Console.WriteLine($"x {x.Value[0]:E2}, {GC.CollectionCount(2)} full collections");
        """;

    private string _folder = null!;
    private string _file = null!;
    private string _output = null!;

    [OneTimeSetUp]
    public void BuildAndRunProgram()
    {
        _folder = Directory.CreateTempSubdirectory().FullName;
        _file = Path.Combine(_folder, "Learn.cs");
        var import = ImportLine().Match(File.ReadAllText(SourceFolder.Of("README.md"))).Value;
        import = import.Replace("src/", SourceFolder.Of("src/"), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "Directory.Build.props"), $"<Project>{import}</Project>");
        File.WriteAllText(_file, $"#:project {SourceFolder.Of("src/Ops/Ops.csproj")}\n{Program}");
        _output = SampleRun.OutputOf(_file);
    }

    [OneTimeTearDown]
    public void DeleteProgram() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Large_arrays_die_young_with_the_settings()
    {
        _output.ShouldContain("threshold 16777128, region 16777216, budget 67108864");
        _output.ShouldMatch(@"x 2\.04E-010, \d full collections");
    }

    [TestCase("0x8000000")]
    [TestCase("0x10000000")]
    public void A_program_starts_and_learns_where_128_or_256_MB_are_all_it_may_take(string limit) =>
        SampleRun.OutputOf(_file, "--no-build", "-e", $"DOTNET_GCHeapHardLimit={limit}").ShouldContain("x 2.04E-010");

    [Test]
    public void One_property_turns_them_off() =>
        SampleRun.OutputOf(_file, "-p:AutogradRuntimeSettings=false").ShouldContain("threshold 85000, region 0");

    [GeneratedRegex("<Import Project=.*Autograd.props\" />")]
    private static partial Regex ImportLine();
}
