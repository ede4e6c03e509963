using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>The logarithm of the gamma function and its derivatives, in double: of one number, and of vectors without small ones.</summary>
/// <remarks>
/// Sources: M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, chapter 6. The series of ln gamma about 2 (6.1.33), Stirling's
/// series (6.1.41) and that of digamma (6.3.18), the recurrences (6.1.15, 6.3.5) and reflections (6.1.17, 6.3.7, 6.4.7); polygamma is a
/// Hurwitz zeta function (6.4.10), summed by Euler and Maclaurin (23.2.5 and 25.4.7 there).
/// </remarks>
internal static class GammaFunctions
{
    private const double OneMinusEuler = 0.42278433509846714;
    private const double LogPi = 1.1447298858494002;
    private const double HalfLog2PiMinusHalf = 0.41893853320467274;

    /// <summary>From here on ln gamma is computed in vectors.</summary>
    public const double LeastOfLogGamma = 0.5;

    /// <summary>From here on digamma is computed in vectors; it is -1 / x from 0 to here.</summary>
    public const double LeastOfDigamma = 1e-300;

    // From here on the asymptotic series are exact to the last digit.
    private const double Large = 12;

    // The positive root of digamma, and what it lacks when rounded.
    private const double DigammaRoot = 1.4616321449683622;
    private const double DigammaRootRest = 9.549995429965697e-17;

    // The series takes as many steps as the order squared; beyond, the sum over the poles needs few of its terms.
    private const int LargestOrderOfSeries = 64;

    // (-1)^k (zeta(k) - 1) / k for k = 2, 3...
    private static ReadOnlySpan<double> SeriesAbout2 =>
    [
        0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
        -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-05, -4.492623673813314e-05,
        2.050721277567069e-05, -9.439488275268397e-06, 4.374866789907488e-06, -2.039215753801366e-06, 9.55141213040742e-07,
        -4.492469198764566e-07, 2.1207184805554665e-07, -1.0043224823968099e-07, 4.7698101693639804e-08, -2.2711094608943164e-08,
        1.0838659214896955e-08, -5.183475041970047e-09, 2.4836745438024785e-09, -1.1921401405860912e-09, 5.731367241678862e-10,
        -2.7595228851242334e-10, 1.330476437424449e-10,
    ];

    // B(2k) / (2k (2k - 1)), with the Bernoulli numbers B.
    private static ReadOnlySpan<double> Stirling => [1 / 12.0, -1 / 360.0, 1 / 1260.0, -1 / 1680.0, 1 / 1188.0, -691 / 360360.0, 1 / 156.0];

    // 1 / (2k + 1) for k = 1, 2...
    private static ReadOnlySpan<double> SeriesOfChange =>
    [
        1 / 3.0, 1 / 5.0, 1 / 7.0, 1 / 9.0, 1 / 11.0, 1 / 13.0, 1 / 15.0, 1 / 17.0, 1 / 19.0, 1 / 21.0, 1 / 23.0, 1 / 25.0, 1 / 27.0,
        1 / 29.0, 1 / 31.0, 1 / 33.0, 1 / 35.0, 1 / 37.0,
    ];

    // B(2k) / 2k.
    private static ReadOnlySpan<double> DigammaSeries => [1 / 12.0, -1 / 120.0, 1 / 252.0, -1 / 240.0, 1 / 132.0, -691 / 32760.0, 1 / 12.0];

    // digamma(3/2 + z) over its distance from the root, for |z| at most 1/2: it has the values at Chebyshev's points, off by less than
    // 2^-53.
    private static ReadOnlySpan<double> DigammaOverDistance =>
    [
        0.951055876031833, -0.4236274212814605, 0.2405424842407742, -0.14840492305390884, 0.09498872445494122, -0.061922133273064534,
        0.04076083381242074, -0.02697579675613825, 0.0179072524394512, -0.011908218001568644, 0.007926944646403797, -0.005279964873257405,
        0.003519006401502276, -0.002345267632540769, 0.0015566317474486838, -0.0010376374098418604, 0.0007233266279287554,
        -0.0004821990530566789, 0.0002272331660987376, -0.00015148586836773365, 0.00025968482126430747, -0.00017312261802727394,
    ];

