using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>z_i = y_i (x_i - sum_j x_j y_j) of a row.</summary>
internal readonly struct SoftmaxGradientRow : IRowKernel2, IColumnKernel
{
    public void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => VectorMap.Run<T, Function>(x, y, SumOfSquaresReduction.Products(x, y), z);

    public void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T> => ColumnsWithSum<T, V, Product, Function>.Run(rows);

    private readonly struct Product : IVectorFunction2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y)
            where V : struct, IVector<V> => x * y;
    }

    private readonly struct Function : IVectorFunction3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y, V z)
            where V : struct, IVector<V> => (x - z) * y;
    }
}

/// <summary>z_i = x_i - e^y_i sum_j x_j of a row.</summary>
internal readonly struct LogSoftmaxGradientRow : IRowKernel2, IColumnKernel
{
    public void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => VectorMap.Run<T, Function>(x, y, SumReduction.Row(x), z);

    public void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T> => ColumnsWithSum<T, V, First, Function>.Run(rows);

    private readonly struct First : IVectorFunction2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y)
            where V : struct, IVector<V> => x;
    }

    private readonly struct Function : IVectorFunction3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Of<V>(V x, V y, V z)
            where V : struct, IVector<V> => x - (ExpFunction.Of(y) * z);
    }
}

/// <summary>z_i = f(x_i, y_i, sum_j t(x_j, y_j)) of rows that are seen as columns.</summary>
internal static class ColumnsWithSum<T, V, TTerm, TFunction>
    where T : unmanaged, IFloatingPointIeee754<T>
    where V : struct, IVector<V, T>
    where TTerm : struct, IVectorFunction2
    where TFunction : struct, IVectorFunction3
{
    private const int Sum = 0;

    /// <summary>Computes the results.</summary>
    public static void Run(in ColumnBlock<T> rows)
    {
        var stretch = ColumnSum.BlockOf(rows.Length);
        rows.Keep(Sum, V.Number(0));
        ColumnPass.Run<T, V, SumPass>(rows, stretch);
        ColumnPass.Run<T, V, ResultPass>(rows, stretch, descending: true);
    }

    private struct SumPass : IColumnPass<SumPass, T, V>
    {
        private V _sum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static SumPass Begin(in ColumnBlock<T> rows, nint row) => new() { _sum = V.Number(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ref T x, ref T y, ref T z, nint i) => _sum += TTerm.Of(V.Load(ref x, i), V.Load(ref y, i));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row) => rows.Keep(Sum, row, rows.Number<V>(Sum, row) + _sum);
    }

    private struct ResultPass : IColumnPass<ResultPass, T, V>
    {
        private V _sum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ResultPass Begin(in ColumnBlock<T> rows, nint row) => new() { _sum = rows.Number<V>(Sum, row) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Take(ref T x, ref T y, ref T z, nint i) =>
            TFunction.Of(V.Load(ref x, i), V.Load(ref y, i), _sum).Store(ref z, i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
        }
    }
}
