using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>The error function and its complement.</summary>
/// <remarks>
/// Rational approximations of W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics of Computation 23
/// (1969), pages 631 to 637: of erf x / x up to 0.46875, of e^(x^2) erfc x up to 4, and of x e^(x^2) erfc x in 1 / x^2 above. In float one
/// polynomial each is enough, with the values at Chebyshev's points: of erf x / x in x^2, off by less than 2^-37, and of (1 + 2 x) e^(x^2)
/// erfc x in (x - 2) / (x + 2) for every x from 0 on, off by less than 2^-26. What is too long to be inlined is compiled at full speed at
/// once, as the loops are.
/// </remarks>
internal static class ErrorFunction
{
    // Beyond this erfc is 0 even in double; squares stay finite.
    private const double Last = 30;

    /// <summary>erf x for |x| at most 0.46875.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Near0<V>(V x)
        where V : struct, IVector<V>
    {
        var s = x * x;
        if (!V.IsDouble)
        {
            var sum = V.Number(-0.000779275597);
            sum = V.MultiplyAdd(sum, s, V.Number(0.00520560759));
            sum = V.MultiplyAdd(sum, s, V.Number(-0.0268640939));
            sum = V.MultiplyAdd(sum, s, V.Number(0.11283781));
            sum = V.MultiplyAdd(sum, s, V.Number(-0.376126387));
            return x * V.MultiplyAdd(sum, s, V.Number(1.12837917));
        }

        var p = V.Number(1.85777706184603153e-1);
        p = V.MultiplyAdd(p, s, V.Number(3.16112374387056560));
        p = V.MultiplyAdd(p, s, V.Number(1.13864154151050156e2));
        p = V.MultiplyAdd(p, s, V.Number(3.77485237685302021e2));
        p = V.MultiplyAdd(p, s, V.Number(3.20937758913846947e3));
        var q = s + V.Number(2.36012909523441209e1);
        q = V.MultiplyAdd(q, s, V.Number(2.44024637934444173e2));
        q = V.MultiplyAdd(q, s, V.Number(1.28261652607737228e3));
        q = V.MultiplyAdd(q, s, V.Number(2.84423683343917062e3));
        return x * (p / q);
    }

    /// <summary>erfc x for x at least 0.46875, in float for x at least 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Complement<V>(V x)
        where V : struct, IVector<V>
    {
        var a = V.AtMost(V.Number(Last), x);

        // e^(-a^2) with the digits that the rounded square has lost.
        var square = a * a;
        var lost = V.MultiplyAdd(a, a, -square);
        var e = ExpOfNegativeFunction.Of(-square);
        e -= e * lost;
        return e * (V.IsDouble ? Scaled(a) : ScaledComplement(a));
    }

    /// <summary>In double: e^(x^2) erfc x for x at least 0.46875.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static V Scaled<V>(V x)
        where V : struct, IVector<V>
    {
        var four = V.Number(4);
        if (V.All(V.LessOrEqual(x, four)))
        {
            return Middle(x);
        }

        var isFar = V.Less(four, x);
        return V.Select(isFar, Far(V.Select(isFar, x, four)), Middle(x));
    }

