using System.Numerics;

namespace Autograd;

/// <summary>Functions of one number that lose no digits where the textbook formula does.</summary>
internal static class StableMath
{
    /// <summary>ln(1 + x), accurate for small x.</summary>
    /// <remarks>
    /// With u = 1 + x rounded, ln(u) x / (u - 1) makes up for the digits that the rounding lost: both ln(u) and u - 1 have the same error.
    /// W. Kahan; D. Goldberg, What Every Computer Scientist Should Know About Floating-Point Arithmetic (1991), theorem 4.
    /// </remarks>
    public static T Log1p<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var u = T.One + x;
        return u == T.One ? x : T.IsPositiveInfinity(u) ? u : T.Log(u) * (x / (u - T.One));
    }

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).</summary>
    public static T Softplus<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.Max(x, T.Zero) + Log1p(T.Exp(-T.Abs(x)));
}
