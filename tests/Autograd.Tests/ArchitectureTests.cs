using System.Runtime.CompilerServices;

namespace Autograd.Tests;

/// <summary>The promises of the design that a test can hold.</summary>
[TestFixture]
public class ArchitectureTests
{
    private static readonly string s_sources = Path.GetFullPath(Path.Combine(ThisFolder(), "../../src"));

    [Test]
    public void The_engine_does_not_know_the_operations()
    {
        typeof(Node<>).Assembly.GetReferencedAssemblies().Select(name => name.Name).ShouldNotContain("Autograd.Ops");
        typeof(Operations).Assembly.GetReferencedAssemblies().Select(name => name.Name).ShouldContain("Autograd");
    }

    [Test]
    public void The_backward_sweep_is_one_short_file_that_names_no_operation()
    {
        var lines = File.ReadAllLines(Path.Combine(s_sources, "Autograd/Graph/BackwardPass.cs"));
        lines.Length.ShouldBeLessThanOrEqualTo(60);
        var words = lines.SelectMany(line => line.Split([' ', '(', ')', '<', '>', '.', ',', ';', '?'])).ToHashSet(StringComparer.Ordinal);
        words.ShouldNotContain("switch");
        var operations = new[] { typeof(Op), typeof(Operations) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type.IsAssignableTo(typeof(Op)) && !type.IsAbstract)
            .Select(type => type.Name)
            .ToList();
        operations.ShouldContain("MatMul");
        words.Intersect(operations, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Test]
    public void Every_operation_is_a_sealed_record_in_a_file_of_its_name() => new[] { typeof(Op), typeof(Operations) }
        .SelectMany(type => type.Assembly.GetTypes())
        .Where(type => type.IsAssignableTo(typeof(Op)) && !type.IsAbstract)
        .Where(type => !type.IsSealed || Directory.GetFiles(s_sources, $"{type.Name}.cs", SearchOption.AllDirectories).Length != 1)
        .ShouldBeEmpty();

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
