using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>e^x = 2^k (1 + s): the integer k and s.</summary>
/// <remarks>
/// x = k ln 2 + r with |r| at most ln(2) / 2, where k ln 2 is subtracted in two parts so that r keeps its digits; s = e^r - 1 is a polynomial
/// with the values of (e^r - 1 - r) / r^2 at Chebyshev's points, off by less than 2^-56 (double) or 2^-26 (float).
/// </remarks>
internal static class ExpSeries
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V K, V S) Of<V>(V x)
        where V : struct, IVector<V>
    {
        var k = VectorMath.RoundedProduct(x, V.Number(1.4426950408889634));
        var r = V.MultiplyAdd(k, V.Number(-0.6931471805599453), x);
        r = V.MultiplyAdd(k, VectorMath.Number<V>(-2.3190468138462996e-17, 1.9046543e-9), r);

        V sum;
        if (V.IsDouble)
        {
            sum = V.Number(2.510038319586702e-08);
            sum = V.MultiplyAdd(sum, r, V.Number(2.7620085455018414e-07));
            sum = V.MultiplyAdd(sum, r, V.Number(2.7557268464831627e-06));
            sum = V.MultiplyAdd(sum, r, V.Number(2.4801521302241082e-05));
            sum = V.MultiplyAdd(sum, r, V.Number(0.00019841269863050506));
            sum = V.MultiplyAdd(sum, r, V.Number(0.001388888891720967));
            sum = V.MultiplyAdd(sum, r, V.Number(0.008333333333330063));
            sum = V.MultiplyAdd(sum, r, V.Number(0.041666666666624136));
            sum = V.MultiplyAdd(sum, r, V.Number(0.16666666666666669));
        }
        else
        {
            sum = V.Number(0.0013926181810489343);
            sum = V.MultiplyAdd(sum, r, V.Number(0.008363177629994445));
            sum = V.MultiplyAdd(sum, r, V.Number(0.041666554627878084));
            sum = V.MultiplyAdd(sum, r, V.Number(0.16666576998242924));
        }

        sum = V.MultiplyAdd(sum, r, V.Number(0.5));
        return (k, V.MultiplyAdd(r * r, sum, r));
    }
}

/// <summary>ln(1 + f) for f from -1/4 to 1.</summary>
/// <remarks>
/// With t = 2 f / (2 + f) it is 2 artanh(t / 2) = t + t^3 / 12 + t^5 / 80 + ..., here with a polynomial in t^2 that has the values of that series
/// at Chebyshev's points, off by less than 2^-57 (double) or 2^-31 (float).
/// </remarks>
internal static class LogSeries
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V f)
        where V : struct, IVector<V>
    {
        var t = (f + f) / (V.Number(2) + f);
        var square = t * t;

        V sum;
        if (V.IsDouble)
        {
            sum = V.Number(7.707617574664847e-08);
            sum = V.MultiplyAdd(sum, square, V.Number(1.6786076519288395e-07));
            sum = V.MultiplyAdd(sum, square, V.Number(9.156091926262446e-07));
            sum = V.MultiplyAdd(sum, square, V.Number(4.063154360856609e-06));
            sum = V.MultiplyAdd(sum, square, V.Number(1.8781213458201444e-05));
            sum = V.MultiplyAdd(sum, square, V.Number(8.877826873111747e-05));
            sum = V.MultiplyAdd(sum, square, V.Number(0.00043402778744976297));
            sum = V.MultiplyAdd(sum, square, V.Number(0.0022321428568053718));
            sum = V.MultiplyAdd(sum, square, V.Number(0.012500000000004558));
            sum = V.MultiplyAdd(sum, square, V.Number(0.08333333333333333));
        }
        else
        {
            sum = V.Number(0.00011340004503917651);
            sum = V.MultiplyAdd(sum, square, V.Number(0.0004239565586109448));
            sum = V.MultiplyAdd(sum, square, V.Number(0.002233777968304909));
            sum = V.MultiplyAdd(sum, square, V.Number(0.012499908228728037));
            sum = V.MultiplyAdd(sum, square, V.Number(0.08333333415065927));
        }

        return V.MultiplyAdd(t * square, sum, t);
    }
}

