using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>256 bits.</summary>
internal readonly struct V256<T>(Vector256<T> value) : IVector<V256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> _value = value;

    public static bool IsDouble => typeof(T) == typeof(double);

    public static int Count => Vector256<T>.Count;

    private Vector256<double> Doubles => _value.AsDouble();

    private Vector256<float> Singles => _value.AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Number(double number) => IsDouble ? Of(Vector256.Create(number)) : Of(Vector256.Create((float)number));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Load(ref T source, nint offset) => new(Vector256.LoadUnsafe(ref source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Broadcast(T element) => new(Vector256.Create(element));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator +(V256<T> x, V256<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator -(V256<T> x, V256<T> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator -(V256<T> x) => new(-x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator *(V256<T> x, V256<T> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator /(V256<T> x, V256<T> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator &(V256<T> x, V256<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator |(V256<T> x, V256<T> y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator <<(V256<T> x, int count) =>
        IsDouble ? Of(x._value.AsInt64() << count) : Of(x._value.AsInt32() << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator >>>(V256<T> x, int count) =>
        IsDouble ? Of(x._value.AsInt64() >>> count) : Of(x._value.AsInt32() >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> MultiplyAdd(V256<T> x, V256<T> y, V256<T> z) => IsDouble
        ? Of(Vector256.FusedMultiplyAdd(x.Doubles, y.Doubles, z.Doubles))
        : Of(Vector256.FusedMultiplyAdd(x.Singles, y.Singles, z.Singles));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> MultiplyAddEstimate(V256<T> x, V256<T> y, V256<T> z) => IsDouble
        ? Of(Vector256.MultiplyAddEstimate(x.Doubles, y.Doubles, z.Doubles))
        : Of(Vector256.MultiplyAddEstimate(x.Singles, y.Singles, z.Singles));

    public static V256<T> Sin(V256<T> x) => IsDouble ? Of(Vector256.Sin(x.Doubles)) : Of(Vector256.Sin(x.Singles));

    public static V256<T> Cos(V256<T> x) => IsDouble ? Of(Vector256.Cos(x.Doubles)) : Of(Vector256.Cos(x.Singles));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Scale(V256<T> x, V256<T> k) => VectorMath.ScaledTwice(x, k);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Abs(V256<T> x) => new(Vector256.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> CopySign(V256<T> x, V256<T> y) => new(Vector256.CopySign(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> AtLeast(V256<T> bound, V256<T> x) => new(Vector256.MaxNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> AtMost(V256<T> bound, V256<T> x) => new(Vector256.MinNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Less(V256<T> x, V256<T> y) => new(Vector256.LessThan(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> LessOrEqual(V256<T> x, V256<T> y) => new(Vector256.LessThanOrEqual(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Equal(V256<T> x, V256<T> y) => new(Vector256.Equals(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Select(V256<T> mask, V256<T> x, V256<T> y) =>
        new(Vector256.ConditionalSelect(mask._value, x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(V256<T> mask) => IsDouble
        ? Vector256.EqualsAll(mask._value.AsInt64(), Vector256<long>.AllBitsSet)
        : Vector256.EqualsAll(mask._value.AsInt32(), Vector256<int>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First(V256<T> x) => x._value.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(V256<T> x) => Vector256.Sum(x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V256<T> Of<TBits>(Vector256<TBits> bits) => new(bits.As<TBits, T>());
}