    // B(2k) / (2k)!.
    private static readonly double[] s_eulerMaclaurin =
    [
        0.08333333333333333, -0.001388888888888889, 3.306878306878307e-05, -8.267195767195768e-07, 2.08767569878681e-08,
        -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13, 8.586062056277845e-15, -2.174868698558062e-16,
    ];

    /// <summary>ln |gamma(x)|; +infinity at 0 and the negative integers.</summary>
    public static double LogGamma(double x)
    {
        if (x <= -0.5)
        {
            return x == Math.Floor(x) ? double.PositiveInfinity : LogPi - Math.Log(Math.Abs(double.SinPi(x))) - LogGamma(1 - x);
        }

        if (x < 0.5)
        {
            return About2(x) - Math.Log(Math.Abs(x)) - VectorMap.One<double, Log1pFunction>(x);
        }

        return double.IsNaN(x) ? x : VectorMap.One<double, LogGammaFunction>(x);
    }

    /// <summary>The derivative of ln gamma; -infinity at 0 (+infinity at -0), NaN at the negative integers.</summary>
    public static double Digamma(double x)
    {
        if (x < 0)
        {
            return x == Math.Floor(x) ? double.NaN : Digamma(1 - x) - (Math.PI / double.TanPi(x));
        }

        return double.IsNaN(x) ? x : x < LeastOfDigamma ? -1 / x : VectorMap.One<double, DigammaFunction>(x);
    }

    /// <summary>A derivative of ln gamma(x) - (x - 1/2) ln x + x - ln(2 pi) / 2 for x from 0 on; of order 0 that itself.</summary>
    public static double LogGammaCorrection(int order, double x)
    {
        var sign = order % 2 == 0 ? 1 : -1;
        if (!(x > 0))
        {
            return x == 0 ? sign * double.PositiveInfinity : double.NaN;
        }

        if (order <= 1 && x >= LeastOfDigamma)
        {
            return order == 0
                ? VectorMap.One<double, LogGammaCorrectionFunction>(x)
                : VectorMap.One<double, LogGammaCorrectionSlopeFunction>(x);
        }

        return order == 0 ? (-0.5 * Math.Log(x)) - (HalfLog2PiMinusHalf + 0.5)
            : x >= order + Large ? sign * DerivativeOfStirling(order, x)
            : order == 1 ? Digamma(x) - Math.Log(x) + (0.5 / x)
            : Polygamma(order - 1, x) - (sign * (FactorialOverPower(order - 2, x) + (0.5 * FactorialOverPower(order - 1, x))));
    }

    // Each term c x^-m of Stirling's series, differentiated, but for the sign.
    private static double DerivativeOfStirling(int order, double x)
    {
        var sum = 0.0;
        for (var k = Stirling.Length - 1; k >= 0; k--)
        {
            var term = Stirling[k] / x;
            for (var power = 1; power < (2 * k) + 1; power++)
            {
                term /= x;
            }

            for (var n = 0; n < order; n++)
            {
                term *= ((2 * k) + 1 + n) / x;
            }

            sum += term;
        }

        return sum;
    }

    /// <summary>A derivative of digamma, of order 1 or more; at the negative integers +infinity if it is odd, else NaN.</summary>
    public static double Polygamma(int order, double x)
    {
        var sign = order % 2 == 1 ? 1 : -1;
        if (order > LargestOrderOfSeries)
        {
            return OfLargeOrder(order, x, sign);
        }

        // So near 0 that the nearest pole is the whole: further terms may be differences of infinities.
        if (Math.Abs(x) < LeastOfDigamma)
        {
            return sign * FactorialOverPower(order, x);
        }

        if (x < 0)
        {
            return x != Math.Floor(x) ? (-sign * Polygamma(order, 1 - x)) - (Math.PI * CotangentDerivative(order, x))
                : sign > 0 ? double.PositiveInfinity : double.NaN;
        }

        // order! times the sum of 1 / (x + k)^(order + 1) over k = 0, 1...
        var sum = 0.0;
        while (x < order + Large)
        {
            sum += FactorialOverPower(order, x);
            x++;
        }

        var (tail, factor) = (0.5, (order + 1) / x);
        for (var k = 1; k <= s_eulerMaclaurin.Length; k++)
        {
            tail += s_eulerMaclaurin[k - 1] * factor;
            factor *= (order + (2 * k)) / x * ((order + (2 * k) + 1) / x);
        }

        return sign * (sum + (FactorialOverPower(order - 1, x) * (1 + (order / x * tail))));
    }

