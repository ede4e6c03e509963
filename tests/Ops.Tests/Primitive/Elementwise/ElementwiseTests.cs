using Autograd;
using static Ops.Tests.Derivatives;

namespace Ops.Tests;

/// <summary>
/// What elementwise operations do at corners, jumps, poles and infinities: the decisions of their documentation, one test each.
/// </summary>
[TestFixture]
[Category("Kernels")]
public class ElementwiseTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    [Test]
    public void A_csharp_array_stands_in_a_formula_as_a_copy()
    {
        var x = new Parameter<double>([1, 2]);
        double[] vector = [3, 4];
        var matrix = new double[,] { { 1, 2 }, { 3, 4 } };
        var y = (x * vector) + matrix - new double[] { 1, 1 };
        vector[0] = matrix[0, 0] = 100;
        y.Value.ShouldBe(new double[,] { { 3, 9 }, { 5, 11 } });
        y.Sum().Gradient(x).Value.ToArray().ShouldBe([6, 8]);
        (vector / x).Value.ToArray().ShouldBe([100, 2]);
        x.MatMul(matrix).Value.ToArray().ShouldBe([106, 10]);
        Node.Concat([x, new[] { 5.0 }]).Value.ToArray().ShouldBe([1, 2, 5]);
        (new Parameter<float>([1, 2]) * new[] { 2f, 3 }).Value.ToArray().ShouldBe([2, 6]);
        Generic(x, [5, 6]).Value.ToArray().ShouldBe([6, 8]);

        static Node<T> Generic<T>(Node<T> x, T[] y)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => x + y;
    }

    [Test]
    public void Abs_has_slope_0_at_0()
    {
        Gradient(x => x.Abs(), [-2, 0, -0.0, 3]).ShouldBe([-1, 0, 0, 1]);
        Value(x => x.Abs(), [-Inf, NaN]).ShouldBe([Inf, NaN]);
    }

    [Test]
    public void Sign_floor_ceiling_and_round_have_slope_0_everywhere()
    {
        Value(x => x.Sign(), [-2, 0, 3, NaN, Inf, -Inf, 1e-300, -5e-324, 1]).ShouldBe([-1, 0, 1, NaN, 1, -1, 1, -1, 1]);
        Value(x => x.Floor(), [-1.5, -1, 0.9, NaN, Inf]).ShouldBe([-2, -1, 0, NaN, Inf]);
        Value(x => x.Ceiling(), [-1.5, -1, 0.1, NaN, -Inf]).ShouldBe([-1, -1, 1, NaN, -Inf]);
        Value(x => x.Round(), [-1.5, -0.5, 0.5, 1.5, 2.5, 2.4, NaN]).ShouldBe([-2, 0, 0, 2, 2, 2, NaN]);
        foreach (var step in new Func<Node<double>, Node<double>>[]
        {
            x => x.Sign(), x => x.Floor(), x => x.Ceiling(), x => x.Round(), x => x.Pow(0),
        })
        {
            Gradient(step, [-1, -0.5, 0, 0.3, 0.5, 1]).ShouldBe([0, 0, 0, 0, 0, 0]);
            Gradient(x => step(x.Sqrt()), [0, 4]).ShouldBe([0, 0]);
        }
    }

    [Test]
    public void Remainder_has_the_sign_of_the_divisor_and_the_slope_from_the_right_at_a_jump()
    {
        double[] x = [7, -7, 7, -7, 6, -6, 0, -0.0, 5, -5, 0.5];
        double[] y = [3, 3, -3, -3, 3, 3, -3, 3, Inf, Inf, 0];
        double[] z = [1, 2, -2, -1, 0, 0, -0.0, 0, 5, Inf, NaN];
        var remainder = Node.Constant(x).Remainder(Node.Constant(y)).Value.ToArray();
        remainder.ShouldBe(z);
        double.IsNegative(remainder[6]).ShouldBeTrue();
        double.IsNegative(remainder[7]).ShouldBeFalse();

        // The slope by y is minus the number of whole steps; 6 is two of them, 5.999... one.
        var (_, dx, dy) = Binary((a, b) => a.Remainder(b), [7, -7, 7, -7, 6, Math.BitDecrement(6.0), 0], [3, 3, -3, -3, 3, 3, 3]);
        dx.ShouldBe([1, 1, 1, 1, 1, 1, 1]);
        dy.ShouldBe([-2, 3, 3, -2, -2, -1, 0]);
    }

    [Test]
    public void Remainder_is_that_of_the_c_library_with_the_sign_of_the_divisor()
    {
        var random = new Random(3);
        double[] sizes = [1e-320, 1e-300, 1e-3, 1, 7, 1e6, 1e18, 1e300];
        double Number() => sizes[random.Next(sizes.Length)] * ((2 * random.NextDouble()) - 1);
        var (x, y) = (Array.ConvertAll(new double[20_000], _ => Number()), Array.ConvertAll(new double[20_000], _ => Number()));
        for (var i = 0; i < x.Length; i += 3)
        {
            // Next to a multiple, where the quotient rounds to it.
            x[i] = Math.BitDecrement(y[i] * random.Next(-1000, 1000));
        }

        Node.Constant(x).Remainder(Node.Constant(y)).Value.ToArray().ShouldBe([.. x.Zip(y, (a, b) => Floored(a % b, b))]);
        float[] singleX = Array.ConvertAll(x, number => (float)number), singleY = Array.ConvertAll(y, number => (float)number);
        Node.Constant(singleX).Remainder(Node.Constant(singleY)).Value.ToArray()
            .ShouldBe([.. singleX.Zip(singleY, (a, b) => a % b is var rest && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest)]);

        static double Floored(double rest, double divisor) => rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest;
    }

    [Test]
    public void Powers_of_2_and_10_are_exact()
    {
        var exponents = Enumerable.Range(-1074, 2099).Select(n => (double)n).ToArray();
        Value(x => x.Exp2(), exponents).ShouldBe(Array.ConvertAll(exponents, n => Math.ScaleB(1, (int)n)));
        Value(x => x.Exp2(), [1024, -1076, Inf, -Inf, NaN]).ShouldBe([Inf, 0, Inf, 0, NaN]);
        var powers = Enumerable.Range(0, 23)
            .Select(n => double.Parse($"1e{n}", System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Value(x => x.Log10(), powers).ShouldBe([.. Enumerable.Range(0, 23).Select(n => (double)n)]);
        var single = Node.Constant(Array.ConvertAll(powers[..11], power => (float)power));
        single.Log10().Value.ToArray().ShouldBe([.. Enumerable.Range(0, 11).Select(n => (float)n)]);
        Value(x => x.Log10(), [5e-324])[0].ShouldBe(-323.30621534311580, 1e-13);
    }

    [Test]
    public void Slopes_are_infinite_where_the_function_is_steep()
    {
        Gradient(x => x.Rsqrt(), [0]).ShouldBe([-Inf]);
        Value(x => x.Rsqrt(), [0, 4, -1]).ShouldBe([Inf, 0.5, NaN]);
        Gradient(x => x.Log2(), [0]).ShouldBe([Inf]);
        Gradient(x => x.Log10(), [0]).ShouldBe([Inf]);
        Value(x => x.Log10(), [0, -1, Inf]).ShouldBe([-Inf, NaN, Inf]);
        Value(x => x.Log2(), [0, 8, -1]).ShouldBe([-Inf, 3, NaN]);
        Gradient(x => x.Asin(), [1, -1]).ShouldBe([Inf, Inf]);
        Gradient(x => x.Acos(), [1, -1]).ShouldBe([-Inf, -Inf]);
        Gradient(x => x.Acosh(), [1]).ShouldBe([Inf]);
        Gradient(x => x.Atanh(), [1, -1]).ShouldBe([Inf, Inf]);
        Value(x => x.Atanh(), [1, -1, 2]).ShouldBe([Inf, -Inf, NaN]);

        foreach (var steep in new Func<Node<double>, Node<double>>[] { x => x.Rsqrt(), x => x.Log2(), x => (1 - x).Asin(), x => (1 - x)
            .Acos(), x => (x + 1).Acosh(), x => (x - 1).Atanh() })
        {
            double.IsInfinity(Gradient(steep, [0])[0]).ShouldBeTrue();
            Gradient(x => (x > 0).Where(steep(x), 0), [0, 0.5])[0].ShouldBe(0);
        }
    }

    [Test]
    public void Log1p_has_infinite_slope_at_minus_1()
    {
        Value(x => x.Log1p(), [-1, -2, Inf, NaN]).ShouldBe([-Inf, NaN, Inf, NaN]);
        Gradient(x => x.Log1p(), [-1]).ShouldBe([Inf]);
        Gradient(x => (x > -1).Where(x.Log1p(), 0), [-1, 1]).ShouldBe([0, 0.5]);
    }

    [Test]
    public void What_Stirlings_formula_lacks_at_the_ends()
    {
        Value(x => new LogGammaCorrection().Apply(x), [0, Inf, -1, NaN]).ShouldBe([Inf, 0, NaN, NaN]);
        Value(x => new LogGammaCorrection(1).Apply(x), [0, Inf, -1]).ShouldBe([-Inf, -0.0, NaN]);
        Value(x => new LogGammaCorrection(2).Apply(x), [0, Inf, -1]).ShouldBe([Inf, 0, NaN]);
    }

    [Test]
    public void LogGamma_and_its_derivatives_at_poles()
    {
        Value(x => x.LogGamma(), [0, -0.0, -1, -7, Inf, NaN]).ShouldBe([Inf, Inf, Inf, Inf, Inf, NaN]);
        Value(x => x.Digamma(), [0, -0.0, -1, -7, Inf, NaN]).ShouldBe([-Inf, Inf, NaN, NaN, Inf, NaN]);
        Value(x => x.Trigamma(), [0, -0.0, -1, -7, Inf, NaN]).ShouldBe([Inf, Inf, Inf, Inf, 0, NaN]);
        Value(x => x.Polygamma(2), [0, -0.0, -1, -7, Inf, NaN]).ShouldBe([-Inf, Inf, NaN, NaN, 0, NaN]);
        Gradient(x => x.LogGamma(), [0, -1]).ShouldBe([-Inf, NaN]);
        Gradient(x => (x > 0).Where(x.LogGamma(), 0), [0, 1])[0].ShouldBe(0);
    }

    [Test]
    public void Pow_at_0()
    {
        Value(x => x.Pow(0), [0, -1, NaN]).ShouldBe([1, 1, 1]);
        Gradient(x => x.Pow(1), [0, -1]).ShouldBe([1, 1]);
        Gradient(x => x.Pow(2), [0, -1]).ShouldBe([0, -2]);
        Gradient(x => x.Pow(0.5), [0, 4]).ShouldBe([Inf, 0.25]);
        Value(x => x.Pow(-1), [0, 4, -2]).ShouldBe([Inf, 0.25, -0.5]);
        Value(x => x.Pow(0.5), [-1]).ShouldBe([NaN]);

        var (zero, exponents) = (new Parameter<double>(new double[4]), new Parameter<double>(new[] { 0, 0.5, 1, 2 }));
        var power = zero.Pow(exponents);
        power.Value.ToArray().ShouldBe([1, 0, 0, 0]);
        var gradients = power.Sum().Backward();
        gradients[zero].Value.ToArray().ShouldBe([0, Inf, 1, 0]);
        gradients[exponents].Value.ToArray().ShouldBe([0, 0, 0, 0]);

        Gradient(y => Node.Constant([0.0]).Pow(y), [-1]).ShouldBe([-Inf]);
        Gradient(y => Node.Constant([-2.0]).Pow(y), [2]).ShouldBe([NaN]);
        Gradient(x => x.Pow(Node.Constant([2.0, 3])), [-2, -2]).ShouldBe([-4, 12]);
    }

    [Test]
    public void Hypot_and_atan2_have_slope_0_at_the_origin()
    {
        var (y, x) = (new Parameter<double>(new[] { 0, 3, 3e200, 3e-200 }), new Parameter<double>(new[] { 0, 4, 4e200, 4e-200 }));
        var length = y.Hypot(x);
        length.Value.ToArray().ShouldBe([0, 5, 5e200, 5e-200], 1e185);
        var gradients = length.Sum().Backward();
        gradients[y].Value.ToArray().ShouldBe([0, 0.6, 0.6, 0.6], 1e-15);
        gradients[x].Value.ToArray().ShouldBe([0, 0.8, 0.8, 0.8], 1e-15);

        // 4/5 and 3/5, divided by the distance.
        gradients = y.Atan2(x).Sum().Backward();
        RelativeTo([1, 0.16, 1.6e-201, 1.6e199], gradients[y]).ShouldBe([0, 1, 1, 1], 1e-14);
        RelativeTo([1, -0.12, -1.2e-201, -1.2e199], gradients[x]).ShouldBe([0, 1, 1, 1], 1e-14);

        Value(ordinate => ordinate.Atan2(Node.Constant([-1.0, -1, 0, 0])), [0, -0.0, 1, -1])
            .ShouldBe([Math.PI, -Math.PI, Math.PI / 2, -Math.PI / 2]);

        static double[] RelativeTo(double[] expected, Node<double> actual) => [.. expected.Zip(actual.Value.ToArray(), (e, a) => a / e)];
    }

    [Test]
    public void XLogY_at_0()
    {
        Value(x => x.XLogY(Node.Constant([0, -1, Inf, NaN, 2])), [0, 0, 0, 0, 0]).ShouldBe([0, 0, 0, NaN, 0]);
        Value(x => x.XLogY(Node.Constant([0, -1, Inf])), [1, 1, 1]).ShouldBe([-Inf, NaN, Inf]);
        Gradient(x => x.XLogY(Node.Constant([0.0, -1, 1, 2])), [0, 0, 0, 0]).ShouldBe([0, 0, 0, Math.Log(2)]);
        Gradient(y => Node.Constant([0.0, 0, 1]).XLogY(y), [0, 2, 2]).ShouldBe([0, 0, 0.5]);
        Gradient(x => x.XLogY(x), [0, 1]).ShouldBe([0, 1]);

        Value(x => x.XLog1pY(Node.Constant([-1, -2, Inf, NaN, 2])), [0, 0, 0, 0, 0]).ShouldBe([0, 0, 0, NaN, 0]);
        Value(x => x.XLog1pY(Node.Constant([-1, -2, Inf, 1e-20])), [1, 1, 1, 1]).ShouldBe([-Inf, NaN, Inf, 1e-20]);
        Gradient(x => x.XLog1pY(Node.Constant([-1.0, -2, 0])), [0, 0, 0]).ShouldBe([0, 0, 0]);
        Gradient(y => Node.Constant([0.0, 0, 1]).XLog1pY(y), [-1, 1, 1]).ShouldBe([0, 0, 0.5]);
    }

    [Test]
    public void Nan_passes_through_and_empty_arrays_stay_empty()
    {
        foreach (var function in new Func<Node<double>, Node<double>>[]
        {
            x => x.Abs(), x => x.Sign(), x => x.Reciprocal(), x => x.Expm1(), x => x.Log1p(), x => x.Erf(), x => x.Erfc(),
            x => x.LogGamma(), x => x.Digamma(),
            x => x.Trigamma(), x => x.Pow(2.5), x => x.Pow(2), x => x.Pow(x), x => x.Sin(), x => x.Cos(), x => x.Floor(), x => x.Round(),
            x => x.Rsqrt(), x => x.Cube(),
            x => x.Log2(), x => x.Log10(), x => x.Exp2(), x => x.Ceiling(), x => x.Remainder(x + 1), x => x.LogAddExp(x),
            x => x.Tan(), x => x.Asin(), x => x.Acos(), x => x.Atan(), x => x.Atan2(x), x => x.Hypot(x), x => x.Sinh(),
            x => x.Cosh(), x => x.Asinh(),
            x => (x + 1).Acosh(), x => (x / 2).Atanh(), x => x.XLogY(x), x => x.XLog1pY(x), x => x.Lerp(x, x), x => x.SechSquared(),
        })
        {
            var y = function(Node.Constant([NaN, 0.5]));
            y.Span[0].ShouldBe(NaN, y.ToString());
            double.IsFinite(y.Span[1]).ShouldBeTrue(y.ToString());
            var empty = new Parameter<double>(NdArray.Zeros<double>([0, 3]));
            function(empty).Sum().Backward()[empty].Shape.ShouldBe([0, 3]);
        }
    }

    private static double[] Gradient(Func<Node<double>, Node<double>> function, double[] x)
    {
        var parameter = new Parameter<double>(x);
        return function(parameter).Sum().Backward()[parameter].Value.ToArray();
    }

    [Test]
    public void Relu_has_slope_0_at_0_and_keeps_nan()
    {
        Gradient(x => x.Relu().Sum(), [-1, 0, 2]).ShouldBe([0, 0, 1]);
        Gradient(x => x.Relu().Sum(), [-0.0]).ShouldBe([0]);
        Value(x => x.Relu(), [double.NaN])[0].ShouldBe(double.NaN);
        Gradient(x => x.Sqrt().Relu().Sum(), [0, 4]).ShouldBe([0, 0.25]);
        Gradient(x => x.Log().Relu().Sum(), [0, Math.E]).ShouldBe([0, 1 / Math.E], 1e-15);
    }

    [Test]
    public void Sqrt_has_infinite_slope_at_0() => Gradient(x => x.Sqrt().Sum(), [0, 4]).ShouldBe([Inf, 0.25]);

    [Test]
    public void AbsolutePower_has_slope_0_at_0()
    {
        foreach (var exponent in new[] { 0, 0.5, 1, 1.5, 2, 3 })
        {
            var op = new AbsolutePower(exponent);
            Gradient(x => op.Apply(x).Sum(), [0]).ShouldBe([0]);
            Value(x => op.Apply(x), [-4])[0].ShouldBe(Math.Pow(4, exponent), 1e-14);
            Gradient(x => op.Apply(x).Sum(), [-4])[0].ShouldBe(-exponent * Math.Pow(4, exponent - 1), 1e-14);
            HessianTimes(x => op.Apply(x).Sum(), [0], [1])[0].ShouldBe(exponent == 2 ? 2 : 0);
        }
    }
}
