using System.Numerics;
using Autograd;
using static Ops.Tests.Derivatives;
using static Ops.Tests.UnitsInTheLastPlace;

namespace Ops.Tests;

/// <summary>Digits down to the smallest normal number, and slopes of numbers that are smaller. Expected values are from mpmath.</summary>
[TestFixture]
[Category("Kernels")]
public class TailsTests
{
    [TestCase("Gelu", -13.0, -7.9523137194148436e-38, -1.0337304440113356e-36)]
    [TestCase("Gelu", -12.699999809265137, -3.754745507915542e-36, -4.7681709898003099e-35)]
    [TestCase("Gelu", -8.300000190734863, -4.3206160509820222e-16, -3.5846994438208316e-15)]
    [TestCase("Gelu", -5.5, -1.0444259356238246e-7, -5.7334723987399248e-7)]
    [TestCase("Gelu", -0.6800000071525574, -0.16881151694424099, 0.032969049728346768)]
    [TestCase("Gelu", -0.6899999976158142, -0.16911699456818432, 0.028139251467679526)]
    [TestCase("Gelu", 0.5, 0.34573123063700655, 0.86749512465616284)]
    [TestCase("Gelu", 0.699999988079071, 0.53062543180170161, 0.97661409551290081)]
    [TestCase("Gelu", 6.0, 5.9999999940804741, 1.0000000354687095)]
    [TestCase("Silu", -91.0, -2.7431119944094908e-38, -2.7129679065588371e-38)]
    [TestCase("Silu", -87.5, -8.7345570642480916e-37, -8.6347335549423991e-37)]
    [TestCase("Silu", -30.0, -2.8072868906517897e-12, -2.713710660963134e-12)]
    [TestCase("Silu", -0.30000001192092896, -0.12766724915529174, 0.35221998398293983)]
    [TestCase("Silu", 25.0, 24.999999999652801, 1.0000000003333107)]
    [TestCase("Gaussian", 12.899999618530273, 7.3203150139442381e-37, -9.4432060887402104e-36)]
    [TestCase("Gaussian", -9.100000381469727, 1.0424025598141275e-18, 9.48586369195358e-18)]
    [TestCase("Gaussian", 0.30000001192092896, 0.95599747841418643, -0.28679925492063395)]
    [TestCase("Erfc", 9.100000381469727, 6.6968536558116885e-38, -1.226100297225701e-36)]
    [TestCase("Erfc", 5.300000190734863, 6.613068249908716e-14, -7.1305361272943426e-13)]
    [TestCase("Erfc", 0.4000000059604645, 0.5716076392220988, -0.96154129425432156)]
    [TestCase("Expm1MinusX", 9.999999682655225e-20, 4.9999996826552304e-39, 9.9999996826552254e-20)]
    [TestCase("Expm1MinusX", -0.0010000000474974513, 4.9983342246537968e-7, -9.9950021407498593e-4)]
    [TestCase("Expm1MinusX", 0.30000001192092896, 0.049858811746645189, 0.34985882366757414)]
    [TestCase("Expm1MinusX", -1.2000000476837158, 0.50119424523385905, -0.69880580244985677)]
    [TestCase("Expm1MinusX", 1.2999999523162842, 1.3692965403372647, 2.6692964926535488)]
    [TestCase("Expm1MinusX", -40.0, 39.0, -1.0)]
    [TestCase("Expm1MinusX", 80.0, 5.5406223843935101e+34, 5.5406223843935101e+34)]
    [TestCase("Atan", 999999986991104.0, 1.5707963267948956, 1.0000000260177925e-30)]
    [TestCase("Atan", 30000000.0, 1.5707962934615633, 1.1111111111111099e-15)]
    [TestCase("Softsign", 999999986991104.0, 0.999999999999999, 1.0000000260177905e-30)]
    [TestCase("Softsign", 30000000.0, 0.99999996666666778, 1.1111110370370407e-15)]
    [TestCase("GeluTanh", -9.100000381469727, -1.9953421140308166e-29, -3.8335625116186222e-28)]
    [TestCase("GeluTanh", -6.300000190734863, -4.8363758265622319e-12, -4.8040966237787489e-11)]
    [TestCase("GeluTanh", -10.100000381469727, -1.1930980982156461e-38, -2.7839125002534729e-37)]
    [TestCase("GeluTanh", 0.5, 0.34571400982514392, 0.86736990353464231)]
    [TestCase("Mish", -91.0, -2.7431119944094908e-38, -2.7129679065588371e-38)]
    [TestCase("Mish", -88.5, -3.2499869884948122e-37, -3.2132639716756618e-37)]
    [TestCase("Mish", -30.0, -2.807286890651921e-12, -2.7137106609633923e-12)]
    [TestCase("Mish", 2.5, 2.4713923045578811, 1.0411295301313532)]
    public void Floats_keep_their_digits_to_the_smallest_normal_number(string function, double x, double y, double slope)
    {
        var at = new Parameter<float>(new[] { (float)x });
        var output = Apply(function, at);
        Distance(output.Span[0], (float)y).ShouldBeLessThanOrEqualTo(7, $"{function}({x:R}) = {y:R}, not {output.Span[0]:R}");
        var gradient = output.Sum().Gradient(at).Span[0];
        Distance(gradient, (float)slope).ShouldBeLessThanOrEqualTo(7, $"{function}'({x:R}) = {slope:R}, not {gradient:R}");
    }

