using System.Globalization;
using System.Reflection;
using Autograd;

namespace Ops.Tests;

/// <summary>Whatever a verb is given, what it throws is meant for the caller: an argument is refused, not stumbled over.</summary>
[TestFixture]
public class HostileArgumentsTests
{
    private static readonly Node<double> s_matrix = new Parameter<double>(NdArray.Full<double>([2, 2], 0.5));

    private static readonly Node<double> s_images = new Parameter<double>(NdArray.Full<double>([2, 2, 2, 2], 0.5));

    private static IEnumerable<MethodInfo> Verbs => AllOperations.Verbs
        .Select(verb => verb.IsGenericMethodDefinition ? verb.MakeGenericMethod(typeof(double)) : verb);

    private static IEnumerable<MethodBase> Distributions => typeof(Operations).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && type.IsClass && type.IsGenericTypeDefinition)
        .Select(type => type.MakeGenericType(typeof(double)))
        .SelectMany(type => type.GetConstructors());

    // Spans do not go through reflection.
    private static IEnumerable<MethodBase> All => Verbs.Concat(Distributions)
        .Where(verb => !Array.Exists(verb.GetParameters(), parameter => parameter.ParameterType.IsByRefLike));

    [TestCaseSource(nameof(All))]
    public void Null_is_refused_in_each_place(MethodBase verb)
    {
        var parameters = verb.GetParameters();
        for (var place = 0; place < parameters.Length; place++)
        {
            if (!parameters[place].ParameterType.IsValueType)
            {
                var arguments = Array.ConvertAll(parameters, Usual);
                arguments[place] = null;
                Refused(verb, arguments, $"null for {parameters[place].Name}");
            }
        }
    }

    [TestCaseSource(nameof(All))]
    public void Undefined_names_and_extreme_numbers_are_refused_or_taken(MethodBase verb)
    {
        var parameters = verb.GetParameters();
        for (var place = 0; place < parameters.Length; place++)
        {
            foreach (var value in Extremes(parameters[place].ParameterType))
            {
                var arguments = Array.ConvertAll(parameters, Usual);
                arguments[place] = value;
                Refused(verb, arguments, $"{value} for {parameters[place].Name}", isUndefined: value is Enum);
            }
        }
    }

    [TestCaseSource(nameof(All))]
    public void Sizes_beyond_every_array_are_refused_before_anything_is_allocated(MethodBase verb)
    {
        var parameters = verb.GetParameters();
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var places in new Func<int, bool>[] { _ => true, place => place % 2 == 0, place => place % 2 == 1 })
        {
            var arguments = parameters.Select((parameter, place) =>
                places(place) && Huge(parameter.ParameterType) is { } huge ? huge : Usual(parameter)).ToArray();
            Refused(verb, arguments, "sizes beyond every array");
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [TestCaseSource(nameof(All))]
    public void Shapes_without_elements_or_axes_are_refused_or_taken(MethodBase verb)
    {
        var parameters = verb.GetParameters();
        foreach (var shape in new Shape[] { [], [0], [0, 2], [2, 0], [1, 0, 2, 2], [0, 0, 0, 0], [2, 2, 1, 1, 1] })
        {
            for (var place = 0; place < parameters.Length; place++)
            {
                if (parameters[place].ParameterType == typeof(Node<double>))
                {
                    var arguments = Array.ConvertAll(parameters, Usual);
                    arguments[place] = new Parameter<double>(NdArray.Full<double>(shape, 0.5));
                    Refused(verb, arguments, $"{shape} for {parameters[place].Name}");
                }
            }

            var all = Array.ConvertAll(parameters, parameter => parameter.ParameterType == typeof(Node<double>)
                ? new Parameter<double>(NdArray.Full<double>(shape, 0.5)) : Usual(parameter));
            Refused(verb, all, $"{shape} everywhere");
        }
    }

    [Test]
    public void Numbers_in_messages_are_written_as_in_code_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            string.Create(CultureInfo.CurrentCulture, $"{1.5}").ShouldBe("1,5");
            var messages =
                from verb in All
                from place in Enumerable.Range(0, verb.GetParameters().Length)
                from value in Fractions(verb.GetParameters()[place].ParameterType)
                select Message(verb, [.. verb.GetParameters().Select((parameter, i) => i == place ? value : Usual(parameter))]);

            // What comes after the first line is of the runtime: the actual value, and how many bytes there are.
            messages.OfType<string>().Select(message => message.Split('\n')[0])
                .Where(message => message.Contains("1,5", StringComparison.Ordinal) || message.Contains("1234,5", StringComparison.Ordinal))
                .ShouldBeEmpty();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static IEnumerable<object?> Fractions(Type type) =>
        type == typeof(double) || type == typeof(double?) ? [-1.5, 1.5, 1234.5, -1234.5]
        : type == typeof(Node<double>) ? [.. new[] { -1.5, 1.5, 1234.5 }.Select(x => Node.Constant(NdArray.Full<double>([2, 2], x)))]
        : type == typeof(NdArray<double>) ? [NdArray.Full<double>([2, 2], -1.5), NdArray.Full<double>([2], -1.5)]
        : [];

    private static object? Huge(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var named && named == typeof(int) ? int.MaxValue
        : named == typeof(HeightWidth) ? new HeightWidth(int.MaxValue, int.MaxValue)
        : named == typeof(IntList) ? new IntList(int.MaxValue, int.MaxValue)
        : named == typeof(Shape) ? new Shape(2, 0, int.MaxValue)
        : null;

    private static IEnumerable<object> Extremes(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } names ? [Enum.ToObject(names, 99), Enum.ToObject(names, -1)]
        : type == typeof(int) || type == typeof(int?) ? [int.MinValue, -3, -1, 0, 7, 65535, int.MaxValue]
        : type == typeof(double) || type == typeof(double?) ? [double.NaN, double.PositiveInfinity, -1.0, 0.0, 1e308]
        : type == typeof(IntList) ?
            [new IntList(int.MaxValue), new IntList(int.MinValue, 0), new IntList(), default(IntList), new IntList(-1, 7)]
        : (Nullable.GetUnderlyingType(type) ?? type) == typeof(HeightWidth) ?
            [new HeightWidth(int.MaxValue, int.MaxValue), new HeightWidth(1, int.MaxValue), new HeightWidth(0, 0), new HeightWidth(-1, 1)]
        : type == typeof(Shape) ? [new Shape(0), default(Shape), new Shape(999), new Shape(7, 0, 3)]
        : type == typeof(IntArray) ? [default(IntArray), new IntArray([1, 1], [int.MaxValue]), new IntArray([2, 2], [-1, 0, 1, 2])]
        : [];

    private static void Refused(MethodBase verb, object?[] arguments, string given, bool isUndefined = false)
    {
        try
        {
            Call(verb, arguments);
        }
        catch (TargetInvocationException thrown)
        {
            var exception = thrown.InnerException!;
            var isForCaller = exception is ArgumentException or InvalidOperationException
                || exception is OutOfMemoryException && exception.Message.Contains(':', StringComparison.Ordinal);
            isForCaller.ShouldBeTrue($"{verb} of {given}: {exception}");
            exception.Message.ShouldNotStartWith("Shape:", Case.Sensitive, $"{verb} of {given} is not named");
            return;
        }

        isUndefined.ShouldBeFalse($"{verb} takes {given}");
    }

    private static string? Message(MethodBase verb, object?[] arguments)
    {
        try
        {
            Call(verb, arguments);
            return null;
        }
        catch (TargetInvocationException thrown)
        {
            return thrown.InnerException!.Message;
        }
    }

    private static object? Call(MethodBase verb, object?[] arguments) =>
        verb is ConstructorInfo constructor ? constructor.Invoke(arguments) : verb.Invoke(null, arguments);

    private static bool IsOfImages(ParameterInfo parameter) => Array.Exists(
        ((MethodBase)parameter.Member).GetParameters(),
        other => (Nullable.GetUnderlyingType(other.ParameterType) ?? other.ParameterType) == typeof(HeightWidth));

    private static object? Usual(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        return parameter.HasDefaultValue && !type.IsEnum
                ? parameter.DefaultValue ?? (type.IsValueType ? Activator.CreateInstance(type) : null)
            : type == typeof(Node<double>) ? IsOfImages(parameter) ? s_images : s_matrix
            : type == typeof(Random) ? new Random(1)
            : type == typeof(double) ? 0.5
            : type == typeof(HeightWidth) ? new HeightWidth(1, 1)
            : type == typeof(int) ? 1
            : type == typeof(IntList) ? new IntList(0, 1)
            : type == typeof(IntArray) ? new IntArray([2, 2], [0, 1, 1, 0])
            : type == typeof(Shape) ? new Shape(2, 2)
            : type == typeof(string) ? "ij,jk->ik"
            : type == typeof(NdArray<double>) ? NdArray.Full<double>([2], 0.5)
            : type.IsAssignableFrom(typeof(Node<double>[])) ? new[] { s_matrix, s_matrix }
            : type.IsValueType ? Activator.CreateInstance(type)
            : null;
    }
}
