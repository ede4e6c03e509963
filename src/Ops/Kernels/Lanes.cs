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

    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(double) ? Vector.Exp(x.As<T, double>()).As<double, T>() : Vector.Exp(x.As<T, float>()).As<float, T>();

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

    /// <summary>The integer k nearest to x, of size at most 2^8 for float and 2^11 for double, and 2^(k - 1).</summary>
    /// <remarks>Adding 1.5 times 2 to the number of fraction bits leaves k in the lowest bits, from where it is shifted into the exponent.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<T> K, Vector<T> HalfOfPowerOf2) PowerOf2<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shift = Number<T>(6755399441055744, 12582912);
        var shifted = x + shift;
        return (shifted - shift, typeof(T) == typeof(double)
            ? Vector.ShiftLeft(shifted.As<T, long>() + new Vector<long>(1022), 52).As<long, T>()
            : Vector.ShiftLeft(shifted.As<T, int>() + new Vector<int>(126), 23).As<int, T>());
    }
}
