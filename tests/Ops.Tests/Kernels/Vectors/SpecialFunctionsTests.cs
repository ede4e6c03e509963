using Autograd;
using static Ops.Tests.UnitsInTheLastPlace;

namespace Ops.Tests;

[TestFixture]
[Category("Kernels")]
public class SpecialFunctionsTests
{
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
}
