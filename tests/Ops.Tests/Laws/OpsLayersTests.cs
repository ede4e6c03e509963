using Autograd;

namespace Ops.Tests;

/// <summary>The folders of the operations are layers.</summary>
[TestFixture]
public class OpsLayersTests
{
    // One circle is meant: what the user writes is recognized when it is recorded, so the verbs of Log, Sqrt and Subtract, which are
    // primitive, ask the table of formulas.
    private static readonly Dictionary<string, string[]> s_layers = FolderPicture.Layers("src/Ops");

    private static readonly Uses s_uses = new(typeof(Operations).Module, "src/Ops");

    [Test]
    public void No_folder_uses_more_than_the_picture_in_README_says()
    {
        s_uses.Files.Where(file => file.Contains('/')).Select(Folder).Distinct().ShouldBe(s_layers.Keys, ignoreOrder: true);
        s_uses.OfOtherFiles()
            .Where(use => Folder(use.Other) != Folder(use.File) && !s_layers[Folder(use.File)].Contains(Folder(use.Other)))
            .Select(use => $"{use.File} uses {use.Member} of {use.Other}")
            .ShouldBeEmpty();
    }

    [Test]
    public void Only_fourteen_verbs_ask_the_table_of_formulas() => s_uses.OfOtherFiles()
        .Where(use => Folder(use.Other) == "Stabilizing" && Folder(use.File) != "Stabilizing")
        .Select(use => Path.GetFileNameWithoutExtension(use.File))
        .Distinct(StringComparer.Ordinal)
        .ShouldBe(
            [
                "Add", "Divide", "Log", "Log1p", "Log2", "Log10", "Multiply", "PowConstant", "Reciprocal", "Rsqrt", "Sqrt",
                "Square", "Subtract", "XLogY",
            ],
            ignoreOrder: true);

    [Test]
    public void Kernels_know_no_nodes() => s_uses.All
        .Where(use => Folder(use.File) == "Kernels")
        .Where(use => Uses.TypeOf(use.Member) is { } type
            && (type == typeof(Node<>) || type == typeof(Node) || type.IsAssignableTo(typeof(Op))))
        .Select(use => $"{use.File} uses {use.Member.Name}")
        .Distinct()
        .ShouldBeEmpty();

    private static string Folder(string file) => file.Split('/')[0];
}
