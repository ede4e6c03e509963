using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd;

/// <summary>Several numbers, computed with at once: what vector functions are written in, for every element type and register width.</summary>
/// <remarks>Each step rounds alike whatever the width is, so a function of one element has the same digits on every processor.</remarks>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Whether the elements are double, else float.</summary>
    static abstract bool IsDouble { get; }

    /// <summary>A number, rounded to the element type, in all lanes.</summary>
    static abstract TSelf Number(double number);

    static abstract TSelf operator +(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator -(TSelf x);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    /// <summary>The bits of both.</summary>
    static abstract TSelf operator &(TSelf x, TSelf y);

    /// <summary>The bits of either.</summary>
    static abstract TSelf operator |(TSelf x, TSelf y);

    /// <summary>The bits, moved towards the sign.</summary>
    static abstract TSelf operator <<(TSelf x, int count);

    /// <summary>The bits, moved away from the sign, with zeros behind.</summary>
    static abstract TSelf operator >>>(TSelf x, int count);

    /// <summary>x y + z, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>sin x.</summary>
    static abstract TSelf Sin(TSelf x);

    /// <summary>cos x.</summary>
    static abstract TSelf Cos(TSelf x);

    /// <summary>x 2^k for an integer k below 2^11 (float: 2^8) in size, rounded once where that is subnormal, or infinite.</summary>
    static abstract TSelf Scale(TSelf x, TSelf k);

    /// <summary>|x|.</summary>
    static abstract TSelf Abs(TSelf x);

    /// <summary>|x| with the sign of y.</summary>
    static abstract TSelf CopySign(TSelf x, TSelf y);

    /// <summary>x, or the bound where x is below it; NaN stays NaN.</summary>
    static abstract TSelf AtLeast(TSelf bound, TSelf x);

    /// <summary>x, or the bound where x is above it; NaN stays NaN.</summary>
    static abstract TSelf AtMost(TSelf bound, TSelf x);

    /// <summary>The mask of the lanes with x below y.</summary>
    static abstract TSelf Less(TSelf x, TSelf y);

    /// <summary>The mask of the lanes with x below or equal to y.</summary>
    static abstract TSelf LessOrEqual(TSelf x, TSelf y);

    /// <summary>The mask of the lanes with x equal to y.</summary>
    static abstract TSelf Equal(TSelf x, TSelf y);

    /// <summary>x in the lanes of the mask, y in the others.</summary>
    static abstract TSelf Select(TSelf mask, TSelf x, TSelf y);

    /// <summary>Whether the mask has all lanes.</summary>
    static abstract bool All(TSelf mask);
}

/// <summary>Lanes of a known element type, on their way from memory and back.</summary>
internal interface ILanes<TSelf, T> : ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Elements from memory.</summary>
    static abstract TSelf Load(ref T source, nint offset);

    /// <summary>The same element in all lanes.</summary>
    static abstract TSelf Broadcast(T element);

    /// <summary>The first lane.</summary>
    static abstract T First(TSelf x);

    /// <summary>The sum of all lanes.</summary>
    static abstract T Sum(TSelf x);

    /// <summary>The elements to memory.</summary>
    void Store(ref T target, nint offset);
}

/// <summary>The steps that vector functions are made of, written with others.</summary>
internal static class Lanes
{
    // The sum with it, 1.5 times 2 to the number of fraction bits, has no fraction.
    private const double DoubleShift = 6755399441055744;
    private const float SingleShift = 12582912;

    /// <summary>One number for double, another for float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Number<V>(double ofDouble, double ofSingle)
        where V : struct, ILanes<V> => V.Number(V.IsDouble ? ofDouble : ofSingle);

    /// <summary>Where x is so near 0 that a function with value 0 and slope 1 there is x itself, to the last digit and with the sign of 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsTiny<V>(V x)
        where V : struct, ILanes<V> => V.Less(V.Abs(x), Number<V>(1e-17, 1e-8));

