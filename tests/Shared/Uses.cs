using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

/// <summary>What the code of an assembly calls, makes, tests for or names as a type argument, by the file that it stands in.</summary>
/// <remarks>
/// Read from the compiled methods and their debugging symbols, so an operator or a verb counts like any other call. Constants and numbers
/// of enumerations are compiled in, and are not seen; nor is what only comments name.
/// </remarks>
internal sealed class Uses
{
    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private readonly Module _module;
    private readonly Dictionary<MethodBase, string> _files;

    /// <summary>The uses of an assembly whose source is in a folder, such as src/Ops.</summary>
    public Uses(Module module, string folder)
    {
        _module = module;
        _files = FilesOfMethods(module, folder);
        Files = [.. _files.Values.Distinct()];
        All =
        [
            .. from pair in _files
               from member in Tokens(pair.Key).SelectMany(token => Members(pair.Key, token)).Distinct()
               select (pair.Value, member),
        ];
    }

    /// <summary>The files that have code, by their paths below the folder.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Each file with what it uses, of this assembly and of others.</summary>
    public IReadOnlyList<(string File, MemberInfo Member)> All { get; }

    /// <summary>Which files use what stands in other files: what of it, and where.</summary>
    public IEnumerable<(string File, string Member, string Other)> OfOtherFiles() => All
        .Select(use => (use.File, Member: $"{use.Member.DeclaringType?.Name}.{use.Member.Name}", Other: FileOf(use.Member)))
        .Where(use => use.Other is not null && use.Other != use.File)
        .Select(use => (use.File, use.Member, use.Other!))
        .Distinct();

    /// <summary>The file of a method, or of its type if it has no code of its own; null for other assemblies.</summary>
    public string? FileOf(MemberInfo member)
    {
        if (member is MethodInfo { IsGenericMethod: true } generic)
        {
            member = generic.GetGenericMethodDefinition();
        }

        if (member is MethodBase method && _files.TryGetValue(Definition(method), out var file))
        {
            return file;
        }

        // A class of verbs has many files, so it is none of them. Another class in several files is at home in the one of its name.
        for (var type = TypeOf(member); type is not null && type.Module == _module; type = type.DeclaringType)
        {
            var all = _files.Where(pair => pair.Key.DeclaringType == type).Select(pair => pair.Value).Distinct().ToList();
            if (all.Count > 0 && type != typeof(Autograd.Operations))
            {
                return all.Find(path => Path.GetFileNameWithoutExtension(path) == type.Name.Split('`')[0]) ?? all[0];
            }
        }

        return null;
    }

    /// <summary>The type that is named, or whose member is.</summary>
    public static Type? TypeOf(MemberInfo member)
    {
        var type = member as Type ?? member.DeclaringType;
        return type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;
    }

    // A method of List<int> is the one of List<T> in the metadata. Those of arrays of several dimensions are nowhere: their number is 0.
    private MethodBase Definition(MethodBase method) => method.Module == _module && (method.MetadataToken & 0xFFFFFF) != 0
        ? _module.ResolveMethod(method.MetadataToken)!
        : method;

    // What a token names, and its type arguments.
    private IEnumerable<MemberInfo> Members(MethodBase method, int token)
    {
        var ofMethod = method is MethodInfo ? method.GetGenericArguments() : null;
        var member = _module.ResolveMember(token, method.DeclaringType?.GetGenericArguments(), ofMethod)!;
        var ofCalled = member is MethodInfo called ? called.GetGenericArguments() : [];
        return [member, .. ofCalled, .. (member as Type ?? member.DeclaringType)?.GetGenericArguments() ?? []];
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

    private static Dictionary<MethodBase, string> FilesOfMethods(Module module, string folder)
    {
        using var stream = File.OpenRead(Path.ChangeExtension(module.Assembly.Location, "pdb"));
        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        var symbols = provider.GetMetadataReader();
        var files = new Dictionary<MethodBase, string>();
        foreach (var handle in symbols.MethodDebugInformation)
        {
            var document = symbols.GetMethodDebugInformation(handle).Document;
            var path = document.IsNil ? "" : symbols.GetString(symbols.GetDocument(document).Name).Replace('\\', '/');
            var start = path.IndexOf($"/{folder}/", StringComparison.Ordinal) + folder.Length + 2;
            if (start > folder.Length + 1 && !path[start..].StartsWith("obj/", StringComparison.Ordinal))
            {
                files.Add(module.ResolveMethod(MetadataTokens.GetToken(handle.ToDefinitionHandle()))!, path[start..]);
            }
        }

        return files;
    }
}
