using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Sums of rows that are seen as columns, in blocks, so that the rounding grows with their number.</summary>
internal static class ColumnSum
{
    /// <summary>How many elements of a row are added up in order.</summary>
    public const int Block = 32;

    // Columns are (length, rows), as in IColumnKernel.

    /// <summary>The sum of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var sum = V.Number(0);
        for (var start = 0; start < length; start += Block)
        {
            var part = V.Number(0);
            for (var j = start; j < Math.Min(start + Block, length); j++)
            {
                part += V.Load(ref columns, j * V.Count);
            }

            sum += part;
        }

        return sum;
    }

    /// <summary>The sum of the products of each two rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<T, V>(ref T x, ref T y, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var sum = V.Number(0);
        for (var start = 0; start < length; start += Block)
        {
            var part = V.Number(0);
            for (var j = start; j < Math.Min(start + Block, length); j++)
            {
                part += V.Load(ref x, j * V.Count) * V.Load(ref y, j * V.Count);
            }

            sum += part;
        }

        return sum;
    }
}
