using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>256 bits.</summary>
// Each operation calls nothing but intrinsics: with one more helper in each, the compiler would not inline long functions whole.
internal readonly struct V256<T>(Vector256<T> value) : IVector<V256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> _value = value;

    public static bool IsDouble => typeof(T) == typeof(double);

    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Number(double number) =>
        new(IsDouble ? Vector256.Create(number).As<double, T>() : Vector256.Create((float)number).As<float, T>());

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
    public static V256<T> operator <<(V256<T> x, int count) => new(IsDouble
        ? (x._value.AsInt64() << count).As<long, T>()
        : (x._value.AsInt32() << count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> operator >>>(V256<T> x, int count) => new(IsDouble
        ? (x._value.AsInt64() >>> count).As<long, T>()
        : (x._value.AsInt32() >>> count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> MultiplyAdd(V256<T> x, V256<T> y, V256<T> z) => new(IsDouble
        ? Vector256.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>()
        : Vector256.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> MultiplyAddEstimate(V256<T> x, V256<T> y, V256<T> z) => new(IsDouble
        ? Vector256.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>()
        : Vector256.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());

    public static V256<T> Each<TFunction>(V256<T> x)
        where TFunction : struct, INumberFunction => VectorMath.Each<V256<T>, T, TFunction>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Scale(V256<T> x, V256<T> k) => VectorMath.ScaledTwice(x, k);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> ScaleSuccessor(V256<T> x, V256<T> k) => VectorMath.ScaleSuccessorTwice(x, k);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Sqrt(V256<T> x) => new(Vector256.Sqrt(x._value));

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
    public static T Max(V256<T> x) => VectorMath.Max(Vector128.MaxNative(x._value.GetLower(), x._value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);
}