    [TestCase("Gelu", -38.4, -2.5350143440614788e-321, -9.7344461574134058e-320)]
    [TestCase("Gelu", -37.1, -5.2114813950124083e-300, -1.9334575638003556e-298)]
    [TestCase("Gelu", -25.3, -4.0407012795127656e-140, -1.0222924719707532e-138)]
    [TestCase("Gelu", -10.1, -2.7897305664821619e-23, -2.8171111150013565e-22)]
    [TestCase("Gelu", -0.68, -0.16881151670842796, 0.032969053210163409)]
    [TestCase("Gelu", 3.3, 3.2984047003301334, 1.0052010533564934)]
    [TestCase("Silu", -714.5, -3.5529975928330215e-308, -3.5480248880145008e-308)]
    [TestCase("Silu", -709.3, -6.3937248960657604e-306, -6.3847107625593939e-306)]
    [TestCase("Silu", -300.1, -1.3979510874534781e-128, -1.3932928032566987e-128)]
    [TestCase("Silu", -1.7, -0.262590950642009, -0.067564504759018991)]
    [TestCase("Silu", 35.5, 35.499999999999986, 1.0000000000000132)]
    [TestCase("Gaussian", 37.5, 4.3320395385144011e-306, -1.6245148269429004e-304)]
    [TestCase("Gaussian", -20.3, 3.2793930825408465e-90, 6.6571679575579186e-89)]
    [TestCase("Erfc", 26.4, 4.4017768588035427e-305, -2.325803137400159e-303)]
    [TestCase("Erfc", 13.7, 1.2613158337408749e-83, -3.4651636575651091e-82)]
    [TestCase("Expm1MinusX", 1.6e-154, 1.28e-308, 1.6e-154)]
    [TestCase("Expm1MinusX", 1e-09, 5.0000000016666673e-19, 1.0000000005000001e-9)]
    [TestCase("Expm1MinusX", -0.7, 0.19658530379140949, -0.50341469620859046)]
    [TestCase("Expm1MinusX", 700.5, 1.6721859620674986e+304, 1.6721859620674986e+304)]
    [TestCase("Atan", 1e+150, 1.5707963267948966, 1.0e-300)]
    [TestCase("Softsign", 1e+150, 1.0, 1.0e-300)]
    [TestCase("GeluTanh", -20.4, -1.2176412069797077e-276, -1.1035702716910629e-274)]
    [TestCase("GeluTanh", -12.1, -6.2830169369392042e-63, -2.0642412614672638e-61)]
    [TestCase("GeluTanh", -3.7, -0.00027180602139205366, -0.0011567272357879128)]
    [TestCase("GeluTanh", 1.9, 1.8454512344553325, 1.0967818080997946)]
    [TestCase("Mish", -714.5, -3.5529975928330215e-308, -3.5480248880145008e-308)]
    [TestCase("Mish", -709.3, -6.3937248960657604e-306, -6.3847107625593939e-306)]
    [TestCase("Mish", -300.1, -1.3979510874534781e-128, -1.3932928032566987e-128)]
    [TestCase("Mish", -1.7, -0.28258938060391541, -0.08910596481745182)]
    [TestCase("Digamma", 1.4616321449683622, -9.2412655217294275e-17, 0.96767224544762125)]
    [TestCase("Digamma", 1.4616321449683625, 1.2245374622004069e-16, 0.96767224544762106)]
    [TestCase("Digamma", 1.47, 0.0080664890113648684, 0.9603162090511507)]
    [TestCase("Digamma", 1.2, -0.28903989659218835, 1.2673772054237792)]
    [TestCase("Digamma", 1.7, 0.20854787487349392, 0.79323283016399841)]
    [TestCase("Digamma", 2.3, 0.60003988036396948, 0.54253745866525846)]
    public void Doubles_keep_their_digits_to_the_smallest_normal_number(string function, double x, double y, double slope)
    {
        var at = new Parameter<double>(new[] { x });
        var output = Apply(function, at);
        Distance(output.Span[0], y).ShouldBeLessThanOrEqualTo(7, $"{function}({x:R}) = {y:R}, not {output.Span[0]:R}");
        var gradient = output.Sum().Gradient(at).Span[0];
        Distance(gradient, slope).ShouldBeLessThanOrEqualTo(7, $"{function}'({x:R}) = {slope:R}, not {gradient:R}");
    }