    /// <summary>In float: e^(x^2) erfc x for x at least 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ScaledComplement<V>(V x)
        where V : struct, IVector<V>
    {
        var (one, two) = (V.Number(1), V.Number(2));
        var q = (x - two) / (x + two);
        var sum = V.Number(2.68610928e-5);
        sum = V.MultiplyAdd(sum, q, V.Number(-0.000362295492));
        sum = V.MultiplyAdd(sum, q, V.Number(-0.00124995839));
        sum = V.MultiplyAdd(sum, q, V.Number(0.00127345517));
        sum = V.MultiplyAdd(sum, q, V.Number(0.00863576043));
        sum = V.MultiplyAdd(sum, q, V.Number(-0.00804556518));
        sum = V.MultiplyAdd(sum, q, V.Number(-0.0542045392));
        sum = V.MultiplyAdd(sum, q, V.Number(0.164053421));
        sum = V.MultiplyAdd(sum, q, V.Number(-0.166031403));
        sum = V.MultiplyAdd(sum, q, V.Number(-0.0927639115));
        sum = V.MultiplyAdd(sum, q, V.Number(1.27697839));
        return sum / V.MultiplyAdd(two, x, one);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Middle<V>(V x)
        where V : struct, IVector<V>
    {
        var p = V.Number(2.15311535474403846e-8);
        p = V.MultiplyAdd(p, x, V.Number(5.64188496988670089e-1));
        p = V.MultiplyAdd(p, x, V.Number(8.88314979438837594));
        p = V.MultiplyAdd(p, x, V.Number(6.61191906371416295e1));
        p = V.MultiplyAdd(p, x, V.Number(2.98635138197400131e2));
        p = V.MultiplyAdd(p, x, V.Number(8.81952221241769090e2));
        p = V.MultiplyAdd(p, x, V.Number(1.71204761263407058e3));
        p = V.MultiplyAdd(p, x, V.Number(2.05107837782607147e3));
        p = V.MultiplyAdd(p, x, V.Number(1.23033935479799725e3));
        var q = x + V.Number(1.57449261107098347e1);
        q = V.MultiplyAdd(q, x, V.Number(1.17693950891312499e2));
        q = V.MultiplyAdd(q, x, V.Number(5.37181101862009858e2));
        q = V.MultiplyAdd(q, x, V.Number(1.62138957456669019e3));
        q = V.MultiplyAdd(q, x, V.Number(3.29079923573345963e3));
        q = V.MultiplyAdd(q, x, V.Number(4.36261909014324716e3));
        q = V.MultiplyAdd(q, x, V.Number(3.43936767414372164e3));
        q = V.MultiplyAdd(q, x, V.Number(1.23033935480374942e3));
        return p / q;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Far<V>(V x)
        where V : struct, IVector<V>
    {
        var s = V.Number(1) / (x * x);
        var p = V.Number(1.63153871373020978e-2);
        p = V.MultiplyAdd(p, s, V.Number(3.05326634961232344e-1));
        p = V.MultiplyAdd(p, s, V.Number(3.60344899949804439e-1));
        p = V.MultiplyAdd(p, s, V.Number(1.25781726111229246e-1));
        p = V.MultiplyAdd(p, s, V.Number(1.60837851487422766e-2));
        p = V.MultiplyAdd(p, s, V.Number(6.58749161529837803e-4));
        var q = s + V.Number(2.56852019228982242);
        q = V.MultiplyAdd(q, s, V.Number(1.87295284992346725));
        q = V.MultiplyAdd(q, s, V.Number(5.27905102951428412e-1));
        q = V.MultiplyAdd(q, s, V.Number(6.05183413124413191e-2));
        q = V.MultiplyAdd(q, s, V.Number(2.33520497626869185e-3));
        return (V.Number(0.56418958354775628695) - (s * (p / q))) / x;
    }
}

/// <summary>erf x.</summary>
internal readonly struct ErfFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        if (V.IsDouble)
        {
            return InDouble(x);
        }

        var a = V.Abs(x);
        var away = V.CopySign(V.Number(1) - ErrorFunction.Complement(a), x);
        return V.Select(V.LessOrEqual(a, V.Number(0.46875)), ErrorFunction.Near0(x), away);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V InDouble<V>(V x)
        where V : struct, IVector<V>
    {
        var a = V.Abs(x);
        var limit = V.Number(0.46875);
        var isNear = V.LessOrEqual(a, limit);
        if (V.All(isNear))
        {
            return ErrorFunction.Near0(x);
        }

        var away = V.CopySign(V.Number(1) - ErrorFunction.Complement(V.Select(isNear, limit, a)), x);
        return V.Select(isNear, ErrorFunction.Near0(V.Select(isNear, x, limit)), away);
    }
}

/// <summary>erfc x = 1 - erf x, with all digits where erf x is near 1.</summary>
internal readonly struct ErfcFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        if (V.IsDouble)
        {
            return InDouble(x);
        }

        var tail = ErrorFunction.Complement(V.Abs(x));
        return V.Select(V.Less(x, V.Number(0)), V.Number(2) - tail, tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V InDouble<V>(V x)
        where V : struct, IVector<V>
    {
        var limit = V.Number(0.46875);
        var a = V.Abs(x);
        var isNear = V.LessOrEqual(a, limit);
        var away = ErrorFunction.Complement(V.Select(isNear, limit, a));
        away = V.Select(V.Less(x, V.Number(0)), V.Number(2) - away, away);
        return V.Select(isNear, V.Number(1) - ErrorFunction.Near0(V.Select(isNear, x, limit)), away);
    }
}

/// <summary>What functions of a standard normal variable are made of.</summary>
internal static class NormalTail
{
    /// <summary>2^k m = e^(-a^2 / 2): k and m, apart, so that what is multiplied by m does not lose the digits of a small result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V K, V M) Bell<V>(V a)
        where V : struct, IVector<V>
    {
        // Half the square exactly: what its rounding has lost is added as a factor.
        var half = V.Number(0.5) * a;
        var square = half * a;
        var lost = V.MultiplyAdd(half, a, -square);
        var (k, s) = ExpSeries.Of(-square);
        var m = V.Number(1) + s;
        return (k, m - (m * lost));
    }

