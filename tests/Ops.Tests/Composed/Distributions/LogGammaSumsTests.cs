using System.Numerics;
using Autograd;

namespace Ops.Tests;

/// <summary>
/// Densities, entropies and losses of large concentrations and counts, in which sums of ln gamma cancel. Expected values are from mpmath.
/// </summary>
[TestFixture]
public class LogGammaSumsTests
{
    // The arguments, the value, and the slopes by the arguments; NaN where none is asked for.
    [TestCase("Gamma", new[] { 10001000, 1e7, 1 }, -9.02808302893, new[] { -0.000100089991001, 0.000100045000334, -1000 })]
    [TestCase("Gamma", new[] { 1e7, 1e7, 1 }, -8.97798636702, new[] { double.NaN, 5.00000008333e-8, 0 })]
    [TestCase("Gamma", new[] { 3, 1e5, 1e4 }, -50393.5415215, new[] { 23333, -1.20396780432, 7 })]
    [TestCase("Beta", new[] { 0.5, 1e7, 1e7 }, 8.17983005061, new[] { 0, 2.5000000625e-8, 2.5000000625e-8 })]
    [TestCase("Beta", new[] { 0.25, 1e5, 3e5 }, 6.36765869385, new[] { -2.66666666667, 3.7500078125e-6, 4.16667071759e-7 })]
    [TestCase("Beta", new[] { 1e-30, 100, 1e10 }, -4895.22683807, new[] { double.NaN, -50.6518637027, 9.9999999505e-9 })]
    [TestCase("StudentT", new[] { 0.5, 1e7, 2 }, -1.64333574179, new[] { -0.125000011719, double.NaN, -0.46874999707 })]
    [TestCase("StudentT", new[] { 5, 1e10, 1 }, -13.4189385189, new[] { -4.999999988, double.NaN, 23.99999994 })]
    [TestCase("Gamma entropy", new[] { 1e7, 2 }, 8.78483914479, new[] { 5.00000033333e-8, -0.5 })]
    [TestCase("Beta entropy", new[] { 1e7, 3e6 }, -7.63564217148, new[] { -6.53846169822e-8, double.NaN })]
    [TestCase("Beta entropy", new[] { 1e-3, 1e7 }, -1008.78491308, new[] { 999002.640891, double.NaN })]
    [TestCase("StudentT entropy", new[] { 1e7, 2 }, 2.11208581376, new[] { double.NaN, 0.5 })]
    [TestCase("PoissonNll", new[] { 16.125, 1e7 }, 247.877663912, new[] { 69282.3900943, double.NaN })]
    [TestCase("PoissonNll", new[] { 13.8125, 1e6 }, 12.3538792661, new[] { -3006.0307789, double.NaN })]
    public void Large_concentrations_keep_their_digits(string function, double[] at, double expected, double[] slopes)
    {
        ShouldBeRight<float>(function, at, expected, slopes, 2e-5, 1e-8);
        ShouldBeRight<double>(function, at, expected, slopes, 1e-9, 1e-13);
    }

    [Test]
    public void Student_of_many_degrees_of_freedom_is_normal()
    {
        foreach (var freedom in new[] { 1e10f, 1e20f, 1e38f })
        {
            new StudentTDistribution<float>(freedom, 0, 1).LogProbability(1).Scalar.ShouldBe(-1.41893853f, 1e-6f);
            new StudentTDistribution<float>(freedom, 0, 1).Entropy().Scalar.ShouldBe(1.41893853f, 1e-6f);
        }
    }

    private static void ShouldBeRight<T>(string function, double[] at, double expected, double[] slopes, double relative, double absolute)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = Array.ConvertAll(at, number => new Parameter<T>(T.CreateChecked(number)));
        Node<T> y = function switch
        {
            "Gamma" => new GammaDistribution<T>(x[1], x[2]).LogProbability(x[0]),
            "Beta" => new BetaDistribution<T>(x[1], x[2]).LogProbability(x[0]),
            "StudentT" => new StudentTDistribution<T>(x[1], 0, x[2]).LogProbability(x[0]),
            "Gamma entropy" => new GammaDistribution<T>(x[0], x[1]).Entropy(),
            "Beta entropy" => new BetaDistribution<T>(x[0], x[1]).Entropy(),
            "StudentT entropy" => new StudentTDistribution<T>(x[0], 0, x[1]).Entropy(),
            _ => x[0].PoissonNll(x[1]),
        };

        // What the rounding of each argument may change, too.
        var spread = at.Zip(slopes, (number, slope) => double.IsNaN(slope) ? 0 : Math.Abs(number * slope)).Sum();
        double.CreateChecked(y.Scalar).ShouldBe(
            expected, (relative * (Math.Abs(expected) + (0.01 * spread))) + absolute, $"{function} in {typeof(T).Name}");
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsNaN(slopes[i]))
            {
                double.CreateChecked(y.Gradient(x[i]).Scalar).ShouldBe(
                    slopes[i], (relative * Math.Abs(slopes[i])) + absolute, $"slope {i} of {function} in {typeof(T).Name}");
            }
        }
    }
}
