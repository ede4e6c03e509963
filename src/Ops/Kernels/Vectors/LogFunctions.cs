using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>ln(1 + f) for f from -1/4 to 1.</summary>
/// <remarks>
/// With t = 2 f / (2 + f) it is 2 artanh(t / 2) = t + t^3 / 12 + t^5 / 80 + ..., here with a polynomial in t^2 that has the values of that
/// series at Chebyshev's points, off by less than 2^-57 (double) or 2^-31 (float).
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

/// <summary>ln x.</summary>
internal readonly struct LogFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (k, log) = Parts(x);
        log = V.MultiplyAdd(k, V.Number(0.6931471805599453), log);
        return Ends(x, V.Select(V.Equal(x, V.Number(double.PositiveInfinity)), x, log));
    }

    /// <summary>k and ln(1 + f), with x = 2^k (1 + f) and 1 + f from 3/4 to 3/2, so that k is 0 near 1, and f is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V K, V Log) Parts<V>(V x)
        where V : struct, IVector<V>
    {
        // A subnormal number is made normal.
        var isSmall = V.Less(x, VectorMath.Number<V>(2.2250738585072014e-308, 1.17549435e-38));
        var m = V.Select(isSmall, x * V.Number(1L << 54), x);
        var k = VectorMath.Exponent(m);
        var log = LogSeries.Of(V.Scale(m, -k) - V.Number(1));
        return (V.Select(isSmall, k - V.Number(54), k), log);
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

/// <summary>log2 x, exact of powers of 2.</summary>
internal readonly struct Log2Function : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (k, log) = LogFunction.Parts(x);
        log = V.MultiplyAdd(log, V.Number(1.4426950408889634), k);
        return LogFunction.Ends(x, V.Select(V.Equal(x, V.Number(double.PositiveInfinity)), x, log));
    }
}

/// <summary>log10 x, exact of powers of 10.</summary>
/// <remarks>The logarithm of 2 has two parts, of which the first times k is exact.</remarks>
internal readonly struct Log10Function : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (k, log) = LogFunction.Parts(x);
        var rest = V.MultiplyAdd(k, VectorMath.Number<V>(3.694239077158931e-13, 7.9034152e-07), log * V.Number(0.4342944819032518));
        log = V.MultiplyAdd(k, VectorMath.Number<V>(0.30102999566361177, 0.3010292053), rest);
        return LogFunction.Ends(x, V.Select(V.Equal(x, V.Number(double.PositiveInfinity)), x, log));
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
        where V : struct, IVector<V> => V.AtLeast(V.Number(0), x) + LogSeries.Of(ExpOfNegativeFunction.Of(-V.Abs(x)));
}

/// <summary>ln sigma(x) = -ln(1 + e^-x).</summary>
internal readonly struct LogSigmoidFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V> => -SoftplusFunction.Of(-x);
}

/// <summary>ln(e^x + e^y) = max(x, y) + ln(1 + e^-|x - y|).</summary>
internal readonly struct LogAddExpFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V>
    {
        // The difference of two like infinities is NaN.
        var larger = V.Select(V.Less(x, y), y, x);
        var sum = larger + LogSeries.Of(ExpOfNegativeFunction.Of(-V.Abs(x - y)));
        return V.Select(V.Equal(x, y), x + V.Number(0.6931471805599453), sum);
    }
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
        return MultiplyNoNanFunction.Of(x, weight) + LogSeries.Of(ExpOfNegativeFunction.Of(-V.Abs(x)));
    }
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
