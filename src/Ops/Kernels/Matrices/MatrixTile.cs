using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>A number known when the code is compiled, so that one text serves tiles of every size.</summary>
internal interface ISize
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}

/// <summary>The innermost step of a matrix product: the sums of a few rows by one or two vector registers, over a stretch of the inner length.</summary>
/// <remarks>
/// The sums stay in registers. Eight independent ones hide the latency of multiply-adds, two of four cycles at a time; each element of A is used for
/// two registers and each register of B for all rows, so that reading, even with A where it is, keeps up.
/// </remarks>
internal static class MatrixTile
{
    /// <summary>C = A B, or C += A B, for the first rows of C, as many as there is a tile for.</summary>
    /// <param name="rows">The number of rows of C.</param>
    /// <param name="single">Whether the tile is one register wide instead of two.</param>
    /// <param name="k">The inner length.</param>
    /// <param name="a">The rows of A.</param>
    /// <param name="b">B; its columns are neighbors.</param>
    /// <param name="c">C; its columns are neighbors.</param>
    /// <param name="add">Whether to add to C.</param>
    /// <returns>The number of rows done.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Multiply<T, TRegister>(int rows, bool single, int k, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T> =>
        single ? Multiply<T, TRegister, One>(rows, k, a, b, c, add) : Multiply<T, TRegister, Two>(rows, k, a, b, c, add);

    // As many rows as there is a tile for; returns how many.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Multiply<T, TRegister, TWidth>(int rows, int k, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
        where TWidth : struct, ISize
    {
        switch (rows)
        {
            case >= 8 when TRegister.TileRows >= 8:
                Multiply<T, TRegister, Eight, TWidth>(k, a, b, c, add);
                return 8;
            case >= 6:
                Multiply<T, TRegister, Six, TWidth>(k, a, b, c, add);
                return 6;
            case >= 4:
                Multiply<T, TRegister, Four, TWidth>(k, a, b, c, add);
                return 4;
            case >= 2:
                Multiply<T, TRegister, Two, TWidth>(k, a, b, c, add);
                return 2;
            default:
                Multiply<T, TRegister, One, TWidth>(k, a, b, c, add);
                return 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Multiply<T, TRegister, TRows, TWidth>(int k, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
        where TRows : struct, ISize
        where TWidth : struct, ISize
    {
        Sums<T, TRegister, TWidth> row0 = default, row1 = default, row2 = default, row3 = default, row4 = default, row5 = default, row6 = default, row7 = default;
        var (rowStride, columnStride, bStride) = ((nint)a.RowStride, (nint)a.ColumnStride, (nint)b.RowStride);
        var top = a.At(0, 0);
        var middle = a.At(3, 0);
        var bottom = a.At(6, 0);
        var factors = b.At(0, 0);
        for (var p = k; p > 0; p--)
        {
            var b0 = TRegister.Load(ref *factors, 0);
            var b1 = TWidth.Value > 1 ? TRegister.Load(ref *factors, TRegister.Count) : default;
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

        row0.Store(c.At(0, 0), add);
        if (TRows.Value > 1)
        {
            row1.Store(c.At(1, 0), add);
        }

        if (TRows.Value > 2)
        {
            row2.Store(c.At(2, 0), add);
            row3.Store(c.At(3, 0), add);
        }

        if (TRows.Value > 4)
        {
            row4.Store(c.At(4, 0), add);
            row5.Store(c.At(5, 0), add);
        }

        if (TRows.Value > 6)
        {
            row6.Store(c.At(6, 0), add);
            row7.Store(c.At(7, 0), add);
        }
    }

    /// <summary>One register.</summary>
    internal readonly struct One : ISize
    {
        public static int Value => 1;
    }

    /// <summary>Two registers or rows.</summary>
    internal readonly struct Two : ISize
    {
        public static int Value => 2;
    }

    private readonly struct Four : ISize
    {
        public static int Value => 4;
    }

    private readonly struct Six : ISize
    {
        public static int Value => 6;
    }

    private readonly struct Eight : ISize
    {
        public static int Value => 8;
    }

    /// <summary>The sums of a row.</summary>
    internal struct Sums<T, TRegister, TWidth>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
        where TWidth : struct, ISize
    {
        private TRegister _first;
        private TRegister _second;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(T a, TRegister b0, TRegister b1)
        {
            var factor = TRegister.Broadcast(a);
            _first = TRegister.MultiplyAdd(factor, b0, _first);
            if (TWidth.Value > 1)
            {
                _second = TRegister.MultiplyAdd(factor, b1, _second);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly unsafe void Store(T* c, bool add)
        {
            Store(c, _first, add);
            if (TWidth.Value > 1)
            {
                Store(c + TRegister.Count, _second, add);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static unsafe void Store(T* c, TRegister sum, bool add) =>
            (add ? TRegister.Add(TRegister.Load(ref *c, 0), sum) : sum).Store(ref *c, 0);
    }
}
