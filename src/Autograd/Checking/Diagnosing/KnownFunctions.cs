namespace Autograd;

/// <summary>The functions that derivatives are made of, by their names: what a rule may have forgotten, or taken for another.</summary>
internal static class KnownFunctions
{
    private static readonly (string Name, int Size, Converter<double, double> Of)[] s_ofOutput =
    [
        ("{0}", 2, y => y),
        ("(1 - {0})", 3, y => 1 - y),
        ("(1 + {0})", 3, y => 1 + y),
        ("{0} (1 - {0})", 4, y => y * (1 - y)),
        ("(1 - {0}^2)", 3, y => 1 - (y * y)),
        ("(1 + {0}^2)", 3, y => 1 + (y * y)),
        ("{0}^2", 3, y => y * y),
        ("1/{0}", 3, y => 1 / y),
        ("|{0}|", 4, Math.Abs),
        ("1/|{0}|", 4, y => 1 / Math.Abs(y)),
        ("e^{0}", 4, Math.Exp),
        ("sigmoid({0}) (1 - sigmoid({0}))", 6, y => Sigmoid(y) * Sigmoid(-y)),
    ];

    private static readonly (string Name, int Size, Converter<double, double> Of)[] s_ofInput =
    [
        ("{0}", 2, x => x),
        ("{0}^2", 3, x => x * x),
        ("{0}^3", 4, x => x * x * x),
        ("1/{0}", 3, x => 1 / x),
        ("1/{0}^2", 4, x => 1 / (x * x)),
        ("sqrt {0}", 4, Math.Sqrt),
        ("1/sqrt {0}", 4, x => 1 / Math.Sqrt(x)),
        ("1/|{0}|", 4, x => 1 / Math.Abs(x)),
        ("sqrt |{0}|", 5, x => Math.Sqrt(Math.Abs(x))),
        ("1/sqrt |{0}|", 5, x => 1 / Math.Sqrt(Math.Abs(x))),
        ("|{0}|", 3, Math.Abs),
        ("sign {0}", 3, x => Math.Sign(x)),
        ("e^{0}", 3, Math.Exp),
        ("e^-{0}", 4, x => Math.Exp(-x)),
        ("e^(-{0}^2)", 4, x => Math.Exp(-x * x)),
        ("e^(-{0}^2/2)", 5, x => Math.Exp(-x * x / 2)),
        ("log {0}", 4, Math.Log),
        ("log |{0}|", 5, x => Math.Log(Math.Abs(x))),
        ("log(1 + {0})", 5, x => Math.Log(1 + x)),
        ("sin {0}", 3, Math.Sin),
        ("cos {0}", 3, Math.Cos),
        ("tan {0}", 4, Math.Tan),
        ("1/cos^2 {0}", 5, x => 1 / (Math.Cos(x) * Math.Cos(x))),
        ("sinh {0}", 4, Math.Sinh),
        ("cosh {0}", 4, Math.Cosh),
        ("tanh {0}", 4, Math.Tanh),
        ("(1 - tanh^2 {0})", 5, x => 1 / (Math.Cosh(x) * Math.Cosh(x))),
        ("sigmoid({0})", 4, Sigmoid),
        ("(1 - sigmoid({0}))", 5, x => Sigmoid(-x)),
        ("sigmoid({0}) (1 - sigmoid({0}))", 6, x => Sigmoid(x) * Sigmoid(-x)),
        ("softplus({0})", 5, x => Math.Log(1 + Math.Exp(x))),
        ("(1 - {0})", 3, x => 1 - x),
        ("(1 + {0})", 3, x => 1 + x),
        ("(1 - {0}^2)", 3, x => 1 - (x * x)),
        ("(1 + {0}^2)", 3, x => 1 + (x * x)),
        ("1/(1 + {0})", 4, x => 1 / (1 + x)),
        ("1/(1 + {0}^2)", 4, x => 1 / (1 + (x * x))),
        ("1/(1 - {0}^2)", 4, x => 1 / (1 - (x * x))),
        ("1/sqrt(1 - {0}^2)", 5, x => 1 / Math.Sqrt(1 - (x * x))),
        ("1/sqrt(1 + {0}^2)", 5, x => 1 / Math.Sqrt(1 + (x * x))),
        ("1/sqrt({0}^2 - 1)", 5, x => 1 / Math.Sqrt((x * x) - 1)),
        ("atan {0}", 4, Math.Atan),
        ("asin {0}", 4, Math.Asin),
        ("acos {0}", 4, Math.Acos),
        ("atanh {0}", 5, Math.Atanh),
        ("asinh {0}", 5, Math.Asinh),
        ("acosh {0}", 5, Math.Acosh),
        ("1/sinh {0}", 5, x => 1 / Math.Sinh(x)),
        ("1/cosh {0}", 5, x => 1 / Math.Cosh(x)),
        ("1/sin^2 {0}", 5, x => 1 / (Math.Sin(x) * Math.Sin(x))),
        ("1/log {0}", 5, x => 1 / Math.Log(x)),
    ];