    /// <summary>
    /// sign order! times the sum of 1 / (x + k)^(order + 1) over all k from 0 on, from the term with the nearest pole outwards.
    /// </summary>
    private static double OfLargeOrder(int order, double x, int sign)
    {
        if (double.IsNaN(x) || double.IsNegativeInfinity(x))
        {
            return double.NaN;
        }

        var nearest = Math.Max(0, Math.Round(-x));
        var distance = x + nearest;
        if (distance == 0)
        {
            return sign > 0 || (x == 0 && double.IsNegative(x)) ? double.PositiveInfinity : x == 0 ? double.NegativeInfinity : double.NaN;
        }

        // Relative to the nearest term, which is the largest, and may overflow or underflow by itself.
        var sum = 1.0;
        for (var k = 1; ; k++)
        {
            var above = Relative(distance + k);
            var below = k <= nearest ? Relative(distance - k) : 0;
            sum += above + below;
            if (Math.Abs(above) + Math.Abs(below) < 1e-17)
            {
                break;
            }
        }

        // order! / d^(order + 1), its logarithm by Stirling's series with the large parts taken together.
        var n = (double)order;
        var size = Math.Abs(distance);
        var log = (n * (Math.Log(n / size) - 1)) - Math.Log(size)
            + (0.5 * Math.Log(Math.Tau * n)) + (Polynomial(Stirling, 1 / n / n) / n);
        return sign * (distance < 0 && order % 2 == 0 ? -1 : 1) * sum * Math.Exp(log);

        double Relative(double other)
        {
            var ratio = Math.Exp((order + 1.0) * Math.Log(Math.Abs(distance / other)));
            return order % 2 == 0 && (other < 0) != (distance < 0) ? -ratio : ratio;
        }
    }

    /// <summary>n! / x^(n + 1).</summary>
    private static double FactorialOverPower(int n, double x)
    {
        var product = 1 / x;
        for (var i = 1; i <= n; i++)
        {
            product *= i / x;
        }

        return product;
    }

    /// <summary>The derivative of cot(pi x), of an order: a polynomial in c = cot(pi x), because c' = -pi (1 + c^2).</summary>
    private static double CotangentDerivative(int order, double x)
    {
        Span<double> polynomial = stackalloc double[LargestOrderOfSeries + 3];
        polynomial = polynomial[..(order + 3)];
        polynomial.Clear();
        polynomial[1] = 1;
        for (var n = 0; n < order; n++)
        {
            // The derivative of a c^k is -pi k a (c^(k-1) + c^(k+1)).
            var below = 0.0;
            for (var power = 0; power <= n + 2; power++)
            {
                var slope = -Math.PI * power * polynomial[power];
                polynomial[power] = below + (-Math.PI * (power + 1) * polynomial[power + 1]);
                below = slope;
            }
        }

        return Polynomial(polynomial, double.CosPi(x) / double.SinPi(x));
    }

    /// <summary>ln gamma(2 + z) for |z| at most 0.5.</summary>
    private static double About2(double z) => z * (OneMinusEuler + (z * Polynomial(SeriesAbout2, z)));

    /// <summary>ln gamma(x) for x from 0.5 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static V LogGammaFromHalf<V>(V x)
        where V : struct, IVector<V>
    {
        var isNear = V.Less(x, V.Number(Large));
        if (V.All(isNear))
        {
            return LogGammaBelowLarge(x);
        }

        // Written so that it overflows only where the result does; of infinity it is infinity, and NaN stays NaN.
        var inverse = V.Number(1) / x;
        var far = ((x - V.Number(0.5)) * (LogFunction.Of(x) - V.Number(1)))
            + V.Number(HalfLog2PiMinusHalf) + (Polynomial(Stirling, inverse * inverse) * inverse);
        return V.All(V.LessOrEqual(V.Number(Large), x)) ? far : V.Select(isNear, LogGammaBelowLarge(V.Select(isNear, x, V.Number(2))), far);
    }

