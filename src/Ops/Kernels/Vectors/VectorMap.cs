using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>A function of one number, written once: for float and double, and for every vector width that the processor has.</summary>
internal interface IVectorFunction
{
    /// <summary>The function of each element.</summary>
    static abstract V Of<V>(V x)
        where V : struct, IVector<V>;
}

/// <summary>A function of two numbers, written once.</summary>
internal interface IVectorFunction2
{
    /// <summary>The function of each pair of elements.</summary>
    static abstract V Of<V>(V x, V y)
        where V : struct, IVector<V>;
}

/// <summary>A function of three numbers, written once.</summary>
internal interface IVectorFunction3
{
    /// <summary>The function of each three elements.</summary>
    static abstract V Of<V>(V x, V y, V z)
        where V : struct, IVector<V>;
}

/// <summary>Runs vector functions over arrays.</summary>
/// <remarks>
/// What is left at the end is filled up to a whole vector, so that an element gets the same digits wherever it stands. The loops are
/// compiled at full speed at once: without inlining, their many small steps would be some hundred times as slow. They are not inlined
/// themselves, because the compiler inlines only so much at once.
/// </remarks>
internal static class VectorMap
{
    // As many numbers as are made doubles together.
    private const int DoublesAtOnce = 256;

    /// <summary>The function of one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T One<T, TFunction>(T x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction => V128<T>.First(TFunction.Of(V128<T>.Broadcast(x)));

    /// <summary>y_i = f(x_i).</summary>
    public static void Run<T, TFunction>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction => new MapLoop<T, OneArgument<TFunction>>(x, x, x, y).Run(0, y.Length);

    /// <summary>z_i = f(x_i, y) with the same y for all.</summary>
    public static void Run<T, TFunction>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2 => Run<T, FirstNumber<TFunction>>(x, y, y, z);

