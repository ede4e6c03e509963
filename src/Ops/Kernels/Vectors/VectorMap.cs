using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>A function of one number, written once as steps on lanes: for float and double, and for every width that the processor has.</summary>
internal interface IVectorFunction
{
    /// <summary>The function of each element.</summary>
    static abstract V Of<V>(V x)
        where V : struct, ILanes<V>;
}

/// <summary>A function of two numbers, written once as steps on lanes.</summary>
internal interface IVectorFunction2
{
    /// <summary>The function of each pair of elements.</summary>
    static abstract V Of<V>(V x, V y)
        where V : struct, ILanes<V>;
}

/// <summary>A function of three numbers, written once as steps on lanes.</summary>
internal interface IVectorFunction3
{
    /// <summary>The function of each three elements.</summary>
    static abstract V Of<V>(V x, V y, V z)
        where V : struct, ILanes<V>;
}

/// <summary>Runs vector functions over arrays.</summary>
/// <remarks>
/// What is left at the end is filled up to a whole register, so that an element gets the same digits wherever it stands. The loops are compiled at full speed at once:
/// without inlining, their many small steps would be some hundred times as slow. They are not inlined themselves, because the compiler inlines only so much at once.
/// </remarks>
internal static class VectorMap
{
    /// <summary>The function of one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T One<T, TFunction>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction => Lanes128<T>.First(TFunction.Of(Lanes128<T>.Broadcast(x)));

    /// <summary>y_i = f(x_i).</summary>
    public static void Run<T, TFunction>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction => Widest<T, OfOne<TFunction>>(x, x, x, y);

    /// <summary>z_i = f(x_i, y_i).</summary>
    public static void Run<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2 => Widest<T, OfTwo<TFunction>>(x, y, y, z);

    /// <summary>z_i = f(x_i, y_i), by all cores if the arrays are large.</summary>
    public static void RunOnCores<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2 => OnCores<T, OfTwo<TFunction>>(x, y, y, z);

    /// <summary>output_i = f(x_i, y_i, z_i), by all cores if the arrays are large.</summary>
    public static void RunOnCores<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction3 => OnCores<T, OfThree<TFunction>>(x, y, z, output);

    /// <summary>The sum of f(x_i), where f(0) is 0.</summary>
    public static T Sum<T, TFunction>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction => WidestSum<T, OfOne<TFunction>>(x, x);

    /// <summary>The sum of f(x_i, y_i), where f(0, 0) is 0.</summary>
    public static T Sum<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2 => WidestSum<T, OfTwo<TFunction>>(x, y);

    private static void OnCores<T, TStep>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TStep : struct, IStep =>
        ParallelLoop.Run(output.Length, output.Length, new StepLoop<T, TStep>(x, y, z, output));

