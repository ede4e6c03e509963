using System.Numerics;
using System.Text.Json;
using Autograd;
using static Ops.Tests.UnitsInTheLastPlace;

namespace Ops.Tests;

/// <summary>
/// Value and derivative to the last digits: at zero, near zero, in saturation and beyond. Expected values are from mpmath, or from the C
/// library.
/// </summary>
[TestFixture]
[Category("Kernels")]
public class AccuracyTests
{
    private const long Ulps = 4;

    private static readonly Dictionary<string, (double X, double Y, double Slope)[]> s_tables = Load();

    private static IEnumerable<string> Functions => s_tables.Keys;

    private static IEnumerable<string> Swept => s_libraries.Keys;

    // Each from functions of the C library, arranged so that nothing cancels.
    private static readonly Dictionary<string, Func<double, double>> s_libraries = new(StringComparer.Ordinal)
    {
        ["tanh"] = Math.Tanh,
        ["sinh"] = Math.Sinh,
        ["cosh"] = Math.Cosh,
        ["sech_squared"] = x => 4 / Math.Pow(Math.Exp(x) + Math.Exp(-x), 2),
        ["sigmoid"] = x => 1 / (1 + Math.Exp(-x)),
        ["expm1"] = x => 2 * Math.Sinh(x / 2) * Math.Exp(x / 2),
        ["exp"] = Math.Exp,
        ["log"] = Math.Log,
        ["log1p"] = Log1p,
        ["softplus"] = x => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x))),
        ["log_sigmoid"] = x => Math.Min(x, 0) - Log1p(Math.Exp(-Math.Abs(x))),
        ["sign"] = x => Math.Sign(x),
        ["cube"] = x => x * x * x,
    };

    [TestCaseSource(nameof(Functions))]
    public void Value_and_derivative_are_right_to_4_units_in_the_last_place(string function)
    {
        var table = s_tables[function];
        var x = new Parameter<double>(Array.ConvertAll(table, row => row.X));
        var y = Apply(function, x);
        var slope = y.Sum().Backward()[x];
        for (var i = 0; i < table.Length; i++)
        {
            Distance(y.Span[i], table[i].Y)
                .ShouldBeLessThanOrEqualTo(Ulps, $"{function}({table[i].X:R}) = {table[i].Y:R}, not {y.Span[i]:R}");
            Distance(slope.Span[i], table[i].Slope)
                .ShouldBeLessThanOrEqualTo(Ulps, $"{function}'({table[i].X:R}) = {table[i].Slope:R}, not {slope.Span[i]:R}");
        }
    }

    [TestCaseSource(nameof(Functions))]
    public void Float_is_as_right_where_it_can_hold_the_argument(string function)
    {
        var table = Array.FindAll(s_tables[function], row => (float)row.X == row.X);
        table.Length.ShouldBeGreaterThan(10);
        var x = new Parameter<float>(Array.ConvertAll(table, row => (float)row.X));
        var y = Apply(function, x);
        var slope = y.Sum().Backward()[x];
        for (var i = 0; i < table.Length; i++)
        {
            Distance(y.Span[i], (float)table[i].Y)
                .ShouldBeLessThanOrEqualTo(Ulps, $"{function}({table[i].X:R}) = {table[i].Y:R}, not {y.Span[i]:R}");
            Distance(slope.Span[i], (float)table[i].Slope)
                .ShouldBeLessThanOrEqualTo(Ulps, $"{function}'({table[i].X:R}) = {table[i].Slope:R}, not {slope.Span[i]:R}");
        }
    }

    [TestCaseSource(nameof(Swept))]
    public void Every_size_of_argument_agrees_with_the_c_library_in_float_and_double(string function)
    {
        var random = new Random(11);
        foreach (var size in new[] { 1e-40, 1e-30, 1e-9, 1e-4, 0.1, 0.7, 1, 2, 10, 30 })
        {
            var inputs = Array.ConvertAll(new double[103], _ => (double)(float)(size * ((2 * random.NextDouble()) - 1)));
            if (function == "log" || (function == "log1p" && size >= 1))
            {
                inputs = Array.ConvertAll(inputs, Math.Abs);
            }

            var y = Apply(function, Node.Constant(inputs));
            var rounded = Apply(function, Node.Constant(Array.ConvertAll(inputs, x => (float)x)));
            for (var i = 0; i < inputs.Length; i++)
            {
                // The arrangement of two functions of the library may itself be off by as many units again.
                var expected = s_libraries[function](inputs[i]);
                Distance(y.Span[i], expected)
                    .ShouldBeLessThanOrEqualTo(2 * Ulps, $"{function}({inputs[i]:R}) = {expected:R}, not {y.Span[i]:R}");
                Distance(rounded.Span[i], (float)expected)
                    .ShouldBeLessThanOrEqualTo(Ulps, $"{function}({inputs[i]:R}) = {expected:R}, not {rounded.Span[i]:R} in float");
            }
        }
    }

    [TestCaseSource(nameof(Swept))]
    public void An_element_has_the_same_digits_wherever_it_stands(string function)
    {
        var all = Apply(function, Node.Constant(Array.ConvertAll(new float[67], _ => 0.3f)));
        all.Value.ToArray().Distinct().Count().ShouldBe(1);
    }

    [Test]
    public void Exponential_and_logarithm_are_right_at_the_ends_of_the_range()
    {
        double[] ends = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, -1, 5e-324, 2.2250738585072009e-308,
            double.MaxValue, 709.78, 709.79, -708.5, -744.4, -745.2, 1 - 1e-16, 1 + 3e-16];
        var (exp, log, log1p) = (Node.Constant(ends).Exp(), Node.Constant(ends).Log(), Node.Constant(ends).Log1p());
        var single = Array.ConvertAll(ends, end => (float)end);
        single = [.. single, 1e-45f, 1.1754942e-38f, float.MaxValue, 88.7f, 88.8f, -87.4f, -103.2f, -104.1f, 0.99999994f, 1.0000001f];
        var (singleExp, singleLog, singleLog1p) = (Node.Constant(single).Exp(), Node.Constant(single).Log(), Node.Constant(single).Log1p());
        for (var i = 0; i < ends.Length; i++)
        {
            ShouldAgree(exp.Span[i], Math.Exp(ends[i]), $"exp {ends[i]:R}");
            ShouldAgree(log.Span[i], Math.Log(ends[i]), $"log {ends[i]:R}");
            ShouldAgree(log1p.Span[i], Math.Abs(ends[i]) < 1e-15 ? ends[i] : Math.Log(1 + ends[i]), $"log1p {ends[i]:R}");
        }

        for (var i = 0; i < single.Length; i++)
        {
            ShouldAgree(singleExp.Span[i], (float)Math.Exp(single[i]), $"exp {single[i]:R} in float");
            ShouldAgree(singleLog.Span[i], (float)Math.Log(single[i]), $"log {single[i]:R} in float");
            ShouldAgree(singleLog1p.Span[i], Math.Abs(single[i]) < 1e-15
                ? single[i] : (float)Math.Log(1 + (double)single[i]), $"log1p {single[i]:R} in float");
        }

        static void ShouldAgree<T>(T actual, T expected, string message)
            where T : IFloatingPointIeee754<T>
        {
            if (T.IsNaN(expected) || T.IsInfinity(expected))
            {
                actual.ShouldBe(expected, message);
                return;
            }

            (typeof(T) == typeof(double) ? Distance(double.CreateChecked(actual), double.CreateChecked(expected))
                : Distance(float.CreateChecked(actual), float.CreateChecked(expected)))
                .ShouldBeLessThanOrEqualTo(1, $"{message} = {expected}, not {actual}");
        }
    }

    private static Node<T> Apply<T>(string function, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => function switch
        {
            "softplus" => x.Softplus(),
            "log_sigmoid" => x.LogSigmoid(),
            "sigmoid" => x.Sigmoid(),
            "tanh" => x.Tanh(),
            "expm1" => x.Expm1(),
            "exp" => x.Exp(),
            "log" => x.Log(),
            "log1p" => x.Log1p(),
            "erf" => x.Erf(),
            "sinh" => x.Sinh(),
            "cosh" => x.Cosh(),
            "sech_squared" => x.SechSquared(),
            "sign" => x.Sign(),
            "cube" => x.Cube(),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
        };

    // ln(1 + x) = 2 artanh(x / (2 + x)).
    private static double Log1p(double x) => 2 * Math.Atanh(x / (2 + x));

    private static Dictionary<string, (double X, double Y, double Slope)[]> Load()
    {
        using var file = File.OpenRead(Path.Combine(TestContext.CurrentContext.TestDirectory, "Reference", "torch-reference.json"));
        return JsonDocument.Parse(file).RootElement.GetProperty("tables").EnumerateObject().ToDictionary(
            table => table.Name,
            table => table.Value.EnumerateArray().Select(row => (row[0].GetDouble(), row[1].GetDouble(), row[2].GetDouble())).ToArray(),
            StringComparer.Ordinal);
    }

    [Test]
    public void Sine_and_cosine_do_not_depend_on_where_an_array_lies_in_memory()
    {
        var x = Initialize.Uniform<double>([1023], new Random(5), -10, 10);
        var (sine, cosine) = (Node.Constant(x).Sin().Value, Node.Constant(x).Cos().Value);
        for (var i = 0; i < 500; i++)
        {
            Node.Constant(x).Sin().Value.ShouldBe(sine);
            Node.Constant(x).Cos().Value.ShouldBe(cosine);
        }
    }
}
