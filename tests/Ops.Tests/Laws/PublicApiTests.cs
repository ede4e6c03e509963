using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Autograd;

namespace Ops.Tests;

/// <summary>
/// The public API changes on purpose: whoever changes it replaces PublicApi.approved.txt by the PublicApi.received.txt that the failing
/// test writes.
/// </summary>
[TestFixture]
public class PublicApiTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Test]
    public void The_public_api_is_the_approved_one()
    {
        var received = Api();
        var approvedFile = Path.Combine(ThisFolder(), "PublicApi.approved.txt");
        var receivedFile = Path.Combine(ThisFolder(), "PublicApi.received.txt");
        var approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile).ReplaceLineEndings("\n") : "";
        if (received != approved)
        {
            File.WriteAllText(receivedFile, received);
        }

        received.ShouldBe(approved, $"The API changed; if on purpose, move {receivedFile} to {approvedFile}.");
        File.Delete(receivedFile);
    }

    private static string Api()
    {
        var text = new StringBuilder();
        foreach (var type in new[] { typeof(Op), typeof(Operations) }.SelectMany(known => known.Assembly.GetTypes())
            .Where(type => type.IsVisible && !type.Name.Contains('<', StringComparison.Ordinal) && type.DeclaringType?.IsNested != true)
            .OrderBy(Name, StringComparer.Ordinal))
        {
            text.Append(type.IsInterface ? "interface " : type.IsEnum ? "enum " : type.IsValueType
                ? "struct " : "class ").Append(Name(type));
            text.Append(type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)
                ? $" : {Name(parent)}\n" : "\n");
            foreach (var member in type.GetMembers(Declared).Select(Describe).OfType<string>().Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    // What the compiler writes for every record is left out.
    private static string? Describe(MemberInfo member) => member switch
    {
        _ when member.Name.Contains('<', StringComparison.Ordinal)
            || member.Name is "EqualityContract" or "PrintMembers" or "Deconstruct" or "Equals" or "GetHashCode" or "ToString" => null,
        ConstructorInfo { IsStatic: false } constructor when Visible(constructor) && !IsCopy(constructor) =>
            $"new({Parameters(constructor)})",
        MethodInfo { IsSpecialName: true } method when !method.Name.StartsWith("op_", StringComparison.Ordinal) => null,
        MethodInfo { Name: "op_Equality" or "op_Inequality" } => null,
        MethodInfo method when Visible(method) =>
            $"{Access(method)}{Name(method.ReturnType)} {method.Name}{Generic(method.GetGenericArguments())}({Parameters(method)})",
        PropertyInfo property when Visible(property.GetMethod) =>
            $"{Access(property.GetMethod!)}{Name(property.PropertyType)} {property.Name}{Index(property)} {{ get;{(Visible(property.SetMethod) ? " set;" : "")} }}",
        FieldInfo { IsPublic: true, IsLiteral: true } constant => $"{constant.Name}",
        FieldInfo { IsPublic: true, IsSpecialName: false } field => $"{Name(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static bool Visible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static string Access(MethodInfo method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : method.IsAbstract ? "abstract " : "");

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } index
            ? $"[{string.Join(", ", index.Select(parameter => Name(parameter.ParameterType)))}]" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters()
            .Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? " = ..." : "")}"));

    private static string Name(Type type) => type switch
    {
        { IsByRef: true } => "ref " + Name(type.GetElementType()!),
        { IsArray: true } => $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]",
        { IsGenericParameter: true } => type.Name,
        _ => type.Name.Split('`')[0] + Generic(type.GetGenericArguments()),
    };

    private static string Generic(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Name))}>";

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
