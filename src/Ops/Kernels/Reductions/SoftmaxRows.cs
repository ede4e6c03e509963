using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>ln sum_j e^x_j of a row without overflow, and with the digits of a sum near 1.</summary>
internal readonly struct LogSumExpRow : IRowKernel, IColumnKernel
{
    /// <summary>The number of a row that its largest element is kept as.</summary>
    public const int Max = 0;

    /// <summary>The one that ln(1 + others) is kept as.</summary>
    public const int Log = 1;

    /// <summary>How many numbers are kept.</summary>
    public const int Count = 4;

    private const int Below = 2;
    private const int Largest = 3;

    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (max, others) = Split(x);
        y[0] = max + VectorMap.One<T, Log1pFunction>(others);
    }

    public void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        Split<T, V>(rows);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            (rows.Number<V>(Max, row) + rows.Number<V>(Log, row)).Store(ref rows.Z, row);
        }
    }

    /// <summary>The largest element m, and sum_j e^(x_j - m) over all others, so that logsumexp is m + ln(1 + others).</summary>
    /// <remarks>Leaving the largest out, whose term is exactly 1, keeps the digits of the others however small they are.</remarks>
    public static (T Max, T Others) Split<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var max = ExpRow.Max(x);
        if (!T.IsFinite(max))
        {
            return (max, T.Zero);
        }

        var (below, largest) = ExpRow.SumBelow(x, max);
        return (max, below + (largest - T.One));
    }

    /// <summary>The same for rows that are seen as columns, and ln(1 + others).</summary>
    public static void Split<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var stretch = ColumnSum.BlockOf(rows.Length);
        ColumnMax<T, V, IdentityFunction>.Run(rows, stretch);
        rows.Keep(Below, V.Number(0));
        rows.Keep(Largest, V.Number(0));
        ColumnPass.Run<T, V, SumPass<T, V>>(rows, stretch);
        Logarithms<T, V>(rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Logarithms<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            var others = rows.Number<V>(Below, row) + (rows.Number<V>(Largest, row) - V.Number(1));
            rows.Keep(Log, row, Log1pFunction.Of(others));
        }
    }

    /// <summary>max - x for an element of a row; +infinity in a row of nothing but -infinity, where no element is likely.</summary>
    public static T BelowMax<T>(T max, T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.IsNegativeInfinity(max) ? T.PositiveInfinity : max - x;

    private struct SumPass<T, V> : IColumnPass<SumPass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _max;
        private V _below;
        private V _largest;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static SumPass<T, V> Begin(in ColumnBlock<T> rows, nint row) =>
            new() { _max = rows.Number<V>(Max, row), _below = V.Number(0), _largest = V.Number(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ref T x, ref T y, ref T z, nint i)
        {
            var next = V.Load(ref x, i);
            _below += V.Less(next, _max) & ExpOfNegativeFunction.Of(next - _max);
            _largest += V.Equal(next, _max) & V.Number(1);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
            rows.Keep(Below, row, rows.Number<V>(Below, row) + _below);
            rows.Keep(Largest, row, rows.Number<V>(Largest, row) + _largest);
        }
    }
}

/// <summary>e^x_i / sum_j e^x_j of a row; 0 everywhere in a row of nothing but -infinity.</summary>
internal readonly struct SoftmaxRow : IRowKernel, IColumnKernel
{
    private const int Max = 0;
    private const int Sum = 1;

    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var max = ExpRow.Max(x);
        if (T.IsNegativeInfinity(max))
        {
            y.Clear();
            return;
        }

        TensorPrimitives.Multiply(y, T.One / ExpRow.Write(x, max, y), y);
    }

    public void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var stretch = ColumnSum.BlockOf(rows.Length);
        ColumnMax<T, V, IdentityFunction>.Run(rows, stretch);
        rows.Keep(Sum, V.Number(0));
        ColumnPass.Run<T, V, ExpPass<T, V>>(rows, stretch);
        ColumnPass.Run<T, V, ScalePass<T, V>>(rows, stretch, descending: true);
    }

    private struct ExpPass<T, V> : IColumnPass<ExpPass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _max;
        private V _sum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ExpPass<T, V> Begin(in ColumnBlock<T> rows, nint row) =>
            new() { _max = rows.Number<V>(Max, row), _sum = V.Number(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ref T x, ref T y, ref T z, nint i)
        {
            var e = ExpOfNegativeFunction.Of(V.Load(ref x, i) - _max);
            e.Store(ref z, i);
            _sum += e;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row) => rows.Keep(Sum, row, rows.Number<V>(Sum, row) + _sum);
    }

    private struct ScalePass<T, V> : IColumnPass<ScalePass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _isNothing;
        private V _factor;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ScalePass<T, V> Begin(in ColumnBlock<T> rows, nint row) => new()
        {
            _isNothing = V.Equal(rows.Number<V>(Max, row), V.Number(double.NegativeInfinity)),
            _factor = V.Number(1) / rows.Number<V>(Sum, row),
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Take(ref T x, ref T y, ref T z, nint i) =>
            V.Select(_isNothing, V.Number(0), V.Load(ref z, i) * _factor).Store(ref z, i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
        }
    }
}

/// <summary>x_i - logsumexp(x) of a row; -infinity everywhere in a row of nothing but -infinity.</summary>
internal readonly struct LogSoftmaxRow : IRowKernel, IColumnKernel
{
    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (max, others) = LogSumExpRow.Split(x);
        if (T.IsNegativeInfinity(max))
        {
            y.Fill(T.NegativeInfinity);
            return;
        }

        // First the largest element: the difference is exact near it, and the logarithm is small.
        VectorMap.Run<T, Function>(x, max, VectorMap.One<T, Log1pFunction>(others), y);
    }

    public void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        LogSumExpRow.Split<T, V>(rows);
        ColumnPass.Run<T, V, SubtractPass<T, V>>(rows, ColumnSum.BlockOf(rows.Length), descending: true);
    }

    private readonly struct Function : IVectorFunction3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y, V z)
            where V : struct, IVector<V> => x - y - z;
    }

    private struct SubtractPass<T, V> : IColumnPass<SubtractPass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _max;
        private V _log;
        private V _isNothing;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static SubtractPass<T, V> Begin(in ColumnBlock<T> rows, nint row)
        {
            var max = rows.Number<V>(LogSumExpRow.Max, row);
            var isNothing = V.Equal(max, V.Number(double.NegativeInfinity));
            return new() { _max = max, _log = rows.Number<V>(LogSumExpRow.Log, row), _isNothing = isNothing };
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Take(ref T x, ref T y, ref T z, nint i) =>
            V.Select(_isNothing, _max, Function.Of(V.Load(ref x, i), _max, _log)).Store(ref z, i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
        }
    }
}
