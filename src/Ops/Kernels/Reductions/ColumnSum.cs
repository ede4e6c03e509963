using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>Sums of rows that are seen as columns, in blocks, so that the rounding grows with the square root of the length.</summary>
internal static class ColumnSum
{
    /// <summary>How many of some terms are added up in order, at least; then so are these sums, of which there are no more.</summary>
    public static int BlockOf(int terms, int least = 32) =>
        terms < least * least ? least : (int)Math.Sqrt(terms) + 1;
}

/// <summary>The largest element of each row; NaN if there is one.</summary>
internal struct ColumnMax<T, V, TFunction> : IColumnPass<ColumnMax<T, V, TFunction>, T, V>
    where T : unmanaged, IFloatingPointIeee754<T>
    where V : struct, IVector<V, T>
    where TFunction : struct, IVectorFunction
{
    /// <summary>The number that it is kept as.</summary>
    public const int Max = 0;

    private V _max;
    private V _isNumber;

    /// <summary>Finds it.</summary>
    public static void Run(in ColumnBlock<T> rows, int stretch)
    {
        rows.Keep(Max, V.Number(double.NegativeInfinity));
        ColumnPass.Run<T, V, ColumnMax<T, V, TFunction>>(rows, stretch, descending: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ColumnMax<T, V, TFunction> Begin(in ColumnBlock<T> rows, nint row)
    {
        var max = rows.Number<V>(Max, row);
        return new() { _max = max, _isNumber = V.Equal(max, max) };
    }

    // Of a row with NaN the largest may become anything.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(ref T x, ref T y, ref T z, nint i)
    {
        var next = TFunction.Of(V.Load(ref x, i));
        _max = V.AtLeast(_max, next);
        _isNumber &= V.Equal(next, next);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void End(in ColumnBlock<T> rows, nint row) =>
        rows.Keep(Max, row, V.Select(_isNumber, _max, V.Number(double.NaN)));
}