    private static void Widest<T, TStep>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TStep : struct, IStep
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Loop<T, Lanes512<T>, TStep>(x, y, z, output);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Loop<T, Lanes256<T>, TStep>(x, y, z, output);
        }
        else
        {
            Loop<T, Lanes128<T>, TStep>(x, y, z, output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Loop<T, V, TStep>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, ILanes<V, T>
        where TStep : struct, IStep
    {
        // Slicing refuses an input that is too short.
        var (length, whole) = (output.Length, output.Length - (output.Length % V.Count));
        ref var first = ref MemoryMarshal.GetReference(x[..length]);
        ref var second = ref MemoryMarshal.GetReference(y[..length]);
        ref var third = ref MemoryMarshal.GetReference(z[..length]);
        ref var target = ref MemoryMarshal.GetReference(output);
        for (nint i = 0; i < whole; i += V.Count)
        {
            TStep.At<T, V>(ref first, ref second, ref third, i).Store(ref target, i);
        }

        if (whole < length)
        {
            Rest<T, V, TStep>(x[whole..length], y[whole..length], z[whole..length], output[whole..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rest<T, V, TStep>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, ILanes<V, T>
        where TStep : struct, IStep
    {
        Span<T> filled = stackalloc T[3 * V.Count];
        filled.Clear();
        x.CopyTo(filled);
        y.CopyTo(filled[V.Count..]);
        z.CopyTo(filled[(2 * V.Count)..]);
        ref var first = ref MemoryMarshal.GetReference(filled);
        TStep.At<T, V>(ref first, ref Unsafe.Add(ref first, V.Count), ref Unsafe.Add(ref first, 2 * V.Count), 0).Store(ref first, 0);
        filled[..output.Length].CopyTo(output);
    }

    private static T WidestSum<T, TStep>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TStep : struct, IStep => Vector512.IsHardwareAccelerated ? SumLoop<T, Lanes512<T>, TStep>(x, y)
            : Vector256.IsHardwareAccelerated ? SumLoop<T, Lanes256<T>, TStep>(x, y)
            : SumLoop<T, Lanes128<T>, TStep>(x, y);

    // In four sums, because each addition has to wait for the one before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T SumLoop<T, V, TStep>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, ILanes<V, T>
        where TStep : struct, IStep
    {
        ref var first = ref MemoryMarshal.GetReference(x);
        ref var second = ref MemoryMarshal.GetReference(y[..x.Length]);
        var (a, b, c, d) = (V.Number(0), V.Number(0), V.Number(0), V.Number(0));
        nint i = 0;
        for (; i <= x.Length - (4 * V.Count); i += 4 * V.Count)
        {
            a += TStep.At<T, V>(ref first, ref second, ref first, i);
            b += TStep.At<T, V>(ref first, ref second, ref first, i + V.Count);
            c += TStep.At<T, V>(ref first, ref second, ref first, i + (2 * V.Count));
            d += TStep.At<T, V>(ref first, ref second, ref first, i + (3 * V.Count));
        }

        for (; i <= x.Length - V.Count; i += V.Count)
        {
            a += TStep.At<T, V>(ref first, ref second, ref first, i);
        }

        return i < x.Length ? V.Sum(a + b + (c + d)) + SumRest<T, V, TStep>(x[(int)i..], y[(int)i..]) : V.Sum(a + b + (c + d));
    }

    private static T SumRest<T, V, TStep>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, ILanes<V, T>
        where TStep : struct, IStep
    {
        Span<T> rest = stackalloc T[V.Count];
        Rest<T, V, TStep>(x, y, y, rest[..x.Length]);
        return V.Sum(Lanes.Load<T, V>(rest[..x.Length], 0, T.Zero));
    }

    /// <summary>A function at some place in its inputs; those that it does not take are not read.</summary>
    private interface IStep
    {
        static abstract V At<T, V>(ref T x, ref T y, ref T z, nint i)
            where T : unmanaged
            where V : struct, ILanes<V, T>;
    }

    private readonly struct OfOne<TFunction> : IStep
        where TFunction : struct, IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At<T, V>(ref T x, ref T y, ref T z, nint i)
            where T : unmanaged
            where V : struct, ILanes<V, T> => TFunction.Of(V.Load(ref x, i));
    }

    private readonly struct OfTwo<TFunction> : IStep
        where TFunction : struct, IVectorFunction2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At<T, V>(ref T x, ref T y, ref T z, nint i)
            where T : unmanaged
            where V : struct, ILanes<V, T> => TFunction.Of(V.Load(ref x, i), V.Load(ref y, i));
    }

    private readonly struct OfThree<TFunction> : IStep
        where TFunction : struct, IVectorFunction3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At<T, V>(ref T x, ref T y, ref T z, nint i)
            where T : unmanaged
            where V : struct, ILanes<V, T> => TFunction.Of(V.Load(ref x, i), V.Load(ref y, i), V.Load(ref z, i));
    }

    private readonly ref struct StepLoop<T, TStep>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TStep : struct, IStep
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly ReadOnlySpan<T> _z = z;
        private readonly Span<T> _output = output;

        public void Run(int first, int count) =>
            Widest<T, TStep>(_x.Slice(first, count), _y.Slice(first, count), _z.Slice(first, count), _output.Slice(first, count));
    }
}
