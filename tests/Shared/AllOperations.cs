using System.Reflection;
using Autograd;

/// <summary>Every operation of the engine and of the library.</summary>
internal static class AllOperations
{
    /// <summary>The two assemblies.</summary>
    public static Assembly[] Assemblies { get; } = [typeof(Op).Assembly, typeof(Operations).Assembly];

    /// <summary>Their records, those included that only the engine makes.</summary>
    public static Type[] Records { get; } =
        [.. Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsAssignableTo(typeof(Op)) && !type.IsAbstract)];

    /// <summary>Those that a user can make.</summary>
    public static Type[] Public { get; } = Array.FindAll(Records, type => type.IsPublic);

    /// <summary>The verbs: what a user calls.</summary>
    public static MethodInfo[] Verbs { get; } =
    [
        .. typeof(Operations).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => !method.Name.StartsWith("op_", StringComparison.Ordinal)),
    ];
}
