using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The steps that vector functions are made of, written with the operations of <see cref="IVector{TSelf}"/>.</summary>
internal static class VectorMath
{
    // The sum with it, 1.5 times 2 to the number of fraction bits, has no fraction.
    private const double DoubleShift = 6755399441055744;
    private const float SingleShift = 12582912;

    /// <summary>One number for double, another for float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Number<V>(double ofDouble, double ofSingle)
        where V : struct, IVector<V> => V.Number(V.IsDouble ? ofDouble : ofSingle);

    /// <summary>
    /// Where |x| is so small that a function with value 0 and slope 1 at 0 is x itself, to the last digit and with the sign of 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsTiny<V>(V x)
        where V : struct, IVector<V> => V.Less(V.Abs(x), Number<V>(1e-17, 1e-8));

    /// <summary>The integer nearest to x y, for sizes below 2^20.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V RoundedProduct<V>(V x, V y)
        where V : struct, IVector<V>
    {
        var shift = Number<V>(DoubleShift, SingleShift);
        return V.MultiplyAdd(x, y, shift) - shift;
    }

    /// <summary>x 2^k in two steps, because 2^k alone may be subnormal or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ScaledTwice<V>(V x, V k)
        where V : struct, IVector<V>
    {
        var (first, second) = Halves(k);
        return x * first * second;
    }

    /// <summary>(1 + x) 2^k in two steps, of which the first adds and rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ScaleSuccessorTwice<V>(V x, V k)
        where V : struct, IVector<V>
    {
        var (first, second) = Halves(k);
        return V.MultiplyAdd(first, x, first) * second;
    }

    /// <summary>The integer k with x / 2^k from 0.75 to below 1.5, for a positive x that is normal and finite.</summary>
    /// <remarks>The exponent of 2 x / 3, moved to the lowest bits of a number that has no fraction.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exponent<V>(V x)
        where V : struct, IVector<V>
    {
        var m = x * V.Number(2 / 3.0);
        var bits = V.IsDouble ? m >>> 52 : m >>> 23;
        return (bits | Number<V>(1L << 52, 1 << 23)) - Number<V>((1L << 52) + 1022, (1 << 23) + 126);
    }

    /// <summary>A function of each element, one after the other.</summary>
    public static V Each<V, T, TFunction>(V x)
        where V : struct, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, INumberFunction
    {
        Span<T> elements = stackalloc T[V.Count];
        ref var first = ref MemoryMarshal.GetReference(elements);
        x.Store(ref first, 0);
        foreach (ref var element in elements)
        {
            element = TFunction.Of(element);
        }

        return V.Load(ref first, 0);
    }

    /// <summary>What is added to an integer k for <see cref="PowerOf2FromSum"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExponentShift<V>(int power)
        where V : struct, IVector<V> => Number<V>(DoubleShift + 1023 + power, SingleShift + 127 + power);

    /// <summary>2^(k + power) for the sum of k and <see cref="ExponentShift"/>, if that is normal.</summary>
    /// <remarks>The sum has k, power and the bias in the lowest bits, from where they move into the exponent.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V PowerOf2FromSum<V>(V sum)
        where V : struct, IVector<V> => V.IsDouble ? sum << 52 : sum << 23;

    /// <summary>The largest element; of a vector without NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max<T>(Vector128<T> x)
        where T : unmanaged
    {
        var larger = Vector128.MaxNative(x, Vector128.Shuffle(x.AsInt64(), Vector128.Create(1L, 0)).As<long, T>());
        return typeof(T) == typeof(double)
            ? larger.ToScalar()
            : Vector128.MaxNative(larger, Vector128.Shuffle(larger.AsInt32(), Vector128.Create(1, 0, 3, 2)).As<int, T>()).ToScalar();
    }

    // Two powers of 2 with the product 2^k.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V First, V Second) Halves<V>(V k)
        where V : struct, IVector<V>
    {
        var shift = ExponentShift<V>(0);
        var half = V.MultiplyAdd(k, V.Number(0.5), shift);
        return (PowerOf2FromSum(half), PowerOf2FromSum(k - half + (shift + shift)));
    }
}