    // Products that vary by less than this share are a number.
    private const double LeastVariation = 1e-9;

    // What a multiple adds to a name.
    private const int SizeOfMultiple = 2;

    // Multiples of an input that functions are written of.
    private static readonly (string Name, double Times)[] s_multiples =
    [
        ("(2 {0})", 2), ("({0}/2)", 0.5), ("(3 {0})", 3), ("({0}/3)", 1.0 / 3), ("({0}/4)", 0.25), ("(4 {0})", 4),
        ("(pi {0})", Math.PI), ("(2 pi {0})", 2 * Math.PI), ("(10 {0})", 10), ("({0}/10)", 0.1),
    ];

    /// <summary>The functions of an input; then, to be tried if none of these explains a gradient, those of multiples of it.</summary>
    public static IEnumerable<IReadOnlyList<KnownFunction>> Sets(GradientEvidence evidence, int input, int[] elements)
    {
        yield return At(evidence, input, elements);
        var x = FormulaFaults.Pick(evidence.Function.Point[input], elements);
        var name = Names(evidence.Function.Point.Length, input).Input;
        foreach (var multiple in s_multiples)
        {
            var functions = new List<KnownFunction>();
            Add(functions, s_ofInput, multiple.Name.Replace("{0}", name, StringComparison.Ordinal),
                Array.ConvertAll(x, value => multiple.Times * value));
            yield return
            [
                .. functions.OrderBy(function => function.Size)
                    .Select(function => function with { Size = function.Size + SizeOfMultiple }),
            ];
        }
    }

    /// <summary>The functions at some elements of an input, the simplest first.</summary>
    public static IReadOnlyList<KnownFunction> At(GradientEvidence evidence, int input, int[] elements)
    {
        var length = evidence.Function.Point[input].Length;
        var points = Array.ConvertAll(evidence.Function.Point, point => point.Length == length ? FormulaFaults.Pick(point, elements) : []);
        var (x, y) = Names(points.Length, input);
        var own = new List<KnownFunction>();
        Add(own, s_ofInput, x, points[input]);
        if (length == evidence.Output.Size)
        {
            Add(own, s_ofOutput, y, FormulaFaults.Pick(evidence.Function.Output.Value.ToArray(), elements), isOfOutput: true);
        }

        for (var other = 0; other < points.Length; other++)
        {
            if (other != input && points[other].Length > 0)
            {
                Add(own, s_ofInput, Names(points.Length, other).Input, points[other]);
            }
        }

        // Products of a power of the input, of the output or of another input with any of these.
        var products = own.Where(factor => factor.Size <= 3).Take(8).ToList()
            .SelectMany(factor => own.Where(function => function.Size > 2 && !ReferenceEquals(function, factor)).Select(function =>
                new KnownFunction(
                    $"{factor.Name} {function.Name}", factor.Size + function.Size + 1, Product(factor.Values, function.Values),
                    factor.IsOfOutput || function.IsOfOutput)))
            .Where(product => product.Values.Length == 1 || Varies(product.Values));
        return [.. own.Concat(products).OrderBy(function => function.Size)];
    }

    // A function that is the same everywhere is no function but a number.
    private static void Add(
        List<KnownFunction> list, (string Name, int Size, Converter<double, double> Of)[] functions, string name, double[] values,
        bool isOfOutput = false)
    {
        foreach (var function in functions)
        {
            var result = Array.ConvertAll(values, function.Of);
            if (Array.TrueForAll(result, double.IsFinite) && (result.Length == 1 || result.Distinct().Count() > 1))
            {
                list.Add(new(function.Name.Replace("{0}", name, StringComparison.Ordinal), function.Size, result, isOfOutput));
            }
        }
    }

    private static bool Varies(double[] values) => values.Max() - values.Min() > LeastVariation * Math.Abs(values[0]);

    private static double[] Product(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a * b)];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // The input and the output as the base classes of operations call them.
    private static (string Input, string Output) Names(int inputs, int input) => (inputs, input) switch
    {
        (1, _) => ("x", "y"),
        (2, 0) => ("x", "z"),
        (2, _) => ("y", "z"),
        _ => ($"input {input}", "output"),
    };
}

/// <summary>A named function at the elements of an input.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">How much there is to its name: the simpler explanation comes first.</param>
/// <param name="Values">Its values, one for each element.</param>
/// <param name="IsOfOutput">Whether it is named by the output.</param>
internal sealed record KnownFunction(string Name, int Size, double[] Values, bool IsOfOutput)
{
    /// <summary>What it is multiplied by.</summary>
    public double Times { get; init; } = 1;

    /// <summary>Of one that is named by the output, what it is of the input; or null.</summary>
    public KnownFunction? Meaning { get; init; }
}
