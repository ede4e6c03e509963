using System.Text.RegularExpressions;
using Autograd;
using PublicApiGenerator;

namespace Ops.Tests;

/// <summary>The public API changes on purpose: what users meet, and what authors of operations meet, in two files beside this.</summary>
[TestFixture]
public partial class PublicApiTests
{
    // What only authors of operations meet, besides the operations themselves: users call these by their verbs.
    private static readonly Type[] s_forAuthors =
    [
        typeof(Op), typeof(Arity), typeof(OpTraits), typeof(IReadsIndices), typeof(IRunsOnce), typeof(IFused), typeof(IElementwise),
        typeof(Elementwise), typeof(StrongZeros), typeof(NodeInputs<>), typeof(IRangeLoop), typeof(ParallelLoop), typeof(Prefetch),
        typeof(StridedView), typeof(TopologicalOrder), typeof(Replacement),
    ];

    [Test]
    public void What_users_meet_is_what_was_approved() => ShouldBeApproved("users", type => !IsForAuthors(type));

    [Test]
    public void What_authors_of_operations_meet_is_what_was_approved() => ShouldBeApproved("authors", IsForAuthors);

    private static bool IsForAuthors(Type type) => type.IsAssignableTo(typeof(Op)) || s_forAuthors.Contains(type);

    private static void ShouldBeApproved(string whom, Predicate<Type> isMet)
    {
        var approvedFile = SourceFolder.Of($"tests/Ops.Tests/Laws/PublicApi.{whom}.approved.txt");
        var receivedFile = approvedFile.Replace("approved", "received", StringComparison.Ordinal);
        var received = string.Concat(AllOperations.Assemblies.Select(assembly => Api(Array.FindAll(assembly.GetExportedTypes(), isMet))));
        var approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile).ReplaceLineEndings("\n") : "";
        if (received != approved)
        {
            File.WriteAllText(receivedFile, received);
        }

        received.ShouldBe(approved, $"The API changed. If that is on purpose: mv {receivedFile} {approvedFile}");
        File.Delete(receivedFile);
    }

    private static string Api(Type[] types)
    {
        var text = types.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        return ExtensionsTwice().Replace(text, "").Replace("where T :  ", "where T : ", StringComparison.Ordinal);
    }

    // The generator prints an extension block as it is written, and once more as the nested class that the compiler makes of it.
    [GeneratedRegex(@"^        public sealed class <G>\$.*?^        \}\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ExtensionsTwice();
}
