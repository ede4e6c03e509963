using Autograd;

namespace Ops.Tests;

/// <summary>Powers of float beside those of double, and the exceptions of IEEE 754.</summary>
[TestFixture]
[Category("Kernels")]
public class PowersTests
{
    private static readonly float[] s_special =
    [
        0, -0f, 1, -1, 0.5f, -0.5f, 2, -2, 3, -3, 1.7f, -1.7f, 1 / 3f, 16777215, -16777215, 16777216,
        1e30f, -1e30f, 1e-30f, 1e-42f, -1e-42f,
        1 + 1.1920929e-07f, 1 - 5.9604645e-08f, float.MaxValue, float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
    ];

    [Test]
    public void Powers_of_special_numbers_are_those_of_the_mathematical_library()
    {
        var (bases, exponents) = (Node.Constant(s_special).Reshape([-1, 1]), Node.Constant(s_special));
        var both = bases.Pow(exponents).Value;
        for (var j = 0; j < s_special.Length; j++)
        {
            var single = bases.Pow(s_special[j]).Value;
            for (var i = 0; i < s_special.Length; i++)
            {
                var expected = (float)Math.Pow(s_special[i], s_special[j]);
                ShouldBe(both[i, j], expected, $"{s_special[i]:R}^{s_special[j]:R}");
                ShouldBe(single[i, 0], expected, $"{s_special[i]:R}^{s_special[j]:R}, one exponent");
            }
        }
    }

    [Test]
    public void Powers_of_any_numbers_are_right_to_the_last_place()
    {
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, 100_003).Select(_ => BitConverter.Int32BitsToSingle(random.Next(0x7f800000)))];
        float[] y = [.. x.Select(v => (float)(Math.Log(random.NextDouble() * 3e38) / Math.Log(v) * random.NextDouble()))];
        var z = Node.Constant(x).Pow(Node.Constant(y)).Value;
        for (var i = 0; i < x.Length; i++)
        {
            ShouldBe(z[i], (float)Math.Pow(x[i], y[i]), $"{x[i]:R}^{y[i]:R}");
        }
    }

    // 0.3f is off by 4e-8, which a power of a large number shows a hundred times. Expected values are from mpmath.
    [TestCase(3.0000000054977558e38, 0.3, 349249969335.0, 3.49249968695e-28)]
    [TestCase(1.401298464324817e-45, 1 / 3.0, 1.11903468704e-15, 2.66189945857e29)]
    [TestCase(1.0000000150474662e30, -0.7, 9.99999989467e-22, -6.99999982094e-52)]
    [TestCase(-2, 2147483649, double.NegativeInfinity, double.PositiveInfinity)]
    public void The_exponent_of_a_power_of_float_is_a_double(double x, double exponent, double expected, double slope)
    {
        var at = new Parameter<float>((float)x);
        var power = at.Pow(exponent);
        ShouldBe(power.Scalar, (float)expected, "value");
        UnitsInTheLastPlace.Distance(power.Gradient(at).Scalar, (float)slope).ShouldBeLessThanOrEqualTo(2);
    }

    // The library's own double is off by less than a unit in its last place, so that rounded to float it is off only at a tie.
    private static void ShouldBe(float actual, float expected, string what)
    {
        if (float.IsNaN(expected))
        {
            float.IsNaN(actual).ShouldBeTrue($"{what} is {actual:R}, not NaN");
            return;
        }

        UnitsInTheLastPlace.Distance(actual, expected).ShouldBeLessThanOrEqualTo(1, $"{what} is {actual:R}, not {expected:R}");
        float.IsNegative(actual).ShouldBe(float.IsNegative(expected), what);
    }
}