    /// <summary>The integer nearest to x y, for sizes below 2^20.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V RoundedProduct<V>(V x, V y)
        where V : struct, ILanes<V>
    {
        var shift = Number<V>(DoubleShift, SingleShift);
        return V.MultiplyAdd(x, y, shift) - shift;
    }

    /// <summary>x 2^k in two steps, because 2^k alone may be subnormal or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ScaledTwice<V>(V x, V k)
        where V : struct, ILanes<V>
    {
        var half = RoundedProduct(k, V.Number(0.5));
        return x * PowerOf2(half) * PowerOf2(k - half);
    }

    /// <summary>The integer k with x / 2^k from 0.75 to below 1.5, for a positive x that is normal and finite.</summary>
    /// <remarks>The exponent of 2 x / 3, moved to the lowest bits of a number that has no fraction.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exponent<V>(V x)
        where V : struct, ILanes<V>
    {
        var bits = (x * V.Number(2 / 3.0)) >>> (V.IsDouble ? 52 : 23);
        return (bits | Number<V>(1L << 52, 1 << 23)) - Number<V>((1L << 52) + 1022, (1 << 23) + 126);
    }

    // The sum leaves k and the bias in the lowest bits, from where they move into the exponent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PowerOf2<V>(V k)
        where V : struct, ILanes<V> => (k + Number<V>(DoubleShift + 1023, SingleShift + 127)) << (V.IsDouble ? 52 : 23);

    /// <summary>Elements of a span from a place on; what is missing at its end is filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<T, V>(ReadOnlySpan<T> x, int start, T filler)
        where T : unmanaged
        where V : struct, ILanes<V, T> => start <= x.Length - V.Count ? V.Load(ref MemoryMarshal.GetReference(x), start) : LoadRest<T, V>(x[start..], filler);

    /// <summary>Writes elements to a span from a place on, as far as it goes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, V>(V x, Span<T> y, int start)
        where T : unmanaged
        where V : struct, ILanes<V, T>
    {
        if (start <= y.Length - V.Count)
        {
            x.Store(ref MemoryMarshal.GetReference(y), start);
        }
        else
        {
            StoreRest(x, y[start..]);
        }
    }

    private static V LoadRest<T, V>(ReadOnlySpan<T> rest, T filler)
        where T : unmanaged
        where V : struct, ILanes<V, T>
    {
        Span<T> filled = stackalloc T[V.Count];
        filled.Fill(filler);
        rest.CopyTo(filled);
        return V.Load(ref MemoryMarshal.GetReference(filled), 0);
    }

    private static void StoreRest<T, V>(V x, Span<T> rest)
        where T : unmanaged
        where V : struct, ILanes<V, T>
    {
        Span<T> filled = stackalloc T[V.Count];
        x.Store(ref MemoryMarshal.GetReference(filled), 0);
        filled[..rest.Length].CopyTo(rest);
    }
}

