namespace Autograd.Tests;

/// <summary>The promises of the design that a test can hold.</summary>
[TestFixture]
public class ArchitectureTests
{
    [Test]
    public void The_engine_does_not_know_the_operations()
    {
        typeof(Node<>).Assembly.GetReferencedAssemblies().Select(name => name.Name).ShouldNotContain("Autograd.Ops");
        typeof(Operations).Assembly.GetReferencedAssemblies().Select(name => name.Name).ShouldContain("Autograd");
    }

    [Test]
    public void The_backward_sweep_is_one_short_file_that_names_no_operation()
    {
        var lines = File.ReadAllLines(SourceFolder.Of("src/Autograd/Graph/BackwardPass.cs"));
        lines.Length.ShouldBeLessThanOrEqualTo(60);
        var words = lines.SelectMany(line => line.Split([' ', '(', ')', '<', '>', '.', ',', ';', '?'])).ToHashSet(StringComparer.Ordinal);
        words.ShouldNotContain("switch");
        var operations = AllOperations.Records.Select(type => type.Name).ToList();
        operations.ShouldContain("MatMul");
        words.Intersect(operations, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Test]
    public void Every_operation_is_a_sealed_record_in_a_file_of_its_name() => AllOperations.Records
        .Where(type => !type.IsSealed || !IsInOneFile(type.Name))
        .ShouldBeEmpty();

    private static bool IsInOneFile(string type) =>
        Directory.GetFiles(SourceFolder.Of("src"), $"{type}.cs", SearchOption.AllDirectories).Length == 1;
}
