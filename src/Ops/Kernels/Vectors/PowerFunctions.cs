using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Powers of arrays: of float by logarithms in double, whose digits are enough for all of float.</summary>
internal static class Powers
{
    /// <summary>y_i = x_i^p; both may be the same memory.</summary>
    public static void Run<T>(ReadOnlySpan<T> x, double exponent, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            VectorMap.RunInDouble<T, PowerFunction>(x, exponent, y);
        }
        else
        {
            TensorPrimitives.Pow(x, T.CreateChecked(exponent), y);
        }
    }

    /// <summary>z_i = x_i^y_i.</summary>
    public static void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            VectorMap.RunInDouble<T, PowerFunction>(x, y, z);
        }
        else
        {
            TensorPrimitives.Pow(x, y, z);
        }
    }
}

/// <summary>x^y of numbers of float, in double: e^(y ln |x|), with the sign and the exceptions of IEEE 754.</summary>
internal readonly struct PowerFunction : IVectorFunction2
{
    // Beyond, a number of float is even, and one of double is taken for even. Up to here it is rounded exactly.
    private const double LastOdd = 1L << 51;

    // As good as infinite, but 0 times it is 0.
    private const double Large = 1e300;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static V Of<V>(V x, V y)
        where V : struct, IVector<V>
    {
        var bounded = V.AtLeast(V.Number(-Large), V.AtMost(V.Number(Large), y));
        var power = ExpFunction.Of(bounded * Log(x));
        var isOrdinary = V.Less(V.Number(0), x) & V.Less(x, V.Number(double.PositiveInfinity)) & V.Equal(y, y);
        return V.All(isOrdinary) ? power : WithExceptions(x, y, power);
    }

    // By itself, because the compiler inlines only so much at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Log<V>(V x)
        where V : struct, IVector<V> => LogFunction.Of(V.Abs(x));

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V WithExceptions<V>(V x, V y, V power)
        where V : struct, IVector<V>
    {
        // Whether y, and half of it, are integers.
        var small = V.AtLeast(V.Number(-LastOdd), V.AtMost(V.Number(LastOdd), y));
        var half = V.Number(0.5) * small;
        var isEven = V.Equal(Rounded(half), half);
        var isInteger = V.Equal(Rounded(small), small);
        power = V.Select(isEven, power, V.Select(isInteger, V.CopySign(power, x), power));

        var isNegative = V.Less(x, V.Number(0)) & V.Less(V.Abs(x), V.Number(double.PositiveInfinity));
        power = V.Select(isNegative, V.Select(isInteger, power, V.Number(double.NaN)), power);
        return V.Select(V.Equal(y, V.Number(0)) | V.Equal(x, V.Number(1)), V.Number(1), power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Rounded<V>(V x)
        where V : struct, IVector<V> => VectorMath.RoundedProduct(x, V.Number(1));
}