/// <summary>e^x, within about one unit in the last place, subnormal results too.</summary>
internal readonly struct ExpFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        // Outside these bounds the result is 0 or infinity.
        var (k, s) = ExpSeries.Of(V.AtLeast(VectorMath.Number<V>(-746, -104), V.AtMost(VectorMath.Number<V>(710, 89), x)));
        return V.Scale(V.Number(1) + s, k);
    }
}

/// <summary>e^x - 1, with all digits near 0.</summary>
/// <remarks>With e^x = 2^k (1 + s) it is 2^k s + (2^k - 1). Half of that is computed and doubled, so that nothing overflows before the result does.</remarks>
internal readonly struct Expm1Function : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        // Outside these bounds the result is -1 or infinity.
        var (k, s) = ExpSeries.Of(V.AtLeast(V.Number(-40), V.AtMost(VectorMath.Number<V>(710, 89), x)));
        var half = V.Scale(V.Number(0.5), k);
        var halved = V.MultiplyAdd(half, s, half - V.Number(0.5));
        return V.Select(VectorMath.IsTiny(x), x, halved + halved);
    }
}

/// <summary>ln x.</summary>
/// <remarks>x = 2^k (1 + f) with 1 + f from 3/4 to 3/2, so that k is 0 near 1, and f is exact.</remarks>
internal readonly struct LogFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        // A subnormal number is made normal.
        var isSmall = V.Less(x, VectorMath.Number<V>(2.2250738585072014e-308, 1.17549435e-38));
        var m = V.Select(isSmall, x * V.Number(1L << 54), x);
        var k = VectorMath.Exponent(m);
        var log = LogSeries.Of(V.Scale(m, -k) - V.Number(1));
        log = V.MultiplyAdd(V.Select(isSmall, k - V.Number(54), k), V.Number(0.6931471805599453), log);
        return Ends(x, V.Select(V.Equal(x, V.Number(double.PositiveInfinity)), x, log));
    }

    /// <summary>A logarithm of x: -infinity at 0 and NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Ends<V>(V x, V log)
        where V : struct, IVector<V>
    {
        var zero = V.Number(0);
        return V.Select(V.Less(zero, x), log, V.Select(V.Equal(x, zero), V.Number(double.NegativeInfinity), V.Number(double.NaN)));
    }
}

/// <summary>ln(1 + x), with all digits near 0.</summary>
/// <remarks>
/// 1 + x = 2^k (1 + f), where k is that of the rounded sum and f = 2^-k x + (2^-k - 1) is not: with k = 0, near 0, it is x itself.
/// </remarks>
internal readonly struct Log1pFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var one = V.Number(1);
        var u = one + x;
        var k = VectorMath.Exponent(u);
        var f = V.Scale(x, -k) + (V.Scale(one, -k) - one);
        var log = LogFunction.Ends(u, V.MultiplyAdd(k, V.Number(0.6931471805599453), LogSeries.Of(f)));

        // Infinity is its own logarithm, and x alone keeps the sign of 0.
        return V.Select(VectorMath.IsTiny(x) | V.Equal(x, V.Number(double.PositiveInfinity)), x, log);
    }
}

/// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).</summary>
internal readonly struct SoftplusFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => V.AtLeast(V.Number(0), x) + LogSeries.Of(ExpFunction.Of(-V.Abs(x)));
}

/// <summary>ln sigma(x) = -ln(1 + e^-x).</summary>
internal readonly struct LogSigmoidFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => -SoftplusFunction.Of(-x);
}

/// <summary>sigma(x) = 1 / (1 + e^-x), as e / (1 + e) with e = e^x for negative x, so that it underflows only where it has to.</summary>
internal readonly struct SigmoidFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (one, e) = (V.Number(1), ExpFunction.Of(-V.Abs(x)));
        return V.Select(V.Less(x, V.Number(0)), e, one) / (one + e);
    }
}

/// <summary>sigma'(x) = sigma(x) sigma(-x) = e / (1 + e)^2 with e = e^-|x|, which neither overflows nor cancels.</summary>
internal readonly struct SigmoidSlopeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var e = ExpFunction.Of(-V.Abs(x));
        var s = V.Number(1) + e;
        return e / (s * s);
    }
}

