using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The product of two row-major matrices, each of which may be taken transposed.</summary>
/// <remarks>
/// <para>The innermost step sums up a tile of the output, six rows by two vector registers, over a stretch of the inner length: twelve
/// independent sums hide the latency of the multiply-adds, and with two registers for B and one for A they fit the sixteen of AVX2.</para>
/// <para>A large product is cut as in K. Goto, R. van de Geijn: Anatomy of high-performance matrix multiplication (2008). A stretch of
/// <see cref="Depth"/> rows of B is copied into panels as wide as a tile, which stay in the outer cache; a block of <see cref="BlockRows"/> rows
/// of A is copied into panels of six rows, which stays in the second one; copying also undoes transposition and pads with zeros. The blocks of rows are
/// shared out among the cores. Each element is summed up in the same order however many cores there are.</para>
/// <para>A small product, or one of few rows or columns, reads A where it is, and B too if only few tiles use it; its panels are shared out among the cores.</para>
/// </remarks>
internal static class MatrixProduct
{
    private const int TileRows = 6;
    private const int Depth = 384;
    private const int BlockRows = 16 * TileRows;
    private const int BlockColumns = 2048;

    // With so many tiles of rows a panel is worth copying: rows that are far apart meet in few places of the cache.
    private const int FewTiles = 8;

    // Up to the first number of multiply-adds copying never pays; above the second one, another core does.
    private const long Small = 128 * 128 * 128;
    private const long Parallel = 160 * 160 * 160;