/// <summary>512 bits.</summary>
internal readonly struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static bool IsDouble => typeof(T) == typeof(double);

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Number(double number) => new(IsDouble ? Vector512.Create(number).As<double, T>() : Vector512.Create((float)number).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(ref T source, nint offset) => new(Vector512.LoadUnsafe(ref source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Broadcast(T element) => new(Vector512.Create(element));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> x, Lanes512<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> x, Lanes512<T> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> x) => new(-x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> x, Lanes512<T> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> x, Lanes512<T> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator &(Lanes512<T> x, Lanes512<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator |(Lanes512<T> x, Lanes512<T> y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator <<(Lanes512<T> x, int count) => new(IsDouble ? (x._value.AsInt64() << count).As<long, T>() : (x._value.AsInt32() << count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator >>>(Lanes512<T> x, int count) => new(IsDouble ? (x._value.AsInt64() >>> count).As<long, T>() : (x._value.AsInt32() >>> count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> x, Lanes512<T> y, Lanes512<T> z) => new(IsDouble
        ? Vector512.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>()
        : Vector512.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());

    public static Lanes512<T> Sin(Lanes512<T> x) => new(IsDouble
        ? Vector512.Sin(x._value.AsDouble()).As<double, T>()
        : Vector512.Sin(x._value.AsSingle()).As<float, T>());

    public static Lanes512<T> Cos(Lanes512<T> x) => new(IsDouble
        ? Vector512.Cos(x._value.AsDouble()).As<double, T>()
        : Vector512.Cos(x._value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Scale(Lanes512<T> x, Lanes512<T> k) => !Avx512F.IsSupported ? Lanes.ScaledTwice(x, k)
        : new(IsDouble ? Avx512F.Scale(x._value.AsDouble(), k._value.AsDouble()).As<double, T>() : Avx512F.Scale(x._value.AsSingle(), k._value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Abs(Lanes512<T> x) => new(Vector512.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> CopySign(Lanes512<T> x, Lanes512<T> y) => new(Vector512.CopySign(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AtLeast(Lanes512<T> bound, Lanes512<T> x) => new(Vector512.MaxNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AtMost(Lanes512<T> bound, Lanes512<T> x) => new(Vector512.MinNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Less(Lanes512<T> x, Lanes512<T> y) => new(Vector512.LessThan(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> LessOrEqual(Lanes512<T> x, Lanes512<T> y) => new(Vector512.LessThanOrEqual(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Equal(Lanes512<T> x, Lanes512<T> y) => new(Vector512.Equals(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Select(Lanes512<T> mask, Lanes512<T> x, Lanes512<T> y) => new(Vector512.ConditionalSelect(mask._value, x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Lanes512<T> mask) => IsDouble ? Vector512.EqualsAll(mask._value.AsInt64(), Vector512<long>.AllBitsSet) : Vector512.EqualsAll(mask._value.AsInt32(), Vector512<int>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First(Lanes512<T> x) => x._value.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lanes512<T> x) => Vector512.Sum(x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);
}

/// <summary>256 bits.</summary>
internal readonly struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> _value = value;

    public static bool IsDouble => typeof(T) == typeof(double);

    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Number(double number) => new(IsDouble ? Vector256.Create(number).As<double, T>() : Vector256.Create((float)number).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(ref T source, nint offset) => new(Vector256.LoadUnsafe(ref source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Broadcast(T element) => new(Vector256.Create(element));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> x, Lanes256<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> x, Lanes256<T> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> x) => new(-x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> x, Lanes256<T> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> x, Lanes256<T> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator &(Lanes256<T> x, Lanes256<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator |(Lanes256<T> x, Lanes256<T> y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator <<(Lanes256<T> x, int count) => new(IsDouble ? (x._value.AsInt64() << count).As<long, T>() : (x._value.AsInt32() << count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator >>>(Lanes256<T> x, int count) => new(IsDouble ? (x._value.AsInt64() >>> count).As<long, T>() : (x._value.AsInt32() >>> count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> x, Lanes256<T> y, Lanes256<T> z) => new(IsDouble
        ? Vector256.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>()
        : Vector256.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());

    public static Lanes256<T> Sin(Lanes256<T> x) => new(IsDouble
        ? Vector256.Sin(x._value.AsDouble()).As<double, T>()
        : Vector256.Sin(x._value.AsSingle()).As<float, T>());

    public static Lanes256<T> Cos(Lanes256<T> x) => new(IsDouble
        ? Vector256.Cos(x._value.AsDouble()).As<double, T>()
        : Vector256.Cos(x._value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Scale(Lanes256<T> x, Lanes256<T> k) => Lanes.ScaledTwice(x, k);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Abs(Lanes256<T> x) => new(Vector256.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> CopySign(Lanes256<T> x, Lanes256<T> y) => new(Vector256.CopySign(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> AtLeast(Lanes256<T> bound, Lanes256<T> x) => new(Vector256.MaxNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> AtMost(Lanes256<T> bound, Lanes256<T> x) => new(Vector256.MinNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Less(Lanes256<T> x, Lanes256<T> y) => new(Vector256.LessThan(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> LessOrEqual(Lanes256<T> x, Lanes256<T> y) => new(Vector256.LessThanOrEqual(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Equal(Lanes256<T> x, Lanes256<T> y) => new(Vector256.Equals(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Select(Lanes256<T> mask, Lanes256<T> x, Lanes256<T> y) => new(Vector256.ConditionalSelect(mask._value, x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Lanes256<T> mask) => IsDouble ? Vector256.EqualsAll(mask._value.AsInt64(), Vector256<long>.AllBitsSet) : Vector256.EqualsAll(mask._value.AsInt32(), Vector256<int>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First(Lanes256<T> x) => x._value.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lanes256<T> x) => Vector256.Sum(x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);
}

/// <summary>128 bits; on a machine without vector instructions the runtime does the same one by one.</summary>
internal readonly struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector128<T> _value = value;

    public static bool IsDouble => typeof(T) == typeof(double);

    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Number(double number) => new(IsDouble ? Vector128.Create(number).As<double, T>() : Vector128.Create((float)number).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(ref T source, nint offset) => new(Vector128.LoadUnsafe(ref source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Broadcast(T element) => new(Vector128.Create(element));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> x, Lanes128<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> x, Lanes128<T> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> x) => new(-x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> x, Lanes128<T> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> x, Lanes128<T> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator &(Lanes128<T> x, Lanes128<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator |(Lanes128<T> x, Lanes128<T> y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator <<(Lanes128<T> x, int count) => new(IsDouble ? (x._value.AsInt64() << count).As<long, T>() : (x._value.AsInt32() << count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator >>>(Lanes128<T> x, int count) => new(IsDouble ? (x._value.AsInt64() >>> count).As<long, T>() : (x._value.AsInt32() >>> count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> x, Lanes128<T> y, Lanes128<T> z) => new(IsDouble
        ? Vector128.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>()
        : Vector128.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());

    public static Lanes128<T> Sin(Lanes128<T> x) => new(IsDouble
        ? Vector128.Sin(x._value.AsDouble()).As<double, T>()
        : Vector128.Sin(x._value.AsSingle()).As<float, T>());

    public static Lanes128<T> Cos(Lanes128<T> x) => new(IsDouble
        ? Vector128.Cos(x._value.AsDouble()).As<double, T>()
        : Vector128.Cos(x._value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Scale(Lanes128<T> x, Lanes128<T> k) => Lanes.ScaledTwice(x, k);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Abs(Lanes128<T> x) => new(Vector128.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> CopySign(Lanes128<T> x, Lanes128<T> y) => new(Vector128.CopySign(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> AtLeast(Lanes128<T> bound, Lanes128<T> x) => new(Vector128.MaxNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> AtMost(Lanes128<T> bound, Lanes128<T> x) => new(Vector128.MinNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Less(Lanes128<T> x, Lanes128<T> y) => new(Vector128.LessThan(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> LessOrEqual(Lanes128<T> x, Lanes128<T> y) => new(Vector128.LessThanOrEqual(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Equal(Lanes128<T> x, Lanes128<T> y) => new(Vector128.Equals(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Select(Lanes128<T> mask, Lanes128<T> x, Lanes128<T> y) => new(Vector128.ConditionalSelect(mask._value, x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Lanes128<T> mask) => IsDouble ? Vector128.EqualsAll(mask._value.AsInt64(), Vector128<long>.AllBitsSet) : Vector128.EqualsAll(mask._value.AsInt32(), Vector128<int>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First(Lanes128<T> x) => x._value.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lanes128<T> x) => Vector128.Sum(x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);
}
