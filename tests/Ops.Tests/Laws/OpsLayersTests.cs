using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text.RegularExpressions;
using Autograd;

namespace Ops.Tests;

/// <summary>The folders of the operations are layers: what the code in one calls, makes, tests for or names as a type argument.</summary>
/// <remarks>
/// Read from the compiled methods and the file that each stands in, so an operator or a verb counts like any other call. Constants and
/// numbers of enumerations are compiled in, and are not seen.
/// </remarks>
[TestFixture]
public partial class OpsLayersTests
{
    // What the code in a folder may use, besides its own folder and the engine. One circle is meant: what the user writes is recognized
    // when it is recorded, so the verbs of Log, Sqrt and Subtract, which are primitive, ask the table of formulas.
    private static readonly Dictionary<string, string[]> s_layers = new(StringComparer.Ordinal)
    {
        ["Arguments"] = [],
        ["Kernels"] = ["Arguments"],
        ["Primitive"] = ["Arguments", "Kernels", "Stabilizing"],
        ["Fused"] = ["Arguments", "Kernels", "Primitive"],
        ["Composed"] = ["Arguments", "Kernels", "Primitive", "Fused"],
        ["Stabilizing"] = ["Primitive", "Fused"],
    };

    private static readonly Module s_module = typeof(Operations).Module;

    private static readonly Dictionary<MethodBase, string> s_files = Files();

    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    [Test]
    public void No_folder_uses_one_above_it()
    {
        s_files.Values.Select(Folder).Distinct().ShouldBe(s_layers.Keys, ignoreOrder: true);
        Uses()
            .Select(use => (use.File, use.Member, From: Folder(use.File), To: FolderOf(use.Member)))
            .Where(use => use.To is not null && use.To != use.From && !s_layers[use.From].Contains(use.To))
            .Select(use => $"{use.File} uses {use.Member.DeclaringType?.Name}.{use.Member.Name} of {use.To}")
            .Distinct()
            .ShouldBeEmpty();
    }

    [Test]
    public void Only_three_verbs_ask_the_table_of_formulas() => Uses()
        .Where(use => FolderOf(use.Member) == "Stabilizing" && Folder(use.File) != "Stabilizing")
        .Select(use => Path.GetFileNameWithoutExtension(use.File))
        .ShouldBe(["Log", "Sqrt", "Subtract"], ignoreOrder: true);

    [Test]
    public void Kernels_know_no_nodes() => Uses()
        .Where(use => Folder(use.File) == "Kernels")
        .Where(use => TypeOf(use.Member) is { } type && (type == typeof(Node<>) || type == typeof(Node) || type.IsAssignableTo(typeof(Op))))
        .Select(use => $"{use.File} uses {use.Member.Name}")
        .Distinct()
        .ShouldBeEmpty();

    private static string Folder(string file) => file.Split('/')[0];

    // The folder of a method's own file, or of its type's if it has no code of its own; none for the engine and for .NET.
    private static string? FolderOf(MemberInfo member)
    {
        if (member is MethodInfo { IsGenericMethod: true } generic)
        {
            member = generic.GetGenericMethodDefinition();
        }

        if (member is MethodBase method && s_files.TryGetValue(Definition(method), out var file))
        {
            return Folder(file);
        }

        for (var type = TypeOf(member); type is not null && type.Module == s_module; type = type.DeclaringType)
        {
            if (s_files.FirstOrDefault(pair => pair.Key.DeclaringType == type).Value is { } first && type != typeof(Operations))
            {
                return Folder(first);
            }
        }

        return null;
    }

    private static Type? TypeOf(MemberInfo member)
    {
        var type = member as Type ?? member.DeclaringType;
        return type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;
    }

    // A method of List<int> is the one of List<T> in the metadata.
    private static MethodBase Definition(MethodBase method) =>
        method.Module == s_module ? s_module.ResolveMethod(method.MetadataToken)! : method;

    private static List<(string File, MemberInfo Member)> Uses() =>
    [
        .. s_files.SelectMany(pair => Tokens(pair.Key).SelectMany(token => Members(pair.Key, token)).Distinct().Select(member => (pair.Value, member))),
    ];

    // What a token names, and its type arguments.
    private static IEnumerable<MemberInfo> Members(MethodBase method, int token)
    {
        var member = s_module.ResolveMember(token, method.DeclaringType?.GetGenericArguments(), method is MethodInfo ? method.GetGenericArguments() : null)!;
        return [member, .. member is MethodInfo called ? called.GetGenericArguments() : [], .. (member as Type ?? member.DeclaringType)?.GetGenericArguments() ?? []];
    }

    // The methods, fields and types that a method's instructions name.
    private static IEnumerable<int> Tokens(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i < code.Length;)
        {
            var instruction = s_codes[code[i] == 0xFE ? (short)((code[i++] << 8) | code[i++]) : code[i++]];
            switch (instruction.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return BitConverter.ToInt32(code, i);
                    i += 4;
                    break;
                case OperandType.InlineSwitch:
                    i += 4 + (4 * BitConverter.ToInt32(code, i));
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    i += 1;
                    break;
                case OperandType.InlineVar:
                    i += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    i += 8;
                    break;
                default:
                    i += 4;
                    break;
            }
        }
    }

    // The file of each method, below src/Ops, as the debugging symbols tell it.
    private static Dictionary<MethodBase, string> Files()
    {
        using var stream = File.OpenRead(Path.ChangeExtension(s_module.Assembly.Location, "pdb"));
        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        var symbols = provider.GetMetadataReader();
        var files = new Dictionary<MethodBase, string>();
        foreach (var handle in symbols.MethodDebugInformation)
        {
            var document = symbols.GetMethodDebugInformation(handle).Document;
            var path = document.IsNil ? "" : symbols.GetString(symbols.GetDocument(document).Name).Replace('\\', '/');
            if (BelowOps().Match(path) is { Success: true } match)
            {
                files.Add(s_module.ResolveMethod(MetadataTokens.GetToken(handle.ToDefinitionHandle()))!, match.Groups[1].Value);
            }
        }

        return files;
    }

    [GeneratedRegex("/src/Ops/(?!obj/)(.+/.+)")]
    private static partial Regex BelowOps();
}