    /// <summary>C = A B, with A (m, k), or (k, m) if transposed, and B (k, n), or (n, k) if transposed.</summary>
    public static void Multiply<T>(int m, int n, int k, ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.IsEmpty || k == 0)
        {
            c.Clear();
        }
        else if (n == 1 && (!transposeA || m == 1))
        {
            for (var row = 0; row < m; row++)
            {
                c[row] = TensorPrimitives.Dot(a.Slice(row * k, k), b);
            }
        }
        else if (n == 1)
        {
            Multiply(1, m, k, b, false, a, false, c);
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            Multiply<T, Register512<T>>(m, n, k, a, transposeA, b, transposeB, c);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Multiply<T, Register256<T>>(m, n, k, a, transposeA, b, transposeB, c);
        }
        else
        {
            Multiply<T, Register128<T>>(m, n, k, a, transposeA, b, transposeB, c);
        }
    }

    private static unsafe void Multiply<T, TRegister>(int m, int n, int k, ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        fixed (T* left = a, right = b, output = c)
        {
            var operandA = new Matrix<T>(left, transposeA ? 1 : k, transposeA ? m : 1);
            var operandB = new Matrix<T>(right, transposeB ? 1 : n, transposeB ? k : 1);
            var result = new Matrix<T>(output, n, 1);

            // Copying pays when what is copied is used often: elements of A once for each panel of B, those of B once for each tile of rows.
            if (m <= FewTiles * TileRows || n <= 4 * TRegister.Count || (long)m * n * k <= Small)
            {
                MultiplyPanels<T, TRegister>(m, n, k, operandA, operandB, result);
            }
            else
            {
                MultiplyLarge<T, TRegister>(m, n, k, operandA, operandB, result);
            }
        }
    }

    private static unsafe void MultiplyPanels<T, TRegister>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        var panels = (n + (2 * TRegister.Count) - 1) / (2 * TRegister.Count);
        if ((long)m * n * k > Parallel)
        {
            MultiplyPanelsOnCores<T, TRegister>(panels, m, n, k, a, b, c);
            return;
        }

        for (var panel = 0; panel < panels; panel++)
        {
            MultiplyPanel<T, TRegister>(panel, m, n, k, a, b, c);
        }
    }

    private static unsafe void MultiplyPanelsOnCores<T, TRegister>(int panels, int m, int n, int k, Matrix<T> a, Matrix<T> b, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T> =>
        Share(Environment.ProcessorCount, panels, panel => MultiplyPanel<T, TRegister>(panel, m, n, k, a, b, c));

    // All rows of A, where they are, times one panel of B.
    private static unsafe void MultiplyPanel<T, TRegister>(int panel, int m, int n, int k, Matrix<T> a, Matrix<T> b, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        var width = 2 * TRegister.Count;
        var column = panel * width;
        var columns = Math.Min(width, n - column);
        if (columns == width && b.ColumnStride == 1 && m < FewTiles * TileRows)
        {
            MultiplyRows<T, TRegister>(m, columns, k, a, b.At(0, column), b.RowStride, c.From(0, column));
            return;
        }

        var borrowed = ArrayPool<T>.Shared.Rent(k * width);
        fixed (T* packed = borrowed)
        {
            PackColumns(b.From(0, column), k, columns, width, packed);
            MultiplyRows<T, TRegister>(m, columns, k, a, packed, width, c.From(0, column));
        }

        ArrayPool<T>.Shared.Return(borrowed);
    }

    private static unsafe void MultiplyLarge<T, TRegister>(int m, int n, int k, Matrix<T> a, Matrix<T> b, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        var width = 2 * TRegister.Count;
        var cores = (long)m * n * k > Parallel ? Environment.ProcessorCount : 1;
        var panels = ArrayPool<T>.Shared.Rent(Depth * RoundUp(Math.Min(n, BlockColumns), width));
        fixed (T* packedB = panels)
        {
            var packed = packedB;
            for (var column = 0; column < n; column += BlockColumns)
            {
                var columns = Math.Min(BlockColumns, n - column);
                for (var inner = 0; inner < k; inner += Depth)
                {
                    var depth = Math.Min(Depth, k - inner);
                    var (block, from, upTo) = (inner, column, columns);
                    Share(cores, (columns + width - 1) / width, panel => PackColumns(
                        b.From(block, from + (panel * width)), depth, Math.Min(width, upTo - (panel * width)), width, packed + (panel * width * depth)));
                    Share(cores, (m + BlockRows - 1) / BlockRows, rows => MultiplyBlock<T, TRegister>(
                        Math.Min(BlockRows, m - (rows * BlockRows)), upTo, depth, a.From(rows * BlockRows, block), packed, c.From(rows * BlockRows, from), add: block > 0));
                }
            }
        }

        ArrayPool<T>.Shared.Return(panels);
    }

    // A block of rows of A times all packed panels of B.
    private static unsafe void MultiplyBlock<T, TRegister>(int m, int n, int k, Matrix<T> a, T* panels, Matrix<T> c, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        var width = 2 * TRegister.Count;
        var borrowed = ArrayPool<T>.Shared.Rent(BlockRows * k);
        fixed (T* packed = borrowed)
        {
            // Six rows of A at a time, transposed: the six factors of a step lie together.
            for (var row = 0; row < m; row += TileRows)
            {
                PackColumns(new Matrix<T>(a.At(row, 0), a.ColumnStride, a.RowStride), k, Math.Min(TileRows, m - row), TileRows, packed + (row * k));
            }

            for (var column = 0; column < n; column += width)
            {
                for (var row = 0; row < m; row += TileRows)
                {
                    WriteTile<T, TRegister>(
                        Math.Min(TileRows, m - row), Math.Min(width, n - column), k, new Matrix<T>(packed + (row * k), 1, TileRows), panels + (column * k), width, c.From(row, column), add);
                }
            }
        }

        ArrayPool<T>.Shared.Return(borrowed);
    }

    // Rows of A times one panel of B, tile by tile. The last tile overlaps the one before rather than being a smaller one.
    private static unsafe void MultiplyRows<T, TRegister>(int m, int columns, int k, Matrix<T> a, T* panel, int panelStride, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        for (var row = 0; row < m && m >= TileRows; row += TileRows)
        {
            var top = Math.Min(row, m - TileRows);
            WriteTile<T, TRegister>(TileRows, columns, k, a.From(top, 0), panel, panelStride, c.From(top, 0), add: false);
        }

        var single = stackalloc T[2 * TRegister.Count];
        for (var row = 0; row < m && m < TileRows; row++)
        {
            MultiplyRow<T, TRegister>(k, a.At(row, 0), a.ColumnStride, panel, panelStride, single);
            new ReadOnlySpan<T>(single, columns).CopyTo(new Span<T>(c.At(row, 0), columns));
        }
    }

    // A tile that is not whole goes through a buffer.
    private static unsafe void WriteTile<T, TRegister>(int rows, int columns, int k, Matrix<T> a, T* panel, int panelStride, Matrix<T> c, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        var width = 2 * TRegister.Count;
        if (rows == TileRows && columns == width)
        {
            MultiplyTile<T, TRegister>(k, a.At(0, 0), a.RowStride, a.ColumnStride, panel, panelStride, c.At(0, 0), c.RowStride, add);
            return;
        }

        var buffer = stackalloc T[TileRows * width];
        MultiplyTile<T, TRegister>(k, a.At(0, 0), a.RowStride, a.ColumnStride, panel, panelStride, buffer, width, add: false);
        for (var row = 0; row < rows; row++)
        {
            var from = new ReadOnlySpan<T>(buffer + (row * width), columns);
            var to = new Span<T>(c.At(row, 0), columns);
            if (add)
            {
                TensorPrimitives.Add(to, from, to);
            }
            else
            {
                from.CopyTo(to);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void MultiplyTile<T, TRegister>(int k, T* a, nint rowStride, nint columnStride, T* b, nint bStride, T* c, nint cStride, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        var (c00, c01) = Start<T, TRegister>(c, add);
        var (c10, c11) = Start<T, TRegister>(c + cStride, add);
        var (c20, c21) = Start<T, TRegister>(c + (2 * cStride), add);
        var (c30, c31) = Start<T, TRegister>(c + (3 * cStride), add);
        var (c40, c41) = Start<T, TRegister>(c + (4 * cStride), add);
        var (c50, c51) = Start<T, TRegister>(c + (5 * cStride), add);
        for (var p = 0; p < k; p++)
        {
            var b0 = TRegister.Load(ref *b, 0);
            var b1 = TRegister.Load(ref *b, TRegister.Count);
            var a0 = TRegister.Broadcast(*a);
            c00 = TRegister.MultiplyAdd(a0, b0, c00);
            c01 = TRegister.MultiplyAdd(a0, b1, c01);
            var a1 = TRegister.Broadcast(a[rowStride]);
            c10 = TRegister.MultiplyAdd(a1, b0, c10);
            c11 = TRegister.MultiplyAdd(a1, b1, c11);
            var a2 = TRegister.Broadcast(a[2 * rowStride]);
            c20 = TRegister.MultiplyAdd(a2, b0, c20);
            c21 = TRegister.MultiplyAdd(a2, b1, c21);
            var a3 = TRegister.Broadcast(a[3 * rowStride]);
            c30 = TRegister.MultiplyAdd(a3, b0, c30);
            c31 = TRegister.MultiplyAdd(a3, b1, c31);
            var a4 = TRegister.Broadcast(a[4 * rowStride]);
            c40 = TRegister.MultiplyAdd(a4, b0, c40);
            c41 = TRegister.MultiplyAdd(a4, b1, c41);
            var a5 = TRegister.Broadcast(a[5 * rowStride]);
            c50 = TRegister.MultiplyAdd(a5, b0, c50);
            c51 = TRegister.MultiplyAdd(a5, b1, c51);
            a += columnStride;
            b += bStride;
        }

        Store(c00, c01, c);
        Store(c10, c11, c + cStride);
        Store(c20, c21, c + (2 * cStride));
        Store(c30, c31, c + (3 * cStride));
        Store(c40, c41, c + (4 * cStride));
        Store(c50, c51, c + (5 * cStride));
    }

    private static unsafe void MultiplyRow<T, TRegister>(int k, T* a, nint columnStride, T* b, nint bStride, T* c)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        var (c0, c1) = (TRegister.Broadcast(T.Zero), TRegister.Broadcast(T.Zero));
        for (var p = 0; p < k; p++)
        {
            var a0 = TRegister.Broadcast(*a);
            c0 = TRegister.MultiplyAdd(a0, TRegister.Load(ref *b, 0), c0);
            c1 = TRegister.MultiplyAdd(a0, TRegister.Load(ref *b, TRegister.Count), c1);
            a += columnStride;
            b += bStride;
        }

        Store(c0, c1, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe (TRegister First, TRegister Second) Start<T, TRegister>(T* c, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T> =>
        add ? (TRegister.Load(ref *c, 0), TRegister.Load(ref *c, TRegister.Count)) : (TRegister.Broadcast(T.Zero), TRegister.Broadcast(T.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Store<T, TRegister>(TRegister first, TRegister second, T* c)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        first.Store(ref *c, 0);
        second.Store(ref *c, TRegister.Count);
    }

    // Copies columns of a matrix, row by row, with zeros up to the width.
    private static unsafe void PackColumns<T>(Matrix<T> source, int rows, int columns, int width, T* packed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (columns < width)
        {
            new Span<T>(packed, rows * width).Clear();
        }

        if (source.ColumnStride == 1)
        {
            for (var row = 0; row < rows; row++)
            {
                new ReadOnlySpan<T>(source.At(row, 0), columns).CopyTo(new Span<T>(packed + (row * width), width));
            }

            return;
        }

        for (var column = 0; column < columns; column++)
        {
            var from = source.At(0, column);
            for (var row = 0; row < rows; row++)
            {
                packed[(row * width) + column] = from[(nint)row * source.RowStride];
            }
        }
    }

    private static void Share(int cores, int parts, Action<int> part)
    {
        if (cores > 1 && parts > 1)
        {
            System.Threading.Tasks.Parallel.For(0, parts, part);
            return;
        }

        for (var i = 0; i < parts; i++)
        {
            part(i);
        }
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>A matrix in memory: where it begins, and how far apart its rows and its columns are.</summary>
    private readonly unsafe struct Matrix<T>(T* start, int rowStride, int columnStride)
        where T : unmanaged
    {
        private readonly T* _start = start;

        public int RowStride { get; } = rowStride;

        public int ColumnStride { get; } = columnStride;

        public T* At(int row, int column) => _start + ((nint)row * RowStride) + ((nint)column * ColumnStride);

        public Matrix<T> From(int row, int column) => new(At(row, column), RowStride, ColumnStride);
    }
}