/// <summary>tanh x = -t / (2 + t) with t = e^(-2 |x|) - 1, and the sign of x.</summary>
internal readonly struct TanhFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var t = Expm1Function.Of(V.Number(-2) * V.Abs(x));
        return V.CopySign(t / (V.Number(2) + t), x);
    }
}

/// <summary>sech^2 x = 4 sigma'(2 x).</summary>
internal readonly struct SechSquaredFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => V.Number(4) * SigmoidSlopeFunction.Of(x + x);
}

/// <summary>sinh x = (t + t / (1 + t)) / 2 with t = e^|x| - 1, and the sign of x; (w / 2) w with w = e^(|x| / 2) where t overflows.</summary>
internal readonly struct SinhFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var half = V.Number(0.5);
        var a = V.Abs(x);
        var t = Expm1Function.Of(a);
        var w = ExpFunction.Of(half * a);
        var isLarge = V.Less(VectorMath.Number<V>(700, 80), a);
        var y = V.Select(isLarge, half * w * w, half * (t + (t / (V.Number(1) + t))));
        return V.CopySign(V.Select(VectorMath.IsTiny(a), a, y), x);
    }
}

/// <summary>cosh x = (e + 1 / e) / 2 with e = e^|x|; (w / 2) w with w = e^(|x| / 2) where e overflows.</summary>
internal readonly struct CoshFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var half = V.Number(0.5);
        var a = V.Abs(x);
        var e = ExpFunction.Of(a);
        var w = ExpFunction.Of(half * a);
        return V.Select(V.Less(VectorMath.Number<V>(700, 80), a), half * w * w, half * (e + (V.Number(1) / e)));
    }
}

/// <summary>The sign of x; 0 at 0, and NaN stays NaN.</summary>
internal readonly struct SignFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (zero, one) = (V.Number(0), V.Number(1));
        return V.Select(V.Less(zero, x), one, V.Select(V.Less(x, zero), -one, x));
    }
}

/// <summary>x^3.</summary>
internal readonly struct CubeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => x * x * x;
}

/// <summary>x itself.</summary>
internal readonly struct IdentityFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => x;
}

/// <summary>x y.</summary>
internal readonly struct ProductFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => x * y;
}

/// <summary>x y; 0 where y is 0, whatever x is.</summary>
internal readonly struct MultiplyNoNanFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => V.Select(V.Equal(y, V.Number(0)), V.Number(0), x * y);
}

/// <summary>x ln y; 0 where x is 0 and y is not NaN.</summary>
internal readonly struct XLogYFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => Product(x, y, LogFunction.Of(y));

    /// <summary>x times a logarithm; 0 where x is 0 and y, whose logarithm it is, is not NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Product<V>(V x, V y, V log)
        where V : struct, IVector<V> => V.Select(V.Equal(x, V.Number(0)) & V.Equal(y, y), V.Number(0), x * log);
}

/// <summary>x ln(1 + y); 0 where x is 0 and y is not NaN.</summary>
internal readonly struct XLog1pYFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V> => XLogYFunction.Product(x, y, Log1pFunction.Of(y));
}

/// <summary>-(y ln sigma(x) + (1 - y) ln sigma(-x)) = max(x, 0) - x y + ln(1 + e^-|x|).</summary>
internal readonly struct SigmoidCrossEntropyFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V>
    {
        // The weight of the linear part is 0 where an infinite logit agrees with its target.
        var weight = V.Select(V.Less(V.Number(0), x), V.Number(1), V.Number(0)) - y;
        return MultiplyNoNanFunction.Of(x, weight) + LogSeries.Of(ExpFunction.Of(-V.Abs(x)));
    }
}

/// <summary>sigma(x) - y = (1 - y) sigma(x) - y sigma(-x).</summary>
internal readonly struct SigmoidMinusTargetFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V>
    {
        var (one, e) = (V.Number(1), ExpFunction.Of(-V.Abs(x)));
        var isNegative = V.Less(x, V.Number(0));
        var (sigma, complement) = (V.Select(isNegative, e, one), V.Select(isNegative, one, e));
        return (((one - y) * sigma) - (y * complement)) / (one + e);
    }
}
