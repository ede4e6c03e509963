using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>e^x - 1, with all digits near 0.</summary>
/// <remarks>
/// x = k ln 2 + r with |r| at most ln(2) / 2, where k ln 2 is subtracted in two parts so that r keeps its digits; e^r - 1 is its Taylor
/// series, which there falls below the rounding after r^13 (double) or r^8 (float); then e^x - 1 = 2^k (e^r - 1) + (2^k - 1). Half of
/// that is computed and doubled, so that nothing overflows before the result does.
/// </remarks>
internal readonly struct Expm1Function : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Outside these bounds the result is -1 or infinity; NaN is inside.
        var (low, high) = (Lanes.Number<T>(-40), Lanes.Number<T>(710, 89));
        var inside = Vector.ConditionalSelect(Vector.LessThan(x, low), low, Vector.ConditionalSelect(Vector.GreaterThan(x, high), high, x));
        var (k, half) = Lanes.PowerOf2(inside * Lanes.Number<T>(1.4426950408889634));
        var r = Lanes.MultiplyAdd(k, Lanes.Number<T>(-0.6931471805599453), inside);
        r = Lanes.MultiplyAdd(k, Lanes.Number<T>(-2.3190468138462996e-17, 1.9046543e-9f), r);

        Vector<T> sum;
        if (typeof(T) == typeof(double))
        {
            sum = Lanes.Number<T>(1 / 6227020800.0);
            sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(1 / 479001600.0));
            sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(1 / 39916800.0));
            sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(1 / 3628800.0));
            sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(1 / 362880.0));
            sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(1 / 40320.0));
        }
        else
        {
            sum = Lanes.Number<T>(1 / 40320.0);
        }

        sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(1 / 5040.0));
        sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(1 / 720.0));
        sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(1 / 120.0));
        sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(1 / 24.0));
        sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(1 / 6.0));
        sum = Lanes.MultiplyAdd(sum, r, Lanes.Number<T>(0.5));
        var series = Lanes.MultiplyAdd(r * r, sum, r);

        var halved = Lanes.MultiplyAdd(half, series, half - Lanes.Number<T>(0.5));
        var isTiny = Vector.LessThan(Vector.Abs(x), Lanes.Number<T>(1e-17, 1e-8f));
        return Vector.ConditionalSelect(isTiny, x, halved + halved);
    }
}

/// <summary>ln(1 + x), with all digits near 0.</summary>
/// <remarks>
/// With u = 1 + x rounded, ln(1 + x) = ln(u) + ln(1 + c / u), where c = x - (u - 1) is what the rounding lost; it is so small that
/// ln(1 + c / u) is c / u.
/// </remarks>
internal readonly struct Log1pFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var u = Vector<T>.One + x;
        var log = Lanes.Log(u);
        var corrected = log + ((x - (u - Vector<T>.One)) / u);

        // At -1 and infinity there is nothing to correct; x alone is right near 0, and keeps the sign of 0.
        var isEnd = Vector.Equals(u, Vector<T>.Zero) | Vector.Equals(u, Lanes.Number<T>(double.PositiveInfinity));
        var isTiny = Vector.LessThan(Vector.Abs(x), Lanes.Number<T>(1e-17, 1e-8f));
        return Vector.ConditionalSelect(isTiny, x, Vector.ConditionalSelect(isEnd, log, corrected));
    }
}

/// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).</summary>
internal readonly struct SoftplusFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), x, Vector<T>.Zero) + Log1pFunction.Of(Lanes.Exp(-Vector.Abs(x)));
}

/// <summary>ln sigma(x) = -ln(1 + e^-x).</summary>
internal readonly struct LogSigmoidFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => -SoftplusFunction.Of(-x);
}

/// <summary>sigma(x) = 1 / (1 + e^-x), as e / (1 + e) with e = e^x for negative x, so that it underflows only where it has to.</summary>
internal readonly struct SigmoidFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var e = Lanes.Exp(-Vector.Abs(x));
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), e, Vector<T>.One) / (Vector<T>.One + e);
    }
}

/// <summary>tanh x = -t / (2 + t) with t = e^(-2 |x|) - 1, and the sign of x.</summary>
internal readonly struct TanhFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var t = Expm1Function.Of(Lanes.Number<T>(-2) * Vector.Abs(x));
        return Vector.CopySign(t / (Lanes.Number<T>(2) + t), x);
    }
}

/// <summary>sech^2 x = 4 e / (1 + e)^2 with e = e^(-2 |x|), which neither overflows nor cancels.</summary>
internal readonly struct SechSquaredFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var e = Lanes.Exp(Lanes.Number<T>(-2) * Vector.Abs(x));
        var s = Vector<T>.One + e;
        return Lanes.Number<T>(4) * e / (s * s);
    }
}

/// <summary>sinh x = (t + t / (1 + t)) / 2 with t = e^|x| - 1, and the sign of x; (w / 2) w with w = e^(|x| / 2) where t overflows.</summary>
internal readonly struct SinhFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var half = Lanes.Number<T>(0.5);
        var a = Vector.Abs(x);
        var t = Expm1Function.Of(a);
        var w = Lanes.Exp(half * a);
        var isTiny = Vector.LessThan(a, Lanes.Number<T>(1e-17, 1e-8f));
        var isLarge = Vector.GreaterThan(a, Lanes.Number<T>(700, 80));
        var y = Vector.ConditionalSelect(isLarge, half * w * w, half * (t + (t / (Vector<T>.One + t))));
        return Vector.CopySign(Vector.ConditionalSelect(isTiny, a, y), x);
    }
}

/// <summary>cosh x = (e + 1 / e) / 2 with e = e^|x|; (w / 2) w with w = e^(|x| / 2) where e overflows.</summary>
internal readonly struct CoshFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var half = Lanes.Number<T>(0.5);
        var a = Vector.Abs(x);
        var e = Lanes.Exp(a);
        var w = Lanes.Exp(half * a);
        return Vector.ConditionalSelect(Vector.GreaterThan(a, Lanes.Number<T>(700, 80)), half * w * w, half * (e + (Vector<T>.One / e)));
    }
}

/// <summary>The sign of x; 0 at 0, and NaN stays NaN.</summary>
internal readonly struct SignFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector.ConditionalSelect(
            Vector.GreaterThan(x, Vector<T>.Zero),
            Vector<T>.One,
            Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), -Vector<T>.One, x));
}

/// <summary>x^3.</summary>
internal readonly struct CubeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x * x * x;
}

/// <summary>x ln y; 0 where x is 0 and y is not NaN.</summary>
internal readonly struct XLogYFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x, Vector<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => Product(x, y, Lanes.Log(y));

    /// <summary>x times a logarithm; 0 where x is 0 and y, whose logarithm it is, is not NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Product<T>(Vector<T> x, Vector<T> y, Vector<T> log)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Vector.ConditionalSelect(Vector.Equals(x, Vector<T>.Zero) & Vector.Equals(y, y), Vector<T>.Zero, x * log);
}

/// <summary>x ln(1 + y); 0 where x is 0 and y is not NaN.</summary>
internal readonly struct XLog1pYFunction : IVectorFunction2
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Of<T>(Vector<T> x, Vector<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => XLogYFunction.Product(x, y, Log1pFunction.Of(y));
}
