using System.Numerics;
using Autograd;
using static Ops.Tests.UnitsInTheLastPlace;

namespace Ops.Tests;

/// <summary>An element has the same digits alone and in a row, whatever stands beside it, on one thread or several.</summary>
[TestFixture]
[Category("Kernels")]
public class SameBitsTests
{
    // Numbers for which libraries leave their fast way.
    private static readonly double[] s_odd = [1e30, -1e30, 1e10, 1e6, 700, 1e-320, 0, -3, double.NaN, double.PositiveInfinity];

    private static IEnumerable<string> Functions =>
        ["Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Asinh", "Acosh", "Atanh", "Sinh", "Cosh", "Tanh", "Exp", "Expm1", "Log", "Log1p",
            "Log2", "Log10", "Exp2", "Sqrt", "Rsqrt", "Reciprocal", "Erf", "Erfc", "Sigmoid", "Softplus", "Gelu", "Silu", "Pow",
            "PowConstant", "Hypot",
            "Atan2", "LogAddExp", "Round", "Floor", "Gaussian", "LogGamma"];

    [TestCaseSource(nameof(Functions))]
    public void An_element_has_the_same_digits_whatever_stands_beside_it(string function)
    {
        Compare<float>(function);
        Compare<double>(function);
    }

    [TestCaseSource(nameof(Functions))]
    public void Large_arrays_have_the_same_digits_as_their_pieces(string function)
    {
        var random = new Random(4);
        var x = Array.ConvertAll(new float[100_003], _ => (float)(random.NextDouble() * 5));
        x[50_001] = 1e30f;
        var y = Apply(function, Node.Constant(x)).Value.ToArray();
        for (var start = 0; start < x.Length; start += 20_001)
        {
            var end = Math.Min(start + 20_001, x.Length);
            Bits<float>(Apply(function, Node.Constant(x[start..end])).Value.ToArray()).ShouldBe(Bits<float>(y.AsSpan(start..end)));
        }
    }

    [TestCase("Sin")]
    [TestCase("Cos")]
    [TestCase("Tan")]
    [TestCase("Log2")]
    public void They_are_as_right_as_those_of_the_c_library(string function)
    {
        Func<double, double> library = function switch
        {
            "Sin" => Math.Sin,
            "Cos" => Math.Cos,
            "Tan" => Math.Tan,
            _ => x => Math.Log2(Math.Abs(x)),
        };
        var random = new Random(7);
        foreach (var size in new[] { 1e-9, 0.7, 3, 100, 1e4, 1e6, 1e9 })
        {
            // Every third is next to a multiple of pi / 2, where two of them are nearly 0.
            var x = Enumerable.Range(0, 300).Select(i => size * ((2 * random.NextDouble()) - 1))
                .Select((number, i) => i % 3 == 0 ? Math.Round(number / (Math.PI / 2)) * (Math.PI / 2) : number)
                .Select(number => function == "Log2" ? Math.Abs(number) : number).ToArray();
            var y = Apply(function, Node.Constant(x)).Value;
            var rounded = Array.ConvertAll(x, number => (float)number);
            var single = Apply(function, Node.Constant(rounded)).Value;
            for (var i = 0; i < x.Length; i++)
            {
                Distance(y[i], library(x[i])).ShouldBeLessThanOrEqualTo(3, $"{function}({x[i]:R})");
                Distance(single[i], (float)library(rounded[i])).ShouldBeLessThanOrEqualTo(3, $"{function}({rounded[i]:R}) in float");
            }
        }
    }

    private static void Compare<T>(string function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(9);
        for (var round = 0; round < 200; round++)
        {
            var x = Array.ConvertAll(
                new T[random.Next(1, 100)], _ => T.CreateChecked(random.NextDouble() * Math.Pow(10, random.Next(-2, 5))));
            x[random.Next(x.Length)] = T.CreateChecked(s_odd[random.Next(s_odd.Length)]);
            var y = Apply(function, Node.Constant(x)).Value.ToArray();
            var at = random.Next(x.Length);
            Bits<T>(Apply(function, Node.Constant(new[] { x[at] })).Value.ToArray())
                .ShouldBe(Bits<T>([y[at]]), $"{function}({x[at]}) at {at} of {x.Length}");
        }
    }

    private static byte[] Bits<T>(ReadOnlySpan<T> x)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes(x).ToArray();

    private static Node<T> Apply<T>(string function, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => function switch
        {
            "Pow" => x.Pow(Node.Constant(NdArray.Full<T>(x.Shape, T.CreateChecked(1.7)))),
            "PowConstant" => x.Pow(2.5),
            "Hypot" => x.Hypot(1.3),
            "Atan2" => x.Atan2(1.3),
            "LogAddExp" => x.LogAddExp(1.3),
            _ => ((UnaryOp)Activator.CreateInstance(AllOperations.Records.Single(record => record.Name == function))!).Apply(x),
        };
}
