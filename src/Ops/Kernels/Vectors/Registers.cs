using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>A vector register of some width, so that a kernel is written once for all of them.</summary>
internal interface IRegister<TSelf, T>
    where TSelf : struct, IRegister<TSelf, T>
    where T : unmanaged
{
    /// <summary>The number of elements.</summary>
    static abstract int Count { get; }

    /// <summary>How many rows of two registers can be summed up at once: with two registers for one factor and one for the other, all must fit.</summary>
    static abstract int TileRows { get; }

    /// <summary>All elements the same.</summary>
    static abstract TSelf Broadcast(T value);

    /// <summary>Elements from memory.</summary>
    static abstract TSelf Load(ref T source, nint offset);

    /// <summary>x y + sum, element by element, with one rounding where the machine has it.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf sum);

    /// <summary>x + y, element by element.</summary>
    static abstract TSelf Add(TSelf x, TSelf y);

    /// <summary>The bits that both have.</summary>
    static abstract TSelf And(TSelf x, TSelf y);

    /// <summary>The sum of the elements.</summary>
    T Sum();

    /// <summary>The elements to memory.</summary>
    void Store(ref T target, nint offset);
}

/// <summary>512 bits.</summary>
internal readonly struct Register512<T>(Vector512<T> value) : IRegister<Register512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    public static int TileRows => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512<T> Load(ref T source, nint offset) => new(Vector512.LoadUnsafe(ref source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512<T> MultiplyAdd(Register512<T> x, Register512<T> y, Register512<T> sum) => typeof(T) == typeof(float)
        ? new(Vector512.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), sum._value.AsSingle()).As<float, T>())
        : new(Vector512.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), sum._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512<T> Add(Register512<T> x, Register512<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512<T> And(Register512<T> x, Register512<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Sum() => new Register256<T>(_value.GetLower() + _value.GetUpper()).Sum();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);
}

/// <summary>256 bits.</summary>
internal readonly struct Register256<T>(Vector256<T> value) : IRegister<Register256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> _value = value;

    public static int Count => Vector256<T>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256<T> Load(ref T source, nint offset) => new(Vector256.LoadUnsafe(ref source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256<T> MultiplyAdd(Register256<T> x, Register256<T> y, Register256<T> sum) => typeof(T) == typeof(float)
        ? new(Vector256.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), sum._value.AsSingle()).As<float, T>())
        : new(Vector256.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), sum._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256<T> Add(Register256<T> x, Register256<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256<T> And(Register256<T> x, Register256<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Sum() => Vector128.Sum(_value.GetLower() + _value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);
}

/// <summary>128 bits; on a machine without vector instructions the runtime does the same one by one.</summary>
internal readonly struct Register128<T>(Vector128<T> value) : IRegister<Register128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128<T> Broadcast(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128<T> Load(ref T source, nint offset) => new(Vector128.LoadUnsafe(ref source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128<T> MultiplyAdd(Register128<T> x, Register128<T> y, Register128<T> sum) => typeof(T) == typeof(float)
        ? new(Vector128.MultiplyAddEstimate(x._value.AsSingle(), y._value.AsSingle(), sum._value.AsSingle()).As<float, T>())
        : new(Vector128.MultiplyAddEstimate(x._value.AsDouble(), y._value.AsDouble(), sum._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128<T> Add(Register128<T> x, Register128<T> y) => new(x._value + y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128<T> And(Register128<T> x, Register128<T> y) => new(x._value & y._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Sum() => Vector128.Sum(_value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T target, nint offset) => _value.StoreUnsafe(ref target, (nuint)offset);
}
