using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>e^x = 2^k (1 + s): the integer k and s.</summary>
/// <remarks>
/// x = k ln 2 + r with |r| at most ln(2) / 2, where k ln 2 is subtracted in two parts so that r keeps its digits; s = e^r - 1 is a
/// polynomial with the values of (e^r - 1 - r) / r^2 at Chebyshev's points, off by less than 2^-56 (double) or 2^-26 (float).
/// </remarks>
internal static class ExpSeries
{
    private const double Log2E = 1.4426950408889634;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V K, V S) Of<V>(V x)
        where V : struct, IVector<V>
    {
        var k = VectorMath.RoundedProduct(x, V.Number(Log2E));
        return (k, Rest(x, k));
    }

    /// <summary>2^power e^x, where 2^(k + power) is neither subnormal nor infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Scaled<V>(V x, int power)
        where V : struct, IVector<V>
    {
        // The sum that rounds x / ln 2 to k leaves the exponent of 2^(k + power) in its lowest bits.
        var shift = VectorMath.ExponentShift<V>(power);
        var sum = V.MultiplyAdd(x, V.Number(Log2E), shift);
        var scale = VectorMath.PowerOf2FromSum(sum);
        return V.MultiplyAdd(scale, Rest(x, sum - shift), scale);
    }

    /// <summary>(e^r - 1 - r) / r^2 for |r| at most ln(2) / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Curvature<V>(V r)
        where V : struct, IVector<V>
    {
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

        return V.MultiplyAdd(sum, r, V.Number(0.5));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Rest<V>(V x, V k)
        where V : struct, IVector<V>
    {
        var r = V.MultiplyAdd(k, V.Number(-0.6931471805599453), x);
        r = V.MultiplyAdd(k, VectorMath.Number<V>(-2.3190468138462996e-17, 1.9046543e-9), r);
        return V.MultiplyAdd(r * r, Curvature(r), r);
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
        return V.ScaleSuccessor(s, k);
    }
}

/// <summary>e^x for x at most 0, with the digits of <see cref="ExpFunction"/> in fewer steps, because 2^k does not overflow.</summary>
internal readonly struct ExpOfNegativeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => SmallExp.Unscaled(SmallExp.Scaled(x));
}

/// <summary>2^x = 2^k e^(r ln 2), where k is the integer nearest to x and r = x - k is exact.</summary>
internal readonly struct Exp2Function : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        // Outside these bounds the result is 0 or infinity.
        var bounded = V.AtLeast(VectorMath.Number<V>(-1080, -155), V.AtMost(VectorMath.Number<V>(1030, 130), x));
        var k = VectorMath.RoundedProduct(bounded, V.Number(1));
        var r = (bounded - k) * V.Number(0.6931471805599453);
        return V.ScaleSuccessor(V.MultiplyAdd(r * r, ExpSeries.Curvature(r), r), k);
    }
}

/// <summary>e^x - 1, with all digits near 0.</summary>
/// <remarks>
/// With e^x = 2^k (1 + s) it is 2^k s + (2^k - 1): twice the half of that, so that nothing overflows before the result does.
/// </remarks>
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

/// <summary>e^x - 1 - x, with all digits near 0.</summary>
/// <remarks>
/// Of a small x it is that of x / 4, doubled twice: with f = e^h - 1 - h, which is h^2 times a series, e^(2 h) - 1 - 2 h is
/// (h + f)^2 + 2 f, in which nothing cancels.
/// </remarks>
internal readonly struct Expm1MinusXFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var isNear = V.Less(V.Abs(x), V.Number(1.25));
        var quarter = V.Select(isNear, x, V.Number(0)) * V.Number(0.25);
        var half = quarter + quarter;
        var near = quarter * quarter * ExpSeries.Curvature(quarter);
        near = Doubled(quarter + near, near);
        near = Doubled(half + near, near);

        // Of a tiny x the square of a quarter may be subnormal.
        near = V.Select(VectorMath.IsTiny(x), V.Number(0.5) * x * x, near);
        return V.Select(isNear, near, V.Select(V.Equal(x, V.Number(double.PositiveInfinity)), x, Expm1Function.Of(x) - x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Doubled<V>(V expm1, V rest)
        where V : struct, IVector<V> => V.MultiplyAdd(expm1, expm1, rest + rest);
}

/// <summary>sigma(x) = 1 / (1 + e^-x), as e / (1 + e) with e = e^x for negative x, so that it underflows only where it has to.</summary>
internal readonly struct SigmoidFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (one, e) = (V.Number(1), ExpOfNegativeFunction.Of(-V.Abs(x)));
        return V.Select(V.Less(x, V.Number(0)), e, one) / (one + e);
    }
}