    /// <summary>|x|, or where it is larger a bound, beyond which e^(-x^2 / 2) is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Bounded<V>(V x)
        where V : struct, IVector<V> => V.AtMost(VectorMath.Number<V>(40, 15), V.Abs(x));

    /// <summary>
    /// sqrt(pi / 2) e^(a^2 / 2) erfc(a / sqrt 2), the probability of the tail over its density, for a at least 0.6875; in float from 0 on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Ratio<V>(V a)
        where V : struct, IVector<V>
    {
        var x = V.Number(0.7071067811865476) * a;
        return V.Number(1.2533141373155003) * (V.IsDouble ? ErrorFunction.Scaled(x) : ErrorFunction.ScaledComplement(x));
    }
}

/// <summary>e^(-x^2 / 2).</summary>
internal readonly struct GaussianFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        var (k, m) = NormalTail.Bell(NormalTail.Bounded(x));
        return V.Scale(m, k);
    }
}

/// <summary>
/// x Phi(x) = x (1 + erf(x / sqrt 2)) / 2 near 0; -t for negative x and x - t for positive ones, t = |x| Phi(-|x|), away from 0.
/// </summary>
internal readonly struct GeluFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        // In float the ratio of tail and density is one polynomial from 0 on.
        var bounded = NormalTail.Bounded(x);
        return V.IsDouble ? InDouble(x, bounded) : Away(x, bounded);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V InDouble<V>(V x, V bounded)
        where V : struct, IVector<V>
    {
        var (half, limit) = (V.Number(0.5), V.Number(0.6875));
        var isNear = V.LessOrEqual(bounded, limit);
        var near = V.Select(isNear, x, limit);
        var middle = near * V.MultiplyAdd(half, ErrorFunction.Near0(V.Number(0.7071067811865476) * near), half);
        return V.Select(isNear, middle, Away(x, V.Select(isNear, limit, bounded)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Away<V>(V x, V a)
        where V : struct, IVector<V>
    {
        var (k, m) = NormalTail.Bell(a);
        var tail = V.Scale(V.Number(0.3989422804014327) * a * m * NormalTail.Ratio(a), k);

        // Of -infinity the product with 0 is NaN, as that of x and Phi(x) is.
        return V.Select(V.Less(x, V.Number(0)), V.MultiplyAdd(x, V.Number(0), -tail), x - tail);
    }
}

/// <summary>Phi(x) + x phi(x): t for negative x and 1 - t for positive ones, t = Phi(-|x|) - |x| phi(x).</summary>
internal readonly struct GeluSlopeFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x)
        where V : struct, IVector<V>
    {
        if (V.IsDouble)
        {
            return InDouble(x);
        }

        var bounded = NormalTail.Bounded(x);
        var (k, m) = NormalTail.Bell(bounded);
        var rest = V.Scale(V.Number(0.3989422804014327) * m * (NormalTail.Ratio(bounded) - bounded), k);
        return V.Select(V.Less(x, V.Number(0)), rest, V.Number(1) - rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V InDouble<V>(V x)
        where V : struct, IVector<V>
    {
        var bounded = NormalTail.Bounded(x);
        var (k, m) = NormalTail.Bell(bounded);
        var density = V.Number(0.3989422804014327) * m;
        var (half, limit) = (V.Number(0.5), V.Number(0.6875));
        var isNear = V.LessOrEqual(bounded, limit);
        var a = V.Select(isNear, limit, bounded);
        var tail = V.Scale(density * (NormalTail.Ratio(a) - a), k);
        var near = V.Select(isNear, x, limit);
        var middle = V.MultiplyAdd(half, ErrorFunction.Near0(V.Number(0.7071067811865476) * near), half) + (near * V.Scale(density, k));
        return V.Select(isNear, middle, V.Select(V.Less(x, V.Number(0)), tail, V.Number(1) - tail));
    }
}
