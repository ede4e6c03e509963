using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd;

/// <summary>512 bits.</summary>
// Each operation calls nothing but intrinsics: with one more helper in each, the compiler would not inline long functions whole.
internal readonly struct V512<T>(Vector512<T> value) : IVector<V512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static bool IsDouble => typeof(T) == typeof(double);

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Number(double number) =>
        new(IsDouble ? Vector512.Create(number).As<double, T>() : Vector512.Create((float)number).As<float, T>());

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
    public static V512<T> operator <<(V512<T> x, int count) => new(IsDouble
        ? (x._value.AsInt64() << count).As<long, T>()
        : (x._value.AsInt32() << count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> operator >>>(V512<T> x, int count) => new(IsDouble
        ? (x._value.AsInt64() >>> count).As<long, T>()
        : (x._value.AsInt32() >>> count).As<int, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> MultiplyAdd(V512<T> x, V512<T> y, V512<T> z) => new(IsDouble
        ? Vector512.FusedMultiplyAdd(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>()
        : Vector512.FusedMultiplyAdd(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> MultiplyAddEstimate(V512<T> x, V512<T> y, V512<T> z) => new(IsDouble
        ? Vector512.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), z._value.AsDouble()).As<double, T>()
        : Vector512.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), z._value.AsSingle()).As<float, T>());

    public static V512<T> Each<TFunction>(V512<T> x)
        where TFunction : struct, INumberFunction => VectorMath.Each<V512<T>, T, TFunction>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Scale(V512<T> x, V512<T> k) => !Avx512F.IsSupported ? VectorMath.ScaledTwice(x, k)
        : new(IsDouble
            ? Avx512F.Scale(x._value.AsDouble(), k._value.AsDouble()).As<double, T>()
            : Avx512F.Scale(x._value.AsSingle(), k._value.AsSingle()).As<float, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> ScaleSuccessor(V512<T> x, V512<T> k) =>
        Avx512F.IsSupported ? Scale(Number(1) + x, k) : VectorMath.ScaleSuccessorTwice(x, k);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Sqrt(V512<T> x) => new(Vector512.Sqrt(x._value));

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
    public static T Max(V512<T> x) => V256<T>.Max(new(Vector256.MaxNative(x._value.GetLower(), x._value.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);
}
