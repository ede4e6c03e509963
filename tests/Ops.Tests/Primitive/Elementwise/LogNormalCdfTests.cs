using Autograd;

namespace Ops.Tests;

[TestFixture]
public class LogNormalCdfTests
{
    // From mpmath with 60 digits.
    [TestCase(-1000, -500007.82669481216, 1000.000999998, -0.999999000006)]
    [TestCase(-40, -804.6084420137538, 40.02496884720726, -0.9993773316214086)]
    [TestCase(-38.5, -745.695270290411, 38.52593909685449, -0.9993280656436341)]
    [TestCase(-6.25, -22.30690763600825, 6.40269568715675, -0.9776640176059581)]
    [TestCase(-2, -3.783184333682032, 2.373215532822841, -0.8857208995859187)]
    [TestCase(-0.75, -1.4844482299196562, 1.328777965221207, -0.769067406941506)]
    [TestCase(-0.625, -1.3243133737528388, 1.23375497052056, -0.7510544707088376)]
    [TestCase(-0.125, -0.7979261427530241, 0.879127895756634, -0.6629748701279079)]
    [TestCase(0, -0.6931471805599453, 0.7978845608028654, -0.6366197723675814)]
    [TestCase(0.25, -0.5129840754094305, 0.6458393710168173, -0.5785683359096024)]
    [TestCase(0.6875, -0.2822088782493176, 0.41767244420560157, -0.4616000760400324)]
    [TestCase(0.875, -0.21169305030457783, 0.3361969994645403, -0.4072007969804329)]
    [TestCase(3, -0.0013508099647481938, 0.004437839042125664, -0.013333211541740806)]
    [TestCase(8.25, -7.919726314642478e-17, 6.627137455968752e-16, -5.467388401174221e-15)]
    [TestCase(30, -4.906713927148187e-198, 1.4736461348785476e-196, -4.420938404635642e-195)]
    [TestCase(37, -5.725571222524577e-300, 2.1200065515246056e-298, -7.84402424064104e-297)]
    public void Value_slope_and_second_derivative_have_their_digits_in_both_tails(double at, double value, double slope, double second)
    {
        var x = new Parameter<double>(at);
        var y = x.LogNormalCdf();
        var gradient = y.Gradient(x, differentiable: true);
        y.Scalar.ShouldBe(value, 1e-14 * Math.Abs(value));
        gradient.Scalar.ShouldBe(slope, 2e-15 * Math.Abs(slope));
        gradient.Gradient(x).Scalar.ShouldBe(second, 1e-15 * Math.Max(4, at * at) * Math.Abs(second));

        var single = new Parameter<float>((float)at);
        var (f, g) = (single.LogNormalCdf(), single.LogNormalCdf().Gradient(single));
        ((double)f.Scalar).ShouldBe((float)value, 5e-7 * Math.Abs(value));
        ((double)g.Scalar).ShouldBe((float)slope, 1e-6 * Math.Abs(slope));
    }

    [Test]
    public void At_infinity_it_has_its_limits()
    {
        var x = new Parameter<double>(new[] { double.NegativeInfinity, double.PositiveInfinity, double.NaN, 1e300, -1e300 });
        x.LogNormalCdf().Value.ToArray().ShouldBe([double.NegativeInfinity, 0, double.NaN, 0, double.NegativeInfinity]);
        var slopes = x.LogNormalCdf().Sum().Gradient(x).Value.ToArray();
        slopes[..4].ShouldBe([double.PositiveInfinity, 0, double.NaN, 0]);
        slopes[4].ShouldBe(1e300, 1e285);
    }
}