    // Near 0 it is -ln |x|.
    [TestCase(-5e-324, 744.44007192138122)]
    [TestCase(-1e-310, 713.80137882815412)]
    [TestCase(-1e-300, 690.77552789821371)]
    [TestCase(-0.25, 1.5895753125511862)]
    [TestCase(-0.4999, 1.26551581715591693)]
    public void LogGamma_just_below_0(double x, double expected) => Value(z => z.LogGamma(), [x])[0].ShouldBe(expected, 4e-16 * expected);

    // The pole at 0 is the whole of it.
    [TestCase(1, -5e-324, double.PositiveInfinity)]
    [TestCase(1, 1e-310, double.PositiveInfinity)]
    [TestCase(2, -1.5e-323, double.PositiveInfinity)]
    [TestCase(2, 1.5e-323, double.NegativeInfinity)]
    [TestCase(20, -5e-324, double.PositiveInfinity)]
    public void Polygamma_of_the_smallest_numbers_is_infinite(int order, double x, double expected) =>
        Node.Constant(x).Polygamma(order).Scalar.ShouldBe(expected);

    // Expected: e^(x - y) / (1 + e^(x - y)) in mpmath.
    [TestCase(0.8999999761581421f, 38f, 7.7210205975726568e-17f)]
    [TestCase(-88f, -0.8999999761581421f, 1.4891917303694541e-38f)]
    [TestCase(0.8999999761581421f, -38f, 1f)]
    [TestCase(3e38f, -3e38f, 1f)]
    [TestCase(-3e38f, 3e38f, 0f)]
    [TestCase(float.NegativeInfinity, 2f, 0f)]
    [TestCase(float.PositiveInfinity, 2f, 1f)]
    public void The_smaller_weight_of_two_exponentials_keeps_its_digits(float x, float y, float expected)
    {
        var at = new Parameter<float>(x);
        Distance(at.LogAddExp(y).Gradient(at).Scalar, expected).ShouldBeLessThanOrEqualTo(4);
    }

    [TestCase(3.4e38, 3e38, 0.749837855365)]
    [TestCase(-3e38, 3e38, -0.7071067812)]
    [TestCase(1e38, 3.4e38, 0.282166323992)]
    public void The_slopes_of_a_hypotenuse_that_overflows_are_right(double x, double y, double expected)
    {
        var single = new Parameter<float>((float)x);
        single.Hypot((float)y).Gradient(single).Scalar.ShouldBe((float)expected, 1e-6f);
        var both = new Parameter<double>(x * 5e269);
        both.Hypot(y * 5e269).Gradient(both).Scalar.ShouldBe(expected, 1e-10);
    }