/// <summary>e^x / (e^x + e^y) = sigma(x - y); of like infinities 1/2 if they are positive, else 0.</summary>
internal readonly struct LogAddExpSlopeFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V>
    {
        var equal = V.Equal(x, y);
        var difference = V.Select(equal, V.Number(0), x - y);
        var slope = SigmoidFunction.Of(difference);

        // What the rounding of a large difference has lost is a factor of a small slope; of an infinite one it is NaN, and left out.
        var back = x - difference;
        var lost = back - y + (x - (difference + back));
        lost = V.Select(V.LessOrEqual(V.Abs(lost), V.Number(1)), lost, V.Number(0));
        slope = V.MultiplyAdd(slope * (V.Number(1) - slope), lost, slope);
        return V.Select(equal & V.Equal(x, V.Number(double.NegativeInfinity)), V.Number(0), slope);
    }
}

/// <summary>sigma'(x) = sigma(x) sigma(-x) = e / (1 + e)^2 with e = e^-|x|, which neither overflows nor cancels.</summary>
internal readonly struct SigmoidSlopeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var e = ExpOfNegativeFunction.Of(-V.Abs(x));
        var s = V.Number(1) + e;
        return e / (s * s);
    }
}

/// <summary>What is multiplied by e^-|x|, without the digits that a small e^-|x| would lose.</summary>
internal static class SmallExp
{
    // Where e^x would be subnormal, this power of 2 times it is not.
    private const int Shift = 100;
    private const double Unshift = 1 / (double)(1L << 50) / (1L << 50);

    /// <summary>e^x for x at most 0, times a power of 2 that <see cref="Unscaled"/> takes away again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Scaled<V>(V x)
        where V : struct, IVector<V> => ExpSeries.Scaled(Bounded(x), Shift);

    /// <summary>e^x, and what <see cref="Scaled"/> has where x is at most 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Exp, V ScaledExp) Both<V>(V x)
        where V : struct, IVector<V>
    {
        var (k, s) = ExpSeries.Of(Bounded(x));
        s += V.Number(1);
        return (V.Scale(s, k), V.Scale(s, V.AtMost(V.Number(0), k) + V.Number(Shift)));
    }

    /// <summary>The product, as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Unscaled<V>(V x)
        where V : struct, IVector<V> => x * V.Number(Unshift);

    // Below the bound all that is made of it is 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Bounded<V>(V x)
        where V : struct, IVector<V> => V.AtLeast(VectorMath.Number<V>(-760, -120), x);
}

/// <summary>x sigma(x) = x / (1 + e) with e = e^-|x|, and x e / (1 + e) for negative x.</summary>
internal readonly struct SiluFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var scaled = SmallExp.Scaled(-V.Abs(x));
        var sum = V.Number(1) + SmallExp.Unscaled(scaled);

        // Of -infinity the product with 0 is NaN, as that of x and sigma(x) is.
        var bounded = V.AtLeast(VectorMath.Number<V>(-800, -130), x);
        var negative = V.MultiplyAdd(x, V.Number(0), SmallExp.Unscaled(bounded * scaled / sum));
        return V.Select(V.Less(x, V.Number(0)), negative, x / sum);
    }
}

/// <summary>
/// sigma(x) (1 + x sigma(-x)) = t for negative x, 1 - t for positive ones, t = e (1 + e - |x|) / (1 + e)^2 with e = e^-|x|.
/// </summary>
internal readonly struct SiluSlopeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var bounded = V.AtMost(VectorMath.Number<V>(800, 130), V.Abs(x));
        var scaled = SmallExp.Scaled(-bounded);
        var sum = V.Number(1) + SmallExp.Unscaled(scaled);
        var t = SmallExp.Unscaled(scaled * (sum - bounded) / (sum * sum));
        return V.Select(V.Less(x, V.Number(0)), t, V.Number(1) - t);
    }
}

/// <summary>sigma(x) - y = (1 - y) sigma(x) - y sigma(-x).</summary>
internal readonly struct SigmoidMinusTargetFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V>
    {
        var (one, e) = (V.Number(1), ExpOfNegativeFunction.Of(-V.Abs(x)));
        var isNegative = V.Less(x, V.Number(0));
        var (sigma, complement) = (V.Select(isNegative, e, one), V.Select(isNegative, one, e));
        return (((one - y) * sigma) - (y * complement)) / (one + e);
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

/// <summary>sinh x = (t + t / (1 + t)) / 2 with t = e^|x| - 1, and the sign of x; (w / 2) w with w = e^(|x| / 2) for a large x.</summary>
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
