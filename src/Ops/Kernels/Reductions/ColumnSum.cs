using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Sums of rows that are seen as columns, in blocks, so that the rounding grows with the square root of the length.</summary>
internal static class ColumnSum
{
    /// <summary>How many of some terms are added up in order, at least; then so are these sums, of which there are no more.</summary>
    public static int BlockOf(int terms, int least = 32) => Math.Max(least, (int)Math.Sqrt(terms) + 1);

    // Columns are (length, rows), as in IColumnKernel.

    /// <summary>The sum of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (sum, block) = (V.Number(0), BlockOf(length));
        for (var start = 0; start < length; start += block)
        {
            var part = V.Number(0);
            for (var j = start; j < Math.Min(start + block, length); j++)
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
        var (sum, block) = (V.Number(0), BlockOf(length));
        for (var start = 0; start < length; start += block)
        {
            var part = V.Number(0);
            for (var j = start; j < Math.Min(start + block, length); j++)
            {
                part += V.Load(ref x, j * V.Count) * V.Load(ref y, j * V.Count);
            }

            sum += part;
        }

        return sum;
    }
}