    // Down to where the series is by the recurrence: the product of what was left behind is exact enough, and 1 less exactly a number.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V LogGammaBelowLarge<V>(V x)
        where V : struct, IVector<V>
    {
        var (one, bound) = (V.Number(1), V.Number(2.5));
        var product = one;
        while (!V.All(V.LessOrEqual(x, bound)))
        {
            var isAbove = V.Less(bound, x);
            x = V.Select(isAbove, x - one, x);
            product = V.Select(isAbove, product * x, product);
        }

        var isLow = V.Less(x, V.Number(1.5));
        var z = x - V.Select(isLow, one, V.Number(2));
        var series = z * V.MultiplyAdd(z, Polynomial(SeriesAbout2, z), V.Number(OneMinusEuler));
        var log = Log1pFunction.Of(V.Select(isLow, z, product - one));
        return V.Select(isLow, series - log, series + log);
    }

    /// <summary>What Stirling's formula lacks of ln gamma(x), for x from 1e-300 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static V CorrectionFromTiny<V>(V x)
        where V : struct, IVector<V>
    {
        // From x to x + 1 it changes by (x + 1/2) ln(1 + 1 / x) - 1, from x = 1 on a series in 1 / (2 x + 1)^2.
        var (one, large) = (V.Number(1), V.Number(Large));
        var isSmall = V.Less(x, one);
        var sum = V.Number(0);
        if (!V.All(V.LessOrEqual(one, x)))
        {
            var change = V.MultiplyAdd(x + V.Number(0.5), Log1pFunction.Of(x) - LogFunction.Of(x), V.Number(-1));
            (sum, x) = (V.Select(isSmall, change, sum), V.Select(isSmall, x + one, x));
        }

        for (isSmall = V.Less(x, large); !V.All(V.Equal(isSmall & one, V.Number(0))); isSmall = V.Less(x, large))
        {
            var root = one / (x + x + one);
            var square = root * root;
            sum = V.Select(isSmall, V.MultiplyAdd(Polynomial(SeriesOfChange, square), square, sum), sum);
            x = V.Select(isSmall, x + one, x);
        }

        var inverse = one / x;
        return V.MultiplyAdd(Polynomial(Stirling, inverse * inverse), inverse, sum);
    }

    /// <summary>The derivative of <see cref="CorrectionFromTiny"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static V CorrectionSlopeFromTiny<V>(V x)
        where V : struct, IVector<V>
    {
        var isLarge = V.LessOrEqual(V.Number(Large + 1), x);
        var inverse = V.Number(1) / x;
        var square = inverse * inverse;
        var far = V.Number(0) - (Polynomial(DigammaSeries, square) * square);
        if (V.All(isLarge))
        {
            return far;
        }

        var near = V.Select(isLarge, V.Number(1), x);
        return V.Select(isLarge, far, DigammaFromTiny(near) - LogFunction.Of(near) + (V.Number(0.5) * inverse));
    }

    /// <summary>digamma(x) for x from 1e-300 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static V DigammaFromTiny<V>(V x)
        where V : struct, IVector<V>
    {
        var (one, two, three, large) = (V.Number(1), V.Number(2), V.Number(3), V.Number(Large));
        var isNearRoot = V.LessOrEqual(one, x) & V.LessOrEqual(x, three);
        return V.All(isNearRoot) ? DigammaNearRoot(x)
            : V.All(V.Equal(isNearRoot & one, V.Number(0))) ? DigammaByAsymptote(x)
            : V.Select(isNearRoot, DigammaNearRoot(V.Select(isNearRoot, x, one)), DigammaByAsymptote(x));
    }