    /// <summary>output_i = f(x_i, y, z) with the same y and z for all.</summary>
    public static void Run<T, TFunction>(ReadOnlySpan<T> x, T y, T z, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction3
    {
        var loop = new NumbersLoop<T, TFunction>(x, y, z, output);
        VectorLoop.Run<T, NumbersLoop<T, TFunction>>(ref loop, 0, output.Length);
    }

    /// <summary>output_i = f(x_i, y_i, z) with the same z for all.</summary>
    public static void Run<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, T z, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction3
    {
        var loop = new NumberLoop<T, TFunction>(x, y, z, output);
        VectorLoop.Run<T, NumberLoop<T, TFunction>>(ref loop, 0, output.Length);
    }

    /// <summary>z_i = f(x_i, y_i).</summary>
    public static void Run<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2 => new MapLoop<T, TwoArguments<TFunction>>(x, y, y, z).Run(0, z.Length);

    /// <summary>z_i = f(x_i, y_i), by all cores if the arrays are large.</summary>
    public static void RunOnCores<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2 =>
        ParallelLoop.Run(z.Length, z.Length, new MapLoop<T, TwoArguments<TFunction>>(x, y, y, z));

    /// <summary>y_i = f(x_i), computed in double.</summary>
    public static void RunInDouble<T, TFunction>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction
    {
        Span<double> numbers = stackalloc double[DoublesAtOnce];
        for (var start = 0; start < y.Length; start += DoublesAtOnce)
        {
            var part = numbers[..Math.Min(DoublesAtOnce, y.Length - start)];
            TensorPrimitives.ConvertTruncating(x.Slice(start, part.Length), part);
            Run<double, TFunction>(part, part);
            TensorPrimitives.ConvertTruncating<double, T>(part, y[start..]);
        }
    }

    /// <summary>z_i = f(x_i, y_i), computed in double.</summary>
    public static void RunInDouble<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2
    {
        Span<double> first = stackalloc double[DoublesAtOnce];
        Span<double> second = stackalloc double[DoublesAtOnce];
        for (var start = 0; start < z.Length; start += DoublesAtOnce)
        {
            var part = first[..Math.Min(DoublesAtOnce, z.Length - start)];
            TensorPrimitives.ConvertTruncating(x.Slice(start, part.Length), part);
            TensorPrimitives.ConvertTruncating(y.Slice(start, part.Length), second);
            Run<double, TFunction>(part, second[..part.Length], part);
            TensorPrimitives.ConvertTruncating<double, T>(part, z[start..]);
        }
    }

    /// <summary>z_i = f(x_i, y) with the same y for all, computed in double.</summary>
    public static void RunInDouble<T, TFunction>(ReadOnlySpan<T> x, double y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2
    {
        Span<double> numbers = stackalloc double[DoublesAtOnce];
        for (var start = 0; start < z.Length; start += DoublesAtOnce)
        {
            var part = numbers[..Math.Min(DoublesAtOnce, z.Length - start)];
            TensorPrimitives.ConvertTruncating(x.Slice(start, part.Length), part);
            Run<double, TFunction>(part, y, part);
            TensorPrimitives.ConvertTruncating<double, T>(part, z[start..]);
        }
    }

    /// <summary>output_i = f(x_i, y_i, z_i).</summary>
    public static void Run<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction3 =>
        new MapLoop<T, ThreeArguments<TFunction>>(x, y, z, output).Run(0, output.Length);

    /// <summary>The sum of f(x_i), where f(0) is 0.</summary>
    public static T Sum<T, TFunction>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction => SumOf<T, OneArgument<TFunction>>(x, x);

    /// <summary>The sum of f(x_i, y_i), where f(0, 0) is 0.</summary>
    public static T Sum<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction2 => SumOf<T, TwoArguments<TFunction>>(x, y);

    private static T SumOf<T, TCall>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TCall : struct, ICall
    {
        var loop = new SumLoop<T, TCall>(x, y);
        VectorLoop.Run<T, SumLoop<T, TCall>>(ref loop, 0, x.Length);
        return loop.Sum;
    }

    // Fewer elements than a vector has, through a copy that is filled up with zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rest<T, V, TCall>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TCall : struct, ICall
    {
        Span<T> filled = stackalloc T[3 * V.Count];
        filled.Clear();
        x.CopyTo(filled);
        y.CopyTo(filled[V.Count..]);
        z.CopyTo(filled[(2 * V.Count)..]);
        ref var first = ref MemoryMarshal.GetReference(filled);
        TCall.At<T, V>(ref first, ref Unsafe.Add(ref first, V.Count), ref Unsafe.Add(ref first, 2 * V.Count), 0).Store(ref first, 0);
        filled[..output.Length].CopyTo(output);
    }

    /// <summary>A function of the vectors at an index of its arguments; those that it does not take are not read.</summary>
    private interface ICall
    {
        static abstract V At<T, V>(ref T x, ref T y, ref T z, nint i)
            where T : unmanaged
            where V : struct, IVector<V, T>;
    }

    private readonly struct OneArgument<TFunction> : ICall
        where TFunction : struct, IVectorFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At<T, V>(ref T x, ref T y, ref T z, nint i)
            where T : unmanaged
            where V : struct, IVector<V, T> => TFunction.Of(V.Load(ref x, i));
    }

    private readonly struct TwoArguments<TFunction> : ICall
        where TFunction : struct, IVectorFunction2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At<T, V>(ref T x, ref T y, ref T z, nint i)
            where T : unmanaged
            where V : struct, IVector<V, T> => TFunction.Of(V.Load(ref x, i), V.Load(ref y, i));
    }