    // Order int.MaxValue had some 10^18 steps. Expected: the sum over the poles in mpmath.
    [TestCase(int.MaxValue, 1e-3, double.PositiveInfinity)]
    [TestCase(int.MaxValue, 1e10, 0)]
    [TestCase(int.MaxValue, 5e8, double.PositiveInfinity)]
    [TestCase(int.MaxValue, -1.5e9, double.PositiveInfinity)]
    [TestCase(100, 1.5, -1.5303349262176004e+140)]
    [TestCase(101, -0.25, 2.4235062493571302e+221)]
    [TestCase(70, -3.4, 2.1485509229988551e+128)]
    [TestCase(70, -2.7, -1.5951295136712833e+137)]
    [TestCase(65, 20.5, 22901.405323004098)]
    [TestCase(64, 20.5, -7238.8693700330483)]
    [TestCase(71, -0.5, 8.032543162102312e+123)]
    [TestCase(170, 3.0, -1.8751993239525576e+225)]
    public void Polygamma_of_a_large_order_ends(int order, double x, double expected)
    {
        var value = Node.Constant(x).Polygamma(order).Scalar;
        if (double.IsFinite(expected))
        {
            value.ShouldBe(expected, 1e-12 * Math.Abs(expected));
        }
        else
        {
            value.ShouldBe(expected);
        }
    }

    // The second derivatives of sqrt(x^2 + 1), arctan and x / (1 + |x|): 1 / r^3, -2 x / (1 + x^2)^2 and -2 / (1 + x)^3.
    [Test]
    public void Second_derivatives_far_out_neither_cancel_nor_overflow()
    {
        HessianTimes(x => x.Hypot(1).Sum(), [1e4, 1e100], [1, 1]).ShouldBe([1e-12 * Math.Pow(1 + 1e-8, -1.5), 1e-300], 1e-26);
        HessianTimes(x => x.Hypot(1).Sum(), [1e8], [1])[0].ShouldBe(1e-24, 1e-38);
        HessianTimes(x => x.Atan().Sum(), [1e100], [1])[0].ShouldBe(-2e-300, 1e-314);
        HessianTimes(x => x.Atan().Sum(), [1e200], [1])[0].ShouldBe(0);
        HessianTimes(x => x.Softsign().Sum(), [1e100], [1])[0].ShouldBe(-2e-300, 1e-314);
        HessianTimes(x => x.Softsign().Sum(), [1e200], [1])[0].ShouldBe(0);
    }

    [Test]
    public void Second_derivatives_of_the_norm_of_subnormal_numbers_are_not_nan()
    {
        // (I - u u') / |x|: of one number 0; across a direction it overflows, along it, it is 0.
        HessianTimes(x => x.Norm(), [1e-310], [1]).ShouldBe([0]);
        HessianTimes(x => x.Norm(), [1e-310, 0], [1, 0]).ShouldBe([0, 0]);
        HessianTimes(x => x.Norm(), [1e-310, 0], [0, 1]).ShouldBe([0, double.PositiveInfinity]);
        HessianTimes(x => x.Hypot(0).Sum(), [1e-310], [1]).ShouldBe([0]);
    }

    [Test]
    public void A_power_0_of_a_subnormal_number_has_slope_0()
    {
        Binary((x, y) => x.Pow(y), [1e-310, -1e-310, 1e-320], [0, 0, 0]).Dx.ShouldBe([0, 0, 0]);

        // The mixed derivative at y = 0 is 1 / x.
        var (at, exponent) = (new Parameter<double>(0.5), new Parameter<double>(0));
        at.Pow(exponent).Gradient(at, differentiable: true).Gradient(exponent).Scalar.ShouldBe(2);
    }

    private static Node<T> Apply<T>(string function, Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => function switch
        {
            "Gelu" => x.Gelu(),
            "GeluTanh" => x.GeluTanh(),
            "Mish" => x.Mish(),
            "Digamma" => x.Digamma(),
            "Silu" => x.Silu(),
            "Gaussian" => x.Gaussian(),
            "Erfc" => x.Erfc(),
            "Expm1MinusX" => x.Expm1MinusX(),
            "Atan" => x.Atan(),
            "Softsign" => x.Softsign(),
            _ => throw new ArgumentOutOfRangeException(nameof(function)),
        };
}
