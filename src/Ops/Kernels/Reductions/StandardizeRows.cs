using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y_i = (x_i - mean) / sqrt(variance + eps) of a row.</summary>
/// <remarks>
/// The mean of large numbers is wrong in its last digit, which may be more than sqrt(eps): equal numbers would be far from their mean. The
/// mean of the differences is that error, and is subtracted.
/// </remarks>
internal readonly struct StandardizeRow(double eps) : IRowKernel, IColumnKernel
{
    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorPrimitives.Multiply(y, Center(x, y, eps), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Columns<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var factor = Center<T, V>(ref columns, ref columns, length, eps);
        for (var j = 0; j < length; j++)
        {
            (V.Load(ref columns, j * V.Count) * factor).Store(ref columns, j * V.Count);
        }
    }

    /// <summary>Writes x - mean, and returns 1 / sqrt(variance + eps).</summary>
    public static T Center<T>(ReadOnlySpan<T> x, Span<T> y, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = T.CreateChecked(x.Length);
        TensorPrimitives.Subtract(x, SumReduction.Row(x) / count, y);
        TensorPrimitives.Subtract(y, SumReduction.Row<T>(y) / count, y);
        return T.One / T.Sqrt((SumOfSquaresReduction.Row<T>(y) / count) + T.CreateChecked(eps));
    }

    /// <summary>The same for rows that are seen as columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Center<T, V>(ref T x, ref T y, int length, double eps)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var count = V.Number(length);
        Subtract(ref x, ColumnSum.Of<T, V>(ref x, length) / count, ref y, length);
        Subtract(ref y, ColumnSum.Of<T, V>(ref y, length) / count, ref y, length);
        return V.Number(1) / V.Sqrt((ColumnSum.Of<T, V>(ref y, ref y, length) / count) + V.Number(eps));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract<T, V>(ref T x, V mean, ref T y, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        for (var j = 0; j < length; j++)
        {
            (V.Load(ref x, j * V.Count) - mean).Store(ref y, j * V.Count);
        }
    }
}

/// <summary>z_i = (x_i - mean(x) - s_i mean(x s)) / sqrt(variance(y) + eps) of a row, where s is y standardized.</summary>
internal readonly struct StandardizeGradientRow(double eps) : IRowKernel2, IColumnKernel
{
    public void Row<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = T.CreateChecked(x.Length);
        var factor = StandardizeRow.Center(y, z, eps);
        var mean = SumReduction.Row(x) / count;

        // s is z times the factor, and stands twice in the product.
        var along = SumOfSquaresReduction.Products(x, z) / count * factor * factor;
        TensorPrimitives.MultiplyAddEstimate(z, -along, x, z);
        TensorPrimitives.Subtract(z, mean, z);
        TensorPrimitives.Multiply(z, factor, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Columns<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        ref var centered = ref Unsafe.Add(ref columns, length * V.Count);
        var count = V.Number(length);
        var factor = StandardizeRow.Center<T, V>(ref centered, ref centered, length, eps);
        var mean = ColumnSum.Of<T, V>(ref columns, length) / count;
        var along = ColumnSum.Of<T, V>(ref columns, ref centered, length) / count * factor * factor;
        for (var j = 0; j < length; j++)
        {
            var (x, y) = (V.Load(ref columns, j * V.Count), V.Load(ref centered, j * V.Count));
            ((V.MultiplyAddEstimate(-along, y, x) - mean) * factor).Store(ref columns, j * V.Count);
        }
    }
}
