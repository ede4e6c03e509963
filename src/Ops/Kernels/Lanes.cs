using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>The steps that vector functions are made of, where .NET has them for float and for double apart.</summary>
internal static class Lanes
{
    /// <summary>A number, rounded to the element type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Number<T>(double number)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) ? new Vector<double>(number).As<double, T>() : new Vector<float>((float)number).As<float, T>();

    /// <summary>One number for double, another for float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Number<T>(double ofDouble, float ofSingle)
        where T : unmanaged, IFloatingPointIeee754<T> => Number<T>(typeof(T) == typeof(double) ? ofDouble : ofSingle);

    /// <summary>ln x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) ? Vector.Log(x.As<T, double>()).As<double, T>() : Vector.Log(x.As<T, float>()).As<float, T>();

    /// <summary>x y + z, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => typeof(T) == typeof(double)
            ? Vector.FusedMultiplyAdd(x.As<T, double>(), y.As<T, double>(), z.As<T, double>()).As<double, T>()
            : Vector.FusedMultiplyAdd(x.As<T, float>(), y.As<T, float>(), z.As<T, float>()).As<float, T>();

    /// <summary>Where x is so near 0 that a function with value 0 and slope 1 there is x itself, to the last digit and with the sign of 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> IsTiny<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Vector.LessThan(Vector.Abs(x), Number<T>(1e-17, 1e-8f));

    /// <summary>The integer nearest to x, for sizes below 2^20.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Round<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => x + Shift<T>() - Shift<T>();

    /// <summary>2^k for an integer k, as long as that is neither subnormal nor infinite.</summary>
    /// <remarks>The shift leaves k in the lowest bits, from where it moves into the exponent.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> PowerOf2<T>(Vector<T> k)
        where T : unmanaged, IFloatingPointIeee754<T> => typeof(T) == typeof(double)
            ? Vector.ShiftLeft((k + Shift<T>()).As<T, long>() + new Vector<long>(1023), 52).As<long, T>()
            : Vector.ShiftLeft((k + Shift<T>()).As<T, int>() + new Vector<int>(127), 23).As<int, T>();

    // 1.5 times 2 to the number of fraction bits: the sum with it has no fraction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Shift<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => Number<T>(6755399441055744, 12582912);
}
