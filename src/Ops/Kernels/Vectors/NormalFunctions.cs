using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>The ratio of tail and density of a standard normal variable, however far out.</summary>
internal static class MillsRatio
{
    /// <summary>As <see cref="NormalTail.Ratio"/>, whose polynomial in float is made for a up to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static V Of<V>(V a)
        where V : struct, IVector<V>
    {
        if (V.IsDouble)
        {
            return NormalTail.Ratio(a);
        }

        // Laplace's continued fraction 1 / (a + 1 / (a + 2 / (a + 3 / ...))), off by less than 2^-27 from 8 on.
        var far = V.AtLeast(V.Number(8), a);
        var fraction = far;
        for (var k = 5; k > 0; k--)
        {
            fraction = far + (V.Number(k) / fraction);
        }

        return V.Select(V.Less(V.Number(8), a), V.Number(1) / fraction, NormalTail.Ratio(V.AtMost(V.Number(8), a)));
    }
}

/// <summary>ln Phi(x) of a standard normal variable, with all digits in both tails.</summary>
/// <remarks>Below -0.6875 it is -x^2 / 2 + ln(Phi / e^(-x^2 / 2)), above 0.6875 ln(1 - Phi(-x)).</remarks>
internal readonly struct LogNormalCdfFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var limit = V.Number(0.6875);
        var size = V.Abs(x);
        var away = V.Select(V.Less(x, V.Number(0)), Below(x, V.AtLeast(limit, size)), Above(V.AtLeast(limit, NormalTail.Bounded(x))));
        var middle = Middle(V.Select(V.LessOrEqual(size, limit), x, V.Number(0)));

        // A logarithm of 0 for |x| beyond every number, and NaN for NaN.
        return V.Select(V.Equal(x, x), V.Select(V.LessOrEqual(limit, size), away, middle), x);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Above<V>(V a)
        where V : struct, IVector<V>
    {
        var (k, m) = NormalTail.Bell(a);
        return Log1pFunction.Of(-V.Scale(V.Number(0.3989422804014327) * m * NormalTail.Ratio(a), k));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Below<V>(V x, V a)
        where V : struct, IVector<V>
    {
        var log = LogFunction.Of(V.Number(0.3989422804014327) * MillsRatio.Of(a)) - (V.Number(0.5) * a * a);
        return V.Select(V.Equal(x, V.Number(double.NegativeInfinity)), x, log);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Middle<V>(V x)
        where V : struct, IVector<V>
    {
        var half = V.Number(0.5);
        return LogFunction.Of(V.MultiplyAdd(half, ErrorFunction.Near0(V.Number(0.7071067811865476) * x), half));
    }
}

/// <summary>phi(x) / Phi(x) of a standard normal variable: the slope of ln Phi(x).</summary>
internal readonly struct LogNormalCdfSlopeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (half, limit) = (V.Number(0.5), V.Number(0.6875));
        var below = V.Number(1) / MillsRatio.Of(V.AtLeast(limit, V.Abs(x)));
        var bounded = NormalTail.Bounded(x);
        var (k, m) = NormalTail.Bell(bounded);
        var density = V.Scale(V.Number(0.3989422804014327) * m, k);
        var tail = V.Scale(V.Number(0.3989422804014327) * m * NormalTail.Ratio(V.AtLeast(limit, bounded)), k);
        var above = density / (V.Number(1) - tail);
        var near = V.Select(V.LessOrEqual(V.Abs(x), limit), x, V.Number(0));
        var middle = density / V.MultiplyAdd(half, ErrorFunction.Near0(V.Number(0.7071067811865476) * near), half);
        below = V.Select(V.Equal(x, V.Number(double.NegativeInfinity)), -x, below);
        return V.Select(V.Equal(x, x), V.Select(V.LessOrEqual(limit, V.Abs(x)), V.Select(V.Less(x, V.Number(0)), below, above), middle), x);
    }
}
