using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>A compile-time integer as a type argument: a kernel is written once and compiled for every size.</summary>
internal interface ISize
{
    /// <summary>The integer.</summary>
    static abstract int Value { get; }
}

/// <summary>What becomes of sums that are done, and of what is in their place.</summary>
internal enum Storing
{
    /// <summary>They are written over it.</summary>
    Replace,

    /// <summary>They are added to it.</summary>
    Add,

    /// <summary>They are subtracted from it.</summary>
    Subtract,
}

/// <summary>The innermost step of a matrix product: sums of a few rows by one or two vectors of columns.</summary>
/// <remarks>
/// The sums stay in registers. A multiply-add takes 4 cycles and 2 start in each, so 8 independent sums keep both units busy. Each element
/// of A is used for two vectors and each vector of B for all rows, so that loading keeps up, even where A is not copied closer together.
/// </remarks>
internal static class MatrixTile
{
    // a is (rows, k), b is (k, columns), c is (rows, columns) with columns of one or two vectors: c = a b, c += a b or c -= a b.

    /// <summary>C = A B, C += A B or C -= A B, for the first rows of C: those of the largest tile that fits.</summary>
    /// <param name="rows">The number of rows of C.</param>
    /// <param name="single">Whether the tile is one vector wide instead of two.</param>
    /// <param name="k">The inner length.</param>
    /// <param name="a">The rows of A.</param>
    /// <param name="b">B; its columns are neighbors.</param>
    /// <param name="c">C; its columns are neighbors.</param>
    /// <param name="storing">What becomes of C.</param>
    /// <returns>The number of rows done.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Multiply<T, V>(
        int rows, bool single, int k, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c, Storing storing)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T> =>
        single ? Multiply<T, V, One>(rows, k, a, b, c, storing) : Multiply<T, V, Two>(rows, k, a, b, c, storing);

    /// <summary>The most rows of a tile: sums, two vectors of B and one of A must fit into 32 registers with AVX-512, else 16.</summary>
    public static int MostRows<V>()
        where V : struct => Unsafe.SizeOf<V>() == 64 ? 8 : 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Multiply<T, V, TWidth>(int rows, int k, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c, Storing storing)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TWidth : struct, ISize
    {
        switch (rows)
        {
            case >= 8 when MostRows<V>() >= 8:
                Multiply<T, V, Eight, TWidth>(k, a, b, c, storing);
                return 8;
            case >= 6:
                Multiply<T, V, Six, TWidth>(k, a, b, c, storing);
                return 6;
            case >= 4:
                Multiply<T, V, Four, TWidth>(k, a, b, c, storing);
                return 4;
            case >= 2:
                Multiply<T, V, Two, TWidth>(k, a, b, c, storing);
                return 2;
            default:
                Multiply<T, V, One, TWidth>(k, a, b, c, storing);
                return 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Multiply<T, V, TRows, TWidth>(
        int k, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c, Storing storing)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TRows : struct, ISize
        where TWidth : struct, ISize
    {
        Sums<T, V, TWidth> row0 = default, row1 = default, row2 = default, row3 = default;
        Sums<T, V, TWidth> row4 = default, row5 = default, row6 = default, row7 = default;
        var (rowStride, columnStride, bStride) = ((nint)a.RowStride, (nint)a.ColumnStride, (nint)b.RowStride);
        var top = a.At(0, 0);
        var middle = a.At(3, 0);
        var bottom = a.At(6, 0);
        var factors = b.At(0, 0);
        for (var p = k; p > 0; p--)
        {
            var b0 = V.Load(ref *factors, 0);
            var b1 = TWidth.Value > 1 ? V.Load(ref *factors, V.Count) : default;
            row0.Add(top[0], b0, b1);
            if (TRows.Value > 1)
            {
                row1.Add(top[rowStride], b0, b1);
            }

            if (TRows.Value > 2)
            {
                row2.Add(top[2 * rowStride], b0, b1);
                row3.Add(middle[0], b0, b1);
            }

            if (TRows.Value > 4)
            {
                row4.Add(middle[rowStride], b0, b1);
                row5.Add(middle[2 * rowStride], b0, b1);
            }

            if (TRows.Value > 6)
            {
                row6.Add(bottom[0], b0, b1);
                row7.Add(bottom[rowStride], b0, b1);
            }

            top += columnStride;
            middle += columnStride;
            bottom += columnStride;
            factors += bStride;
        }

        row0.Store(c.At(0, 0), storing);
        if (TRows.Value > 1)
        {
            row1.Store(c.At(1, 0), storing);
        }

        if (TRows.Value > 2)
        {
            row2.Store(c.At(2, 0), storing);
            row3.Store(c.At(3, 0), storing);
        }

        if (TRows.Value > 4)
        {
            row4.Store(c.At(4, 0), storing);
            row5.Store(c.At(5, 0), storing);
        }

        if (TRows.Value > 6)
        {
            row6.Store(c.At(6, 0), storing);
            row7.Store(c.At(7, 0), storing);
        }
    }

    /// <summary>One vector or row.</summary>
    internal readonly struct One : ISize
    {
        public static int Value => 1;
    }

    /// <summary>Two vectors or rows.</summary>
    internal readonly struct Two : ISize
    {
        public static int Value => 2;
    }

    /// <summary>Four rows.</summary>
    internal readonly struct Four : ISize
    {
        public static int Value => 4;
    }

    /// <summary>Eight rows.</summary>
    internal readonly struct Eight : ISize
    {
        public static int Value => 8;
    }

    private readonly struct Six : ISize
    {
        public static int Value => 6;
    }

    /// <summary>The sums of a row: one or two vectors.</summary>
    internal struct Sums<T, V, TWidth>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TWidth : struct, ISize
    {
        private V _first;
        private V _second;

        /// <summary>Adds a times each of two vectors.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(T a, V b0, V b1)
        {
            var factor = V.Broadcast(a);
            _first = V.MultiplyAddEstimate(factor, b0, _first);
            if (TWidth.Value > 1)
            {
                _second = V.MultiplyAddEstimate(factor, b1, _second);
            }
        }

        /// <summary>Writes the sums, adds them to what is there, or subtracts them.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly unsafe void Store(T* c, Storing storing)
        {
            Store(c, _first, storing);
            if (TWidth.Value > 1)
            {
                Store(c + V.Count, _second, storing);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static unsafe void Store(T* c, V sum, Storing storing)
        {
            if (storing != Storing.Replace)
            {
                var before = V.Load(ref *c, 0);
                sum = storing == Storing.Add ? before + sum : before - sum;
            }

            sum.Store(ref *c, 0);
        }
    }
}
