using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// Sums of ln gamma, written so that what cancels in them is left out: of large concentrations it would be all digits.
/// </summary>
/// <remarks>
/// By Stirling's formula ln gamma(x) is (x - 1/2) ln x - x + ln(2 pi) / 2 and <see cref="LogGammaCorrection"/>, which is small, and
/// digamma(x) its derivative; the large parts are put together by hand. C. Loader: Fast and Accurate Computation of Binomial
/// Probabilities (2000).
/// <para>Densities of small parameters are made of ln gamma itself, in a fifth of the time: what cancels there is a digit. Both are one
/// function, so that looking at the parameters decides no more than digits, and a replay keeps what it was recorded with.</para>
/// </remarks>
internal static class LogGammaSums
{
    // Where a product is smaller, float may have lost its digits; there it is far from every peak.
    private const double Underflow = 1e-37;

    // Up to here ln gamma is small itself.
    private const double Small = 16;

    /// <summary>The correction of Stirling's formula, or a derivative of it.</summary>
    public static Node<T> Correction<T>(Node<T> x, int order = 0)
        where T : unmanaged, IFloatingPointIeee754<T> => new LogGammaCorrection(order).Apply(x);

    /// <summary>ln B(a, b) = ln gamma(a) + ln gamma(b) - ln gamma(a + b).</summary>
    public static Node<T> LogBeta<T>(Node<T> a, Node<T> b)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (a * LogShare(a, b)) + (b * LogShare(b, a)) + Losses.HalfLogTwoPi + HalfLogOf(a, b) + Corrections(a, b);

    /// <summary>The logarithm of the density of a gamma variable with concentration a and rate b.</summary>
    public static Node<T> LogGammaDensity<T>(Node<T> value, Node<T> a, Node<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scaled = b * value;
        var usual = (a - 1).XLogY(value) - scaled + (a.XLogY(b) - a.LogGamma());
        if (AreSmall(a))
        {
            return usual;
        }

        var peaked = (0.5 * a.Log()) - Losses.HalfLogTwoPi - Correction(a) - Deviance(scaled, a) - value.Log();
        return ((a < 1) | (scaled < Underflow) | scaled.EqualTo(double.PositiveInfinity)).Where(usual, peaked);
    }

    /// <summary>The logarithm of the density of a beta variable with parameters a and b.</summary>
    public static Node<T> LogBetaDensity<T>(Node<T> value, Node<T> a, Node<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var usual = (a - 1).XLogY(value) + (b - 1).XLog1pY(-value);
        if (AreSmall(a) && AreSmall(b))
        {
            return usual - (a.LogGamma() + b.LogGamma() - (a + b).LogGamma());
        }

        usual -= LogBeta(a, b);
        var n = a + b;
        var (x, y) = (n * value, n * (1 - value));
        var peaked = -(Deviance(x, a) + Deviance(y, b)) - value.Log() - (-value).Log1p()
            - (HalfLogOf(a, b) + Losses.HalfLogTwoPi + Corrections(a, b));
        return ((a < 1) | (b < 1) | (x < Underflow) | (y < Underflow)).Where(usual, peaked);
    }

    // x - m - m ln(x / m), which is 0 or more: near x = m by the distance alone.
    private static Node<T> Deviance<T>(Node<T> x, Node<T> m)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Each branch is given its own distances only: at the other's the slopes may be infinite.
        var distance = (x - m) / m;
        var isNear = distance.Abs() < 0.5;
        var near = m * isNear.Where(distance, 0).Log1p().Expm1MinusX();
        return isNear.Where(near, x - m - (m * Distributions.LogRatio(x, m)));
    }

    // ln(a / (a + b)).
    private static Node<T> LogShare<T>(Node<T> a, Node<T> b)
        where T : unmanaged, IFloatingPointIeee754<T> => (a < b).Where(Distributions.LogRatio(a, a + b), -(b / a).Log1p());

    // ln((a + b) / (a b)) / 2.
    private static Node<T> HalfLogOf<T>(Node<T> a, Node<T> b)
        where T : unmanaged, IFloatingPointIeee754<T> => 0.5 * ((a + b).Log() - a.Log() - b.Log());

    private static bool AreSmall<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        x.Inspect().Span is var elements && (elements.IsEmpty || TensorPrimitives.Max(elements) <= T.CreateChecked(Small));

    private static Node<T> Corrections<T>(Node<T> a, Node<T> b)
        where T : unmanaged, IFloatingPointIeee754<T> => Correction(a) + Correction(b) - Correction(a + b);
}