    // digamma(x) for x from 1 to 3. Sums of larger terms would lose the digits near the root.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V DigammaNearRoot<V>(V x)
        where V : struct, IVector<V>
    {
        var (one, isAbove2) = (V.Number(1), V.Less(V.Number(2), x));
        var below = x - one;
        var z = V.Select(isAbove2, below, x);
        var distance = z - V.Number(DigammaRoot) - V.Number(DigammaRootRest);
        var near = distance * Polynomial(DigammaOverDistance, z - V.Number(1.5));
        return V.Select(isAbove2, near + (one / below), near);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V DigammaByAsymptote<V>(V x)
        where V : struct, IVector<V>
    {
        // 1 / x + 1 / (x + 1) + 1 / (x + 2) + 1 / (x + 3) = (2 x + 3) (2 u + 2) / (u (u + 2)) with u = x (x + 3).
        var (one, two, three, large) = (V.Number(1), V.Number(2), V.Number(3), V.Number(Large));
        var below = V.Number(0);
        for (var isSmall = V.Less(x, large); !V.All(V.Equal(isSmall & one, V.Number(0))); isSmall = V.Less(x, large))
        {
            var u = x * (x + three);
            var four = ((two * x) + three) * (u + u + two) / (u * (u + two));
            below = V.Select(isSmall, below + four, below);
            x = V.Select(isSmall, x + V.Number(4), x);
        }

        var inverse = one / x;
        var square = inverse * inverse;
        return LogFunction.Of(x) - (V.Number(0.5) * inverse) - (Polynomial(DigammaSeries, square) * square) - below;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Polynomial<V>(ReadOnlySpan<double> coefficients, V x)
        where V : struct, IVector<V>
    {
        var value = V.Number(coefficients[^1]);
        for (var i = coefficients.Length - 2; i >= 0; i--)
        {
            value = V.MultiplyAdd(value, x, V.Number(coefficients[i]));
        }

        return value;
    }

    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        var value = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            value = (value * x) + coefficients[i];
        }

        return value;
    }
}

/// <summary>ln |gamma(x)|, in double.</summary>
internal readonly struct LogGammaFunction : IVectorFunction, INumberFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> =>
        V.All(V.LessOrEqual(V.Number(GammaFunctions.LeastOfLogGamma), x))
            ? GammaFunctions.LogGammaFromHalf(x)
            : V.Each<LogGammaFunction>(x);

    static T INumberFunction.Of<T>(T x) => T.CreateTruncating(GammaFunctions.LogGamma(double.CreateTruncating(x)));
}

/// <summary>digamma(x), in double.</summary>
internal readonly struct DigammaFunction : IVectorFunction, INumberFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> =>
        V.All(V.LessOrEqual(V.Number(GammaFunctions.LeastOfDigamma), x)) ? GammaFunctions.DigammaFromTiny(x) : V.Each<DigammaFunction>(x);

    static T INumberFunction.Of<T>(T x) => T.CreateTruncating(GammaFunctions.Digamma(double.CreateTruncating(x)));
}

/// <summary>What Stirling's formula lacks of ln gamma(x), in double.</summary>
internal readonly struct LogGammaCorrectionFunction : IVectorFunction, INumberFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => V.All(V.LessOrEqual(V.Number(GammaFunctions.LeastOfDigamma), x))
            ? GammaFunctions.CorrectionFromTiny(x) : V.Each<LogGammaCorrectionFunction>(x);

    static T INumberFunction.Of<T>(T x) => T.CreateTruncating(GammaFunctions.LogGammaCorrection(0, double.CreateTruncating(x)));
}

/// <summary>The derivative of <see cref="LogGammaCorrectionFunction"/>, in double.</summary>
internal readonly struct LogGammaCorrectionSlopeFunction : IVectorFunction, INumberFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => V.All(V.LessOrEqual(V.Number(GammaFunctions.LeastOfDigamma), x))
            ? GammaFunctions.CorrectionSlopeFromTiny(x) : V.Each<LogGammaCorrectionSlopeFunction>(x);

    static T INumberFunction.Of<T>(T x) => T.CreateTruncating(GammaFunctions.LogGammaCorrection(1, double.CreateTruncating(x)));
}
