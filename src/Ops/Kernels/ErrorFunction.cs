using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>The error function and its complement.</summary>
/// <remarks>
/// Rational approximations of W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics of Computation 23
/// (1969), pages 631 to 637: of erf x / x up to 0.46875, of e^(x^2) erfc x up to 4, and of x e^(x^2) erfc x in 1 / x^2 above.
/// </remarks>
internal static class ErrorFunction
{
    // Beyond this erfc is 0 even in double; squares stay finite.
    private const double Last = 30;

    /// <summary>erf x for |x| at most 0.46875.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Near0<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = x * x;
        var p = Lanes.Number<T>(1.85777706184603153e-1);
        p = Lanes.MultiplyAdd(p, s, Lanes.Number<T>(3.16112374387056560));
        p = Lanes.MultiplyAdd(p, s, Lanes.Number<T>(1.13864154151050156e2));
        p = Lanes.MultiplyAdd(p, s, Lanes.Number<T>(3.77485237685302021e2));
        p = Lanes.MultiplyAdd(p, s, Lanes.Number<T>(3.20937758913846947e3));
        var q = s + Lanes.Number<T>(2.36012909523441209e1);
        q = Lanes.MultiplyAdd(q, s, Lanes.Number<T>(2.44024637934444173e2));
        q = Lanes.MultiplyAdd(q, s, Lanes.Number<T>(1.28261652607737228e3));
        q = Lanes.MultiplyAdd(q, s, Lanes.Number<T>(2.84423683343917062e3));
        return x * (p / q);
    }

    /// <summary>erfc x for x at least 0.46875.</summary>
    public static Vector<T> Complement<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var a = Vector.ConditionalSelect(Vector.GreaterThan(x, Lanes.Number<T>(Last)), Lanes.Number<T>(Last), x);

        // e^(-a^2) with the digits that the rounded square has lost.
        var square = a * a;
        var lost = Lanes.MultiplyAdd(a, a, -square);
        var e = Lanes.Exp(-square);
        e -= e * lost;

        var four = Lanes.Number<T>(4);
        if (Vector.LessThanOrEqualAll(a, four))
        {
            return e * Middle(a);
        }

        var isFar = Vector.GreaterThan(a, four);
        return e * Vector.ConditionalSelect(isFar, Far(Vector.ConditionalSelect(isFar, a, four)), Middle(a));
    }

    private static Vector<T> Middle<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var p = Lanes.Number<T>(2.15311535474403846e-8);
        p = Lanes.MultiplyAdd(p, x, Lanes.Number<T>(5.64188496988670089e-1));
        p = Lanes.MultiplyAdd(p, x, Lanes.Number<T>(8.88314979438837594));
        p = Lanes.MultiplyAdd(p, x, Lanes.Number<T>(6.61191906371416295e1));
        p = Lanes.MultiplyAdd(p, x, Lanes.Number<T>(2.98635138197400131e2));
        p = Lanes.MultiplyAdd(p, x, Lanes.Number<T>(8.81952221241769090e2));
        p = Lanes.MultiplyAdd(p, x, Lanes.Number<T>(1.71204761263407058e3));
        p = Lanes.MultiplyAdd(p, x, Lanes.Number<T>(2.05107837782607147e3));
        p = Lanes.MultiplyAdd(p, x, Lanes.Number<T>(1.23033935479799725e3));
        var q = x + Lanes.Number<T>(1.57449261107098347e1);
        q = Lanes.MultiplyAdd(q, x, Lanes.Number<T>(1.17693950891312499e2));
        q = Lanes.MultiplyAdd(q, x, Lanes.Number<T>(5.37181101862009858e2));
        q = Lanes.MultiplyAdd(q, x, Lanes.Number<T>(1.62138957456669019e3));
        q = Lanes.MultiplyAdd(q, x, Lanes.Number<T>(3.29079923573345963e3));
        q = Lanes.MultiplyAdd(q, x, Lanes.Number<T>(4.36261909014324716e3));
        q = Lanes.MultiplyAdd(q, x, Lanes.Number<T>(3.43936767414372164e3));
        q = Lanes.MultiplyAdd(q, x, Lanes.Number<T>(1.23033935480374942e3));
        return p / q;
    }

    private static Vector<T> Far<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var s = Vector<T>.One / (x * x);
        var p = Lanes.Number<T>(1.63153871373020978e-2);
        p = Lanes.MultiplyAdd(p, s, Lanes.Number<T>(3.05326634961232344e-1));
        p = Lanes.MultiplyAdd(p, s, Lanes.Number<T>(3.60344899949804439e-1));
        p = Lanes.MultiplyAdd(p, s, Lanes.Number<T>(1.25781726111229246e-1));
        p = Lanes.MultiplyAdd(p, s, Lanes.Number<T>(1.60837851487422766e-2));
        p = Lanes.MultiplyAdd(p, s, Lanes.Number<T>(6.58749161529837803e-4));
        var q = s + Lanes.Number<T>(2.56852019228982242);
        q = Lanes.MultiplyAdd(q, s, Lanes.Number<T>(1.87295284992346725));
        q = Lanes.MultiplyAdd(q, s, Lanes.Number<T>(5.27905102951428412e-1));
        q = Lanes.MultiplyAdd(q, s, Lanes.Number<T>(6.05183413124413191e-2));
        q = Lanes.MultiplyAdd(q, s, Lanes.Number<T>(2.33520497626869185e-3));
        return (Lanes.Number<T>(0.56418958354775628695) - (s * (p / q))) / x;
    }
}

/// <summary>erf x.</summary>
internal readonly struct ErfFunction : IVectorFunction
{
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var a = Vector.Abs(x);
        var limit = Lanes.Number<T>(0.46875);
        if (Vector.LessThanOrEqualAll(a, limit))
        {
            return ErrorFunction.Near0(x);
        }

        var isNear = Vector.LessThanOrEqual(a, limit);
        var away = Vector.CopySign(Vector<T>.One - ErrorFunction.Complement(Vector.ConditionalSelect(isNear, limit, a)), x);
        return Vector.ConditionalSelect(isNear, ErrorFunction.Near0(Vector.ConditionalSelect(isNear, x, limit)), away);
    }
}

/// <summary>erfc x = 1 - erf x, with all digits where erf x is near 1.</summary>
internal readonly struct ErfcFunction : IVectorFunction
{
    public static Vector<T> Of<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var a = Vector.Abs(x);
        var limit = Lanes.Number<T>(0.46875);
        var isNear = Vector.LessThanOrEqual(a, limit);
        var away = ErrorFunction.Complement(Vector.ConditionalSelect(isNear, limit, a));
        away = Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), Lanes.Number<T>(2) - away, away);
        return Vector.ConditionalSelect(isNear, Vector<T>.One - ErrorFunction.Near0(Vector.ConditionalSelect(isNear, x, limit)), away);
    }
}
