using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd;

/// <summary>512 bits.</summary>
internal readonly struct V512<T>(Vector512<T> value) : IVector<V512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static bool IsDouble => typeof(T) == typeof(double);

    public static int Count => Vector512<T>.Count;

    private Vector512<double> Doubles => _value.AsDouble();

    private Vector512<float> Singles => _value.AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Number(double number) => IsDouble ? Of(Vector512.Create(number)) : Of(Vector512.Create((float)number));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Load(ref T source, nint offset) => new(Vector512.LoadUnsafe(ref source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Broadcast(T element) => new(Vector512.Create(element));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator +(V512<T> x, V512<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator -(V512<T> x, V512<T> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator -(V512<T> x) => new(-x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator *(V512<T> x, V512<T> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator /(V512<T> x, V512<T> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator &(V512<T> x, V512<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator |(V512<T> x, V512<T> y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator <<(V512<T> x, int count) =>
        IsDouble ? Of(x._value.AsInt64() << count) : Of(x._value.AsInt32() << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator >>>(V512<T> x, int count) =>
        IsDouble ? Of(x._value.AsInt64() >>> count) : Of(x._value.AsInt32() >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> MultiplyAdd(V512<T> x, V512<T> y, V512<T> z) => IsDouble
        ? Of(Vector512.FusedMultiplyAdd(x.Doubles, y.Doubles, z.Doubles))
        : Of(Vector512.FusedMultiplyAdd(x.Singles, y.Singles, z.Singles));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> MultiplyAddEstimate(V512<T> x, V512<T> y, V512<T> z) => IsDouble
        ? Of(Vector512.MultiplyAddEstimate(x.Doubles, y.Doubles, z.Doubles))
        : Of(Vector512.MultiplyAddEstimate(x.Singles, y.Singles, z.Singles));

    public static V512<T> Sin(V512<T> x) => IsDouble ? Of(Vector512.Sin(x.Doubles)) : Of(Vector512.Sin(x.Singles));

    public static V512<T> Cos(V512<T> x) => IsDouble ? Of(Vector512.Cos(x.Doubles)) : Of(Vector512.Cos(x.Singles));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Scale(V512<T> x, V512<T> k) => !Avx512F.IsSupported ? VectorMath.ScaledTwice(x, k)
        : IsDouble ? Of(Avx512F.Scale(x.Doubles, k.Doubles))
        : Of(Avx512F.Scale(x.Singles, k.Singles));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Abs(V512<T> x) => new(Vector512.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> CopySign(V512<T> x, V512<T> y) => new(Vector512.CopySign(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> AtLeast(V512<T> bound, V512<T> x) => new(Vector512.MaxNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> AtMost(V512<T> bound, V512<T> x) => new(Vector512.MinNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Less(V512<T> x, V512<T> y) => new(Vector512.LessThan(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> LessOrEqual(V512<T> x, V512<T> y) => new(Vector512.LessThanOrEqual(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Equal(V512<T> x, V512<T> y) => new(Vector512.Equals(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Select(V512<T> mask, V512<T> x, V512<T> y) =>
        new(Vector512.ConditionalSelect(mask._value, x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(V512<T> mask) => IsDouble
        ? Vector512.EqualsAll(mask._value.AsInt64(), Vector512<long>.AllBitsSet)
        : Vector512.EqualsAll(mask._value.AsInt32(), Vector512<int>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First(V512<T> x) => x._value.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(V512<T> x) => Vector512.Sum(x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V512<T> Of<TBits>(Vector512<TBits> bits) => new(bits.As<TBits, T>());
}
