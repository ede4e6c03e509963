using System.Reflection;
using System.Runtime.CompilerServices;
using Autograd;

namespace Ops.Tests;

[TestFixture]
public class OperationListTests
{
    private static readonly Dictionary<string, string> s_signs = new(StringComparer.Ordinal)
    {
        ["op_Addition"] = "`+`",
        ["op_Subtraction"] = "`-`",
        ["op_Multiply"] = "`*`",
        ["op_Division"] = "`/`",
        ["op_UnaryNegation"] = "unary `-`",
        ["op_LessThan"] = "`<`",
        ["op_LessThanOrEqual"] = "`<=`",
        ["op_GreaterThan"] = "`>`",
        ["op_GreaterThanOrEqual"] = "`>=`",
    };

    [Test]
    public void README_lists_every_operation()
    {
        var readme = File.ReadAllText(Path.Combine(ThisFolder(), "../../README.md"));
        var list = readme[readme.IndexOf("## Operations", StringComparison.Ordinal)..readme.IndexOf("## Layout", StringComparison.Ordinal)];
        typeof(Operations).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(method => s_signs.GetValueOrDefault(method.Name, $"`{method.Name}`"))
            .Distinct(StringComparer.Ordinal)
            .Where(name => !list.Contains(name, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
