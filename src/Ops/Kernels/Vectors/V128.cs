using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>128 bits; on a machine without vector instructions the runtime does the same one by one.</summary>
// Each operation calls nothing but intrinsics: with one more helper in each, the compiler would not inline long functions whole.
internal readonly struct V128<T>(Vector128<T> value) : IVector<V128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector128<T> _value = value;

    public static bool IsDouble => typeof(T) == typeof(double);

    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Number(double number) =>
        new(IsDouble ? Vector128.Create(number).As<double, T>() : Vector128.Create((float)number).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Load(ref T source, nint offset) => new(Vector128.LoadUnsafe(ref source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Broadcast(T element) => new(Vector128.Create(element));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator +(V128<T> x, V128<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator -(V128<T> x, V128<T> y) => new(x._value - y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator -(V128<T> x) => new(-x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator *(V128<T> x, V128<T> y) => new(x._value * y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator /(V128<T> x, V128<T> y) => new(x._value / y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator &(V128<T> x, V128<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator |(V128<T> x, V128<T> y) => new(x._value | y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator <<(V128<T> x, int count) => new(IsDouble
        ? (x._value.AsInt64() << count).As<long, T>()
        : (x._value.AsInt32() << count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> operator >>>(V128<T> x, int count) => new(IsDouble
        ? (x._value.AsInt64() >>> count).As<long, T>()
        : (x._value.AsInt32() >>> count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> MultiplyAdd(V128<T> x, V128<T> y, V128<T> z) => new(IsDouble
        ? Vector128.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>()
        : Vector128.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> MultiplyAddEstimate(V128<T> x, V128<T> y, V128<T> z) => new(IsDouble
        ? Vector128.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>()
        : Vector128.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());

    public static V128<T> Each<TFunction>(V128<T> x)
        where TFunction : struct, INumberFunction => VectorMath.Each<V128<T>, T, TFunction>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Scale(V128<T> x, V128<T> k) => VectorMath.ScaledTwice(x, k);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> ScaleSuccessor(V128<T> x, V128<T> k) => VectorMath.ScaleSuccessorTwice(x, k);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Sqrt(V128<T> x) => new(Vector128.Sqrt(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Abs(V128<T> x) => new(Vector128.Abs(x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> CopySign(V128<T> x, V128<T> y) => new(Vector128.CopySign(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> AtLeast(V128<T> bound, V128<T> x) => new(Vector128.MaxNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> AtMost(V128<T> bound, V128<T> x) => new(Vector128.MinNative(bound._value, x._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Less(V128<T> x, V128<T> y) => new(Vector128.LessThan(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> LessOrEqual(V128<T> x, V128<T> y) => new(Vector128.LessThanOrEqual(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Equal(V128<T> x, V128<T> y) => new(Vector128.Equals(x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Select(V128<T> mask, V128<T> x, V128<T> y) =>
        new(Vector128.ConditionalSelect(mask._value, x._value, y._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(V128<T> mask) => IsDouble
        ? Vector128.EqualsAll(mask._value.AsInt64(), Vector128<long>.AllBitsSet)
        : Vector128.EqualsAll(mask._value.AsInt32(), Vector128<int>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T First(V128<T> x) => x._value.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(V128<T> x) => Vector128.Sum(x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max(V128<T> x) => VectorMath.Max(x._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);
}
