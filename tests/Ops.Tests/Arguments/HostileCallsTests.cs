using System.Reflection;
using Autograd;

namespace Ops.Tests;

/// <summary>
/// Every public method and constructor of both assemblies with null, extreme numbers, empty lists and undefined names in each place: it
/// ends, and what it throws is meant for the caller. Indexers of shapes and lists are left out, for they are read in the innermost loops
/// and throw what those of arrays do.
/// </summary>
[TestFixture]
public class HostileCallsTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    private static readonly string[] s_inherited = ["GetHashCode", "Equals", "ToString", "GetType", "Finalize", "Deconstruct", "<Clone>$"];

    private static IEnumerable<Type> Types => AllOperations.Assemblies.SelectMany(assembly => assembly.GetExportedTypes())
        .Where(type => !type.IsInterface && !type.IsEnum)
        .Where(type => !type.IsAssignableTo(typeof(Delegate)) && !type.IsAssignableTo(typeof(Exception)))
        .Select(Closed).OfType<Type>().Where(type => !type.IsByRefLike);

    [TestCaseSource(nameof(Types))]
    public void Whatever_a_method_is_given_what_it_throws_is_for_the_caller(Type type)
    {
        var calls = type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => !s_inherited.Contains(method.Name) && method.Name != "get_Item")
            .Where(method => !method.ReturnType.IsByRefLike && !method.ReturnType.IsByRef)
            .Select(Closed).OfType<MethodBase>()
            .Concat(type.IsAbstract ? [] : type.GetConstructors())
            .Where(call => Array.TrueForAll(call.GetParameters(), IsPlain) && !IsOfFiles(call));
        List<string> faults = [];
        foreach (var call in calls)
        {
            var target = call.IsStatic || call is ConstructorInfo ? null : Usual(type);
            if (!call.IsStatic && call is not ConstructorInfo && target is null)
            {
                continue;
            }

            var parameters = call.GetParameters();
            for (var place = 0; place < parameters.Length; place++)
            {
                foreach (var value in Hostile(parameters[place].ParameterType))
                {
                    var arguments = Array.ConvertAll(parameters, parameter => Usual(parameter.ParameterType));
                    arguments[place] = value;
                    if (Fault(call, target, arguments) is { } fault)
                    {
                        faults.Add($"{type.Name}.{call.Name}, {parameters[place].Name} = {value ?? "null"}: {fault}");
                    }
                }
            }
        }

        faults.ShouldBeEmpty();
    }

    private static string? Fault(MethodBase call, object? target, object?[] arguments)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                _ = call is ConstructorInfo constructor ? constructor.Invoke(arguments) : call.Invoke(target, arguments);
            }
            catch (TargetInvocationException wrapped)
            {
                thrown = wrapped.InnerException;
            }
            catch (Exception itself) when (itself is ArgumentException or NotSupportedException or TargetException)
            {
                // Reflection itself does not take the value.
            }
        })
        { IsBackground = true };
        thread.Start();
        if (!thread.Join(s_longest))
        {
            return "does not end";
        }

        return thrown is null or ArgumentException or InvalidOperationException or NotSupportedException or KeyNotFoundException
            || thrown.GetType().Assembly == typeof(Node).Assembly || thrown.GetType().Assembly == typeof(Operations).Assembly
            || (thrown is OutOfMemoryException && thrown.Message.Contains(':', StringComparison.Ordinal))
            ? null : $"{thrown.GetType().Name} {thrown.Message.Split('\n')[0]} {thrown.StackTrace?.Split('\n')[0].Trim()}";
    }

    private static bool IsPlain(ParameterInfo parameter) =>
        !parameter.ParameterType.IsByRefLike && !parameter.ParameterType.IsByRef && !parameter.ParameterType.IsPointer
        && !parameter.ParameterType.IsAssignableTo(typeof(Delegate));

    private static bool IsOfFiles(MethodBase call) => Array.Exists(call.GetParameters(), parameter =>
        parameter.ParameterType.IsAssignableTo(typeof(Stream)) || parameter.Name is "path" or "file" or "folder" or "directory");

    private static Type? Closed(Type type)
    {
        try
        {
            return type.IsGenericTypeDefinition ? type.MakeGenericType([.. type.GetGenericArguments().Select(_ => typeof(double))]) : type;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static MethodBase? Closed(MethodInfo method)
    {
        try
        {
            return method.IsGenericMethodDefinition
                ? method.MakeGenericMethod([.. method.GetGenericArguments().Select(_ => typeof(double))]) : method;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static object?[] Hostile(Type type)
    {
        var named = Nullable.GetUnderlyingType(type) ?? type;
        object?[] values = named.IsEnum ? [Enum.ToObject(named, 99), Enum.ToObject(named, -1)]
            : named == typeof(int) ? [int.MinValue, -1, 0, int.MaxValue]
            : named == typeof(long) ? [long.MinValue, -1L, 0L]
            : named == typeof(double) ? [double.NaN, double.PositiveInfinity, -1.0, 0.0, 1e308]
            : named == typeof(IntList) ? [default(IntList), new IntList(), new IntList(int.MaxValue), new IntList(int.MinValue, -1)]
            : named == typeof(Shape) ? [default(Shape), new Shape(0), new Shape(2, 0, int.MaxValue)]
            : named == typeof(string) ? ["", "no such thing"]
            : named == typeof(Node<double>) ? [Node.Constant(NdArray.Zeros<double>([0])), Node.Constant(double.NaN)]
            : named == typeof(NdArray<double>) ? [NdArray.Zeros<double>([0, 3])]
            : named.IsArray && named.GetElementType() is { IsValueType: true } element
                ? [Array.CreateInstance(element, new int[named.GetArrayRank()])]
            : [];
        return type.IsValueType ? values : [null, .. values];
    }

    private static object? Usual(Type type)
    {
        var named = Nullable.GetUnderlyingType(type) ?? type;
        return named == typeof(int) ? 1
            : named == typeof(double) ? 0.5
            : named == typeof(string) ? "w"
            : named == typeof(Node<double>) || named == typeof(Parameter<double>) ? new Parameter<double>(NdArray.Full<double>([2, 2], 0.5))
            : named == typeof(NdArray<double>) ? NdArray.Full<double>([2, 2], 0.5)
            : named == typeof(Shape) ? new Shape(2, 2)
            : named == typeof(IntList) ? new IntList(0, 1)
            : named == typeof(Random) ? new Random(1)
            : named == typeof(ParameterSet<double>) ? new ParameterSet<double>()
            : named.IsAssignableFrom(typeof(Parameter<double>[])) ? new[] { new Parameter<double>(NdArray.Full<double>([2], 0.5)) }
            : named.IsAssignableFrom(typeof(Node<double>[])) ? new[] { Node.Constant(NdArray.Full<double>([2, 2], 0.5)) }
            : named.IsArray ? Array.CreateInstance(named.GetElementType()!, [.. Enumerable.Repeat(2, named.GetArrayRank())])
            : named.IsValueType ? Activator.CreateInstance(named)
            : OfConstructor(named);
    }

    // Made by a constructor that takes what can be made here.
    private static object? OfConstructor(Type type)
    {
        if (type.IsAbstract || type.Assembly == typeof(object).Assembly)
        {
            return null;
        }

        var constructor = type.GetConstructors()
            .Where(constructor => Array.TrueForAll(constructor.GetParameters(), IsPlain))
            .MaxBy(constructor => constructor.GetParameters().Length);
        try
        {
            return constructor?.Invoke(Array.ConvertAll(constructor.GetParameters(), parameter =>
                parameter.ParameterType == type ? null
                : parameter is { HasDefaultValue: true, DefaultValue: { } given } && !parameter.ParameterType.IsEnum ? given
                : Usual(parameter.ParameterType)));
        }
        catch (TargetInvocationException)
        {
            return null;
        }
    }
}