    private readonly struct ThreeArguments<TFunction> : ICall
        where TFunction : struct, IVectorFunction3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V At<T, V>(ref T x, ref T y, ref T z, nint i)
            where T : unmanaged
            where V : struct, IVector<V, T> => TFunction.Of(V.Load(ref x, i), V.Load(ref y, i), V.Load(ref z, i));
    }

    private ref struct MapLoop<T, TCall>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> output)
        : IRangeLoop, IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TCall : struct, ICall
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly ReadOnlySpan<T> _z = z;
        private readonly Span<T> _output = output;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int first, int count) => VectorLoop.Run<T, MapLoop<T, TCall>>(ref this, first, count);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            // Slicing refuses an argument that is too short.
            var whole = count - (count % V.Count);
            ref var firstX = ref MemoryMarshal.GetReference(_x.Slice(first, count));
            ref var firstY = ref MemoryMarshal.GetReference(_y.Slice(first, count));
            ref var firstZ = ref MemoryMarshal.GetReference(_z.Slice(first, count));
            ref var firstOutput = ref MemoryMarshal.GetReference(_output.Slice(first, count));
            for (nint i = 0; i < whole; i += V.Count)
            {
                TCall.At<T, V>(ref firstX, ref firstY, ref firstZ, i).Store(ref firstOutput, i);
            }

            if (whole < count)
            {
                var (start, rest) = (first + whole, count - whole);
                Rest<T, V, TCall>(_x.Slice(start, rest), _y.Slice(start, rest), _z.Slice(start, rest), _output.Slice(start, rest));
            }
        }
    }

    private readonly struct FirstNumber<TFunction> : IVectorFunction3
        where TFunction : struct, IVectorFunction2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y, V z)
            where V : struct, IVector<V> => TFunction.Of(x, y);
    }

    private readonly ref struct NumbersLoop<T, TFunction>(ReadOnlySpan<T> x, T y, T z, Span<T> output) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction3
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _output = output;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var elements = _x.Slice(first, count);
            var results = _output.Slice(first, count);
            var (number, other) = (V.Broadcast(y), V.Broadcast(z));
            ref var source = ref MemoryMarshal.GetReference(elements);
            ref var target = ref MemoryMarshal.GetReference(results);
            nint i = 0;
            for (; i <= count - V.Count; i += V.Count)
            {
                TFunction.Of(V.Load(ref source, i), number, other).Store(ref target, i);
            }

            if (i < count)
            {
                var rest = TFunction.Of(PartialVector.Load<T, V>(elements, (int)i, T.Zero), number, other);
                PartialVector.Store(rest, results, (int)i);
            }
        }
    }

    private readonly ref struct NumberLoop<T, TFunction>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, T z, Span<T> output) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IVectorFunction3
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _output = output;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var xs = _x.Slice(first, count);
            var ys = _y.Slice(first, count);
            var results = _output.Slice(first, count);
            var number = V.Broadcast(z);
            ref var firstX = ref MemoryMarshal.GetReference(xs);
            ref var firstY = ref MemoryMarshal.GetReference(ys);
            ref var target = ref MemoryMarshal.GetReference(results);
            nint i = 0;
            for (; i <= count - V.Count; i += V.Count)
            {
                TFunction.Of(V.Load(ref firstX, i), V.Load(ref firstY, i), number).Store(ref target, i);
            }

            if (i < count)
            {
                RunRest(xs[(int)i..], ys[(int)i..], number, results[(int)i..]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void RunRest<V>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, V z, Span<T> output)
            where V : struct, IVector<V, T> =>
            PartialVector.Store(TFunction.Of(PartialVector.Load<T, V>(x, 0, T.Zero), PartialVector.Load<T, V>(y, 0, T.Zero), z), output, 0);
    }

    private ref struct SumLoop<T, TCall>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TCall : struct, ICall
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;

        public T Sum { get; private set; }

        // In four sums, because each addition has to wait for the one before.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            ref var firstX = ref MemoryMarshal.GetReference(_x.Slice(first, count));
            ref var firstY = ref MemoryMarshal.GetReference(_y.Slice(first, count));
            var (a, b, c, d) = (V.Number(0), V.Number(0), V.Number(0), V.Number(0));
            nint i = 0;
            for (; i <= count - (4 * V.Count); i += 4 * V.Count)
            {
                a += TCall.At<T, V>(ref firstX, ref firstY, ref firstX, i);
                b += TCall.At<T, V>(ref firstX, ref firstY, ref firstX, i + V.Count);
                c += TCall.At<T, V>(ref firstX, ref firstY, ref firstX, i + (2 * V.Count));
                d += TCall.At<T, V>(ref firstX, ref firstY, ref firstX, i + (3 * V.Count));
            }

            for (; i <= count - V.Count; i += V.Count)
            {
                a += TCall.At<T, V>(ref firstX, ref firstY, ref firstX, i);
            }

            Sum = V.Sum(a + b + (c + d));
            if (i < count)
            {
                Sum += SumRest<V>(first + (int)i, count - (int)i);
            }
        }

        private readonly T SumRest<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            Span<T> rest = stackalloc T[V.Count];
            Rest<T, V, TCall>(_x.Slice(first, count), _y.Slice(first, count), _y.Slice(first, count), rest[..count]);
            return V.Sum(PartialVector.Load<T, V>(rest[..count], 0, T.Zero));
        }
    }
}
