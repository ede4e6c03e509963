using System.Numerics;
using System.Text.Json;
using Autograd;

namespace Ops.Tests;

/// <summary>Value and derivative to the last digits: at zero, near zero, in saturation and beyond. Expected values are from mpmath, or from the C library.</summary>
[TestFixture]
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
            Distance(y.Span[i], table[i].Y).ShouldBeLessThanOrEqualTo(Ulps, $"{function}({table[i].X:R}) = {table[i].Y:R}, not {y.Span[i]:R}");
            Distance(slope.Span[i], table[i].Slope).ShouldBeLessThanOrEqualTo(Ulps, $"{function}'({table[i].X:R}) = {table[i].Slope:R}, not {slope.Span[i]:R}");
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
            Distance(y.Span[i], (float)table[i].Y).ShouldBeLessThanOrEqualTo(Ulps, $"{function}({table[i].X:R}) = {table[i].Y:R}, not {y.Span[i]:R}");
            Distance(slope.Span[i], (float)table[i].Slope).ShouldBeLessThanOrEqualTo(Ulps, $"{function}'({table[i].X:R}) = {table[i].Slope:R}, not {slope.Span[i]:R}");
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
                Distance(y.Span[i], expected).ShouldBeLessThanOrEqualTo(2 * Ulps, $"{function}({inputs[i]:R}) = {expected:R}, not {y.Span[i]:R}");
                Distance(rounded.Span[i], (float)expected).ShouldBeLessThanOrEqualTo(Ulps, $"{function}({inputs[i]:R}) = {expected:R}, not {rounded.Span[i]:R} in float");
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
        double[] ends = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, -1, 5e-324, 2.2250738585072009e-308, double.MaxValue, 709.78, 709.79, -708.5, -744.4, -745.2, 1 - 1e-16, 1 + 3e-16];
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
            ShouldAgree(singleLog1p.Span[i], Math.Abs(single[i]) < 1e-15 ? single[i] : (float)Math.Log(1 + (double)single[i]), $"log1p {single[i]:R} in float");
        }

        static void ShouldAgree<T>(T actual, T expected, string message)
            where T : IFloatingPointIeee754<T>
        {
            if (T.IsNaN(expected) || T.IsInfinity(expected))
            {
                actual.ShouldBe(expected, message);
                return;
            }

            (typeof(T) == typeof(double) ? Distance(double.CreateChecked(actual), double.CreateChecked(expected)) : Distance(float.CreateChecked(actual), float.CreateChecked(expected)))
                .ShouldBeLessThanOrEqualTo(1, $"{message} = {expected}, not {actual}");
        }
    }

    [TestCase("Erfc", 0.46875, 0.507386526782062)]
    [TestCase("Erfc", -0.46875, 1.492613473217938)]
    [TestCase("Erfc", 0.3, 0.6713732405408726)]
    [TestCase("Erfc", -0.3, 1.3286267594591274)]
    [TestCase("Erfc", 1.0, 0.15729920705028513)]
    [TestCase("Erfc", -2.5, 1.999593047982555)]
    [TestCase("Erfc", 4.0, 1.541725790028002e-08)]
    [TestCase("Erfc", 4.5, 1.9661604415428876e-10)]
    [TestCase("Erfc", 10.0, 2.088487583762545e-45)]
    [TestCase("Erfc", 20.3, 2.985318180601636e-181)]
    [TestCase("Erfc", 26.5, 2.2109076642637343e-307)]
    [TestCase("Erfc", 27.2, 1e-323)]
    [TestCase("Erfc", -6.0, 2.0)]
    [TestCase("Erfc", 0.0, 1.0)]
    [TestCase("Erf", 1e-20, 1.1283791670955125e-20)]
    [TestCase("Erf", 0.46875, 0.49261347321793797)]
    [TestCase("Erf", 0.47, 0.4937450508860821)]
    [TestCase("Erf", 1.7, 0.9837904585907745)]
    [TestCase("Erf", 3.9999, 0.9999999845700388)]
    [TestCase("Erf", -0.3, -0.3286267594591274)]
    [TestCase("Erf", 1e-310, 1.1283791670955e-310)]
    [TestCase("Sinh", 1e-300, 1e-300)]
    [TestCase("Sinh", 1e-08, 1e-08)]
    [TestCase("Sinh", 0.3, 0.3045202934471426)]
    [TestCase("Sinh", -5.0, -74.20321057778875)]
    [TestCase("Sinh", 705.0, 7.52626916531597e+305)]
    [TestCase("Sinh", -710.4, -1.6663642832806496e+308)]
    [TestCase("Cosh", 0.0, 1.0)]
    [TestCase("Cosh", 1e-08, 1.0)]
    [TestCase("Cosh", 0.3, 1.0453385141288605)]
    [TestCase("Cosh", -5.0, 74.20994852478785)]
    [TestCase("Cosh", 705.0, 7.52626916531597e+305)]
    [TestCase("Cosh", -710.4, 1.6663642832806496e+308)]
    [TestCase("LogGamma", 1e-300, 690.7755278982137)]
    [TestCase("LogGamma", 0.001, 6.907178885383853)]
    [TestCase("LogGamma", 0.25, 1.2880225246980774)]
    [TestCase("LogGamma", 0.5, 0.5723649429247001)]
    [TestCase("LogGamma", 0.999999, 5.772164873855652e-07)]
    [TestCase("LogGamma", 1.000001, -5.772148423874147e-07)]
    [TestCase("LogGamma", 1.4616321449683622, -0.12148629053584961)]
    [TestCase("LogGamma", 1.75, -0.08440112102048555)]
    [TestCase("LogGamma", 1.999999, -4.227840125965854e-07)]
    [TestCase("LogGamma", 2.000001, 4.2278465762452923e-07)]
    [TestCase("LogGamma", 2.5, 0.2846828704729192)]
    [TestCase("LogGamma", 3.0, 0.6931471805599453)]
    [TestCase("LogGamma", 11.9, 17.25847745059552)]
    [TestCase("LogGamma", 12.0, 17.502307845873887)]
    [TestCase("LogGamma", 171.5, 709.1431630309282)]
    [TestCase("LogGamma", -0.5, 1.2655121234846454)]
    [TestCase("LogGamma", -3.7, -1.3797399049658245)]
    [TestCase("LogGamma", -20.5, -42.70719597482576)]
    [TestCase("LogGamma", 10000000000.0, 220258509288.81058)]
    [TestCase("LogGamma", 1e+300, 6.897755278982137e+302)]
    [TestCase("Digamma", 1e-300, -9.999999999999999e+299)]
    [TestCase("Digamma", 0.001, -1000.5755719318103)]
    [TestCase("Digamma", 0.5, -1.9635100260214235)]
    [TestCase("Digamma", 1.0, -0.5772156649015329)]
    [TestCase("Digamma", 2.0, 0.42278433509846713)]
    [TestCase("Digamma", 11.9, 2.4339335368825377)]
    [TestCase("Digamma", 12.1, 2.4513143481743374)]
    [TestCase("Digamma", 10000000000.0, 23.025850929890456)]
    [TestCase("Digamma", -0.3, 2.113309779635399)]
    [TestCase("Digamma", -7.6, 1.071732116277544)]
    [TestCase("Trigamma", 1e-100, 1e+200)]
    [TestCase("Trigamma", 0.001, 1000001.6425331958)]
    [TestCase("Trigamma", 0.5, 4.934802200544679)]
    [TestCase("Trigamma", 1.0, 1.6449340668482264)]
    [TestCase("Trigamma", 2.0, 0.6449340668482264)]
    [TestCase("Trigamma", 12.9, 0.08060155300131694)]
    [TestCase("Trigamma", 13.1, 0.07932351191733558)]
    [TestCase("Trigamma", 10000000000.0, 1.00000000005e-10)]
    [TestCase("Trigamma", 1e+300, 1e-300)]
    [TestCase("Trigamma", -0.3, 13.945160267805722)]
    [TestCase("Trigamma", -7.6, 10.788265451054698)]
    [TestCase("Polygamma 2", 0.001, -2000000002.3976321)]
    [TestCase("Polygamma 2", 0.5, -16.82879664423432)]
    [TestCase("Polygamma 2", 1.0, -2.4041138063191885)]
    [TestCase("Polygamma 2", 14.5, -0.005095552370983587)]
    [TestCase("Polygamma 2", 1e+100, -1e-200)]
    [TestCase("Polygamma 2", -0.3, 67.63908119988317)]
    [TestCase("Polygamma 2", -7.6, -22.291481096904285)]
    [TestCase("Polygamma 7", 0.1, 504000002365.19116)]
    [TestCase("Polygamma 7", 0.5, 1290440.218185598)]
    [TestCase("Polygamma 7", 1.0, 5060.54987523764)]
    [TestCase("Polygamma 7", 25.0, 1.353585724641826e-07)]
    [TestCase("Polygamma 7", -0.3, 76905059.63376132)]
    [TestCase("Polygamma 7", -7.6, 7990964.664279807)]
    [TestCase("Polygamma 40", 0.5, -1.794216682422424e+60)]
    [TestCase("Polygamma 40", 3.0, -2.2370562304678765e+28)]
    [TestCase("Polygamma 40", 100.0, -2.475539438617731e-34)]
    [TestCase("Asinh slope", 0.0, 1.0)]
    [TestCase("Asinh slope", 1e-08, 1.0)]
    [TestCase("Asinh slope", 3.0, 0.31622776601683794)]
    [TestCase("Asinh slope", 1e+200, 1e-200)]
    [TestCase("Acosh slope", 1.0000000000000002, 47453132.81212577)]
    [TestCase("Acosh slope", 1.5, 0.8944271909999159)]
    [TestCase("Acosh slope", 1e+200, 1e-200)]
    [TestCase("Asin slope", 0.0, 1.0)]
    [TestCase("Asin slope", 0.9999999999999999, 67108864.0)]
    [TestCase("Asin slope", -0.6, 1.25)]
    [TestCase("Atanh slope", 0.0, 1.0)]
    [TestCase("Atanh slope", 0.9999999999999999, 4503599627370496.0)]
    [TestCase("Atanh slope", -0.6, 1.5625)]
    public void Special_functions_agree_with_mpmath(string function, double x, double expected)
    {
        var parameter = new Parameter<double>(new[] { x });
        var actual = function.Split(' ') switch
        {
            ["Polygamma", var order] => parameter.Polygamma(int.Parse(order, System.Globalization.CultureInfo.InvariantCulture)).Span[0],
            ["Asinh", _] => parameter.Asinh().Backward()[parameter].Span[0],
            ["Acosh", _] => parameter.Acosh().Backward()[parameter].Span[0],
            ["Asin", _] => parameter.Asin().Backward()[parameter].Span[0],
            ["Atanh", _] => parameter.Atanh().Backward()[parameter].Span[0],
            ["Erfc"] => parameter.Erfc().Span[0],
            ["Erf"] => parameter.Erf().Span[0],
            ["Sinh"] => parameter.Sinh().Span[0],
            ["Cosh"] => parameter.Cosh().Span[0],
            ["LogGamma"] => parameter.LogGamma().Span[0],
            ["Digamma"] => parameter.Digamma().Span[0],
            _ => parameter.Trigamma().Span[0],
        };
        Distance(actual, expected).ShouldBeLessThanOrEqualTo(32, $"{actual:R}");
    }

    [Test]
    public void Float_special_functions_agree_with_double_to_their_precision()
    {
        float[] inputs = [0.1f, 0.46875f, 0.9f, 1.0001f, 1.9f, 2.5f, 3.9f, 4.1f, 8, 13, -0.3f, -2.5f];
        var (x, exact) = (Node.Constant(inputs), Node.Constant(Array.ConvertAll(inputs, value => (double)value)));
        foreach (var (single, both) in new[]
        {
            (x.Erf(), exact.Erf()), (x.Erfc(), exact.Erfc()), (x.LogGamma(), exact.LogGamma()), (x.Digamma(), exact.Digamma()),
            (x.Trigamma(), exact.Trigamma()), (x.Polygamma(4), exact.Polygamma(4)),
        })
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                Distance(single.Span[i], (float)both.Span[i]).ShouldBeLessThanOrEqualTo(8, $"{single} at {inputs[i]}");
            }
        }
    }

    [Test]
    public void The_mean_of_ten_million_floats_keeps_its_digits()
    {
        var elements = new float[10_000_000];
        Array.Fill(elements, 0.1f);
        ((double)Node.Constant(elements).Mean().Scalar).ShouldBe(0.1, 1e-7);
        foreach (var mean in Node.Constant(new NdArray<float>([5_000_000, 2], elements)).Mean(0).Value.ToArray())
        {
            ((double)mean).ShouldBe(0.1, 1e-7);
        }
    }

    [TestCase(1)]
    [TestCase(255)]
    [TestCase(256)]
    [TestCase(257)]
    [TestCase(511)]
    [TestCase(513)]
    [TestCase(100_003)]
    public void A_sum_of_any_length_misses_no_element(int length)
    {
        // Integers, whose sum n (n + 1) / 2 is exact in double.
        var elements = Enumerable.Range(1, length).Select(i => (double)i).ToArray();
        var expected = length * (length + 1.0) / 2;
        Node.Constant(elements).Sum().Scalar.ShouldBe(expected);
        var columns = Node.Constant(new NdArray<double>([length, 2], [.. elements.SelectMany(i => new[] { i, -i })]));
        columns.Sum(0).Value.ToArray().ShouldBe([expected, -expected]);
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

    /// <summary>How many numbers of the type lie between the two; 0 and -0 are the same.</summary>
    private static long Distance(double x, double y) => double.IsNaN(x) || double.IsNaN(y) ? long.MaxValue : Math.Abs(Ordered(BitConverter.DoubleToInt64Bits(x), long.MinValue) - Ordered(BitConverter.DoubleToInt64Bits(y), long.MinValue));

    private static long Distance(float x, float y) => float.IsNaN(x) || float.IsNaN(y) ? long.MaxValue : Math.Abs(Ordered(BitConverter.SingleToInt32Bits(x), int.MinValue) - Ordered(BitConverter.SingleToInt32Bits(y), int.MinValue));

    private static long Ordered(long bits, long lowest) => bits < 0 ? lowest - bits : bits;

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
