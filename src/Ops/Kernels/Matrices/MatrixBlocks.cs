using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>The output of some matrix products, cut into blocks, which the cores share out; each block is computed by itself.</summary>
/// <remarks>
/// <para>As in K. Goto, R. van de Geijn: Anatomy of high-performance matrix multiplication (2008), the inner length is cut into stretches
/// of <see cref="Depth"/>. The rows of A over a stretch stay in the second cache, where they are or, if they are many, copied closer
/// together. A panel of B as wide as a tile, over the stretch, stays in the first cache while all these rows are multiplied by it; it is
/// copied there, unless the rows are few, and copying undoes a transposition. Meanwhile the next panel is fetched: its rows are far apart,
/// which the processor does not foresee.</para>
/// <para>The innermost step is <see cref="MatrixTile"/>. Each element is summed up in the same order however many cores and blocks there
/// are: the sums of the stretches, one after the other, so that rounding errors add up over <see cref="Depth"/> and the number of
/// stretches, not over the whole inner length.</para>
/// </remarks>
internal readonly struct MatrixBlocks<T, V> : IRangeLoop
    where T : unmanaged, IFloatingPointIeee754<T>
    where V : struct, IVector<V, T>
{
    // Few rows or columns stay in the cache however long they are, so the stretches of their sums are longer.
    private const int NarrowDepth = 4 * MatrixWorkspace.Depth;

    private const int Depth = MatrixWorkspace.Depth;

    // The most columns of a block of C; the most rows are those that fit into the workspace.
    private const int BlockColumns = 512;

    // For more rows a panel of B is copied, and for more panels the rows of A.
    private const int FewRows = 64;
    private const int FewPanels = 4;

    // The multiply-adds of a large block. Each core gets up to four blocks, so that one that is busy elsewhere may do fewer.
    private const long BlockWork = 1 << 26;
    private const int BlocksPerCore = 4;

    // Eight multiply-adds cost what an addition of two elements in memory does.
    private const int MultiplyAddsOfAddition = 8;

    private readonly MatrixProduct.Products<T> _products;
    private readonly int _firstProduct;
    private readonly int _rows;
    private readonly int _columns;

    /// <summary>Cuts the output of some of the products.</summary>
    public unsafe MatrixBlocks(MatrixProduct.Products<T> products, int first, int count)
    {
        (_products, _firstProduct) = (products, first);
        var (m, n) = (products.M, products.N);
        _rows = Length(m, Parts(m, MatrixWorkspace.RowBytes / sizeof(T)), TileRows);
        _columns = Length(n, Parts(n, BlockColumns), Width);
        var work = (long)count * m * n * products.K;
        var cores = Environment.ProcessorCount;
        var wanted = work < MatrixProduct.Large ? 1 : cores * Math.Clamp(work / cores / BlockWork, 1, BlocksPerCore);
        while ((long)count * RowBlocks * ColumnBlocks < wanted && (_rows > TileRows || _columns > Width))
        {
            if (_columns > Width && (_columns >= _rows || _rows <= TileRows))
            {
                _columns = Length(_columns, 2, Width);
            }
            else
            {
                _rows = Length(_rows, 2, TileRows);
            }
        }

        Count = count * RowBlocks * ColumnBlocks;
        Cost = work / MultiplyAddsOfAddition;
    }

    /// <summary>The number of blocks.</summary>
    public int Count { get; }

    /// <summary>What they cost together, as <see cref="ParallelLoop"/> counts.</summary>
    public long Cost { get; }

    private static int TileRows => MatrixTile.MostRows<V>();

    private static int Width => 2 * V.Count;

    private int RowBlocks => Parts(_products.M, _rows);

    private int ColumnBlocks => Parts(_products.N, _columns);

    public void Run(int first, int count)
    {
        for (var block = first; block < first + count; block++)
        {
            Multiply(block);
        }
    }

    private static int Parts(int length, int part) => (length + part - 1) / part;

    // The length of each of some parts, in whole units.
    private static int Length(int length, int parts, int unit) => Parts(length, parts * unit) * unit;

    private unsafe void Multiply(int index)
    {
        var (product, block) = Math.DivRem(index, RowBlocks * ColumnBlocks);
        product += _firstProduct;
        var (m, n, _, a, aStride, b, bStride, c, _) = _products;
        var row = block / ColumnBlocks * _rows;
        var column = block % ColumnBlocks * _columns;
        Multiply(
            Math.Min(_rows, m - row),
            Math.Min(_columns, n - column),
            new StridedMatrix<T>(a.At(row, 0) + ((nint)product * aStride), a.RowStride, a.ColumnStride),
            new StridedMatrix<T>(b.At(0, column) + ((nint)product * bStride), b.RowStride, b.ColumnStride),
            new StridedMatrix<T>(c.At(row, column) + ((nint)product * m * n), c.RowStride, 1));
    }

    // a is (rows, k), b is (k, columns), c is (rows, columns): a stretch of k after the other, and of each one panel of b after the other.
    private unsafe void Multiply(int rows, int columns, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c)
    {
        var copyA = columns > FewPanels * Width;

        // What is not copied may overlap, so that some columns are written twice.
        var copyB = rows > FewRows || b.ColumnStride != 1 || columns < V.Count || _products.Storing != Storing.Replace;
        if (!copyA && !copyB)
        {
            MultiplyInPlace(rows, columns, a, b, c);
            return;
        }

        var workspace = MatrixWorkspace.OfThread;
        var rowsOfA = (T*)workspace.Block;
        var panel = (T*)workspace.Panel;
        for (var inner = 0; inner < _products.K; inner += Depth)
        {
            var depth = Math.Min(Depth, _products.K - inner);
            var storing = inner > 0 && _products.Storing == Storing.Replace ? Storing.Add : _products.Storing;
            var block = a.From(0, inner);
            if (copyA)
            {
                block = MatrixCopy.Block(block, rows, depth, rowsOfA, MatrixWorkspace.PaddedRows<T>(), MatrixWorkspace.PaddedDepth);
            }

            for (var column = 0; column < columns; column += Width)
            {
                var wanted = Math.Min(Width, columns - column);
                var single = wanted <= V.Count;
                var width = single ? V.Count : Width;
                var panelOfB = MatrixCopy.Panel<T, V>(b.From(inner, column), depth, wanted, width, panel);
                var output = c.From(0, column);
                if (wanted == width)
                {
                    var nextColumns = Math.Min(Width, columns - column - Width);
                    MultiplyPanel(rows, single, depth, block, panelOfB, output, storing, b.From(inner, column + Width), nextColumns);
                }
                else
                {
                    MultiplyNarrowPanel(rows, wanted, single, depth, block, panelOfB, output, storing);
                }
            }
        }
    }

    // The last panel overlaps the one before rather than being a narrower one.
    private void MultiplyInPlace(int rows, int columns, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c)
    {
        for (var column = 0; column < columns;)
        {
            var single = columns - column <= V.Count || columns < Width;
            var width = single ? V.Count : Width;
            var first = Math.Min(column, columns - width);
            var output = c.From(0, first);
            for (var inner = 0; inner < _products.K; inner += NarrowDepth)
            {
                var depth = Math.Min(NarrowDepth, _products.K - inner);
                var storing = inner > 0 ? Storing.Add : Storing.Replace;
                MultiplyPanel(rows, single, depth, a.From(0, inner), b.From(inner, first), output, storing);
            }

            column += width;
        }
    }

    // a is (rows, depth), b is (depth, width of a tile), c is (rows, that width); meanwhile the next panel of b comes closer.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyPanel(
        int rows,
        bool single,
        int depth,
        StridedMatrix<T> a,
        StridedMatrix<T> b,
        StridedMatrix<T> c,
        Storing storing,
        StridedMatrix<T> next = default,
        int nextColumns = 0)
    {
        var fetched = 0;
        for (var row = 0; row < rows;)
        {
            row += MatrixTile.Multiply<T, V>(rows - row, single, depth, a.From(row, 0), b, c.From(row, 0), storing);
            if (nextColumns > 0)
            {
                var upTo = (int)((long)depth * row / rows);
                MatrixCopy.Prefetch(next, fetched, upTo - fetched, nextColumns);
                fetched = upTo;
            }
        }
    }

    // The same for fewer columns than whole vectors have, through a buffer.
    private static unsafe void MultiplyNarrowPanel(
        int rows, int columns, bool single, int depth, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c, Storing storing)
    {
        var buffer = stackalloc T[TileRows * Width];
        var tile = new StridedMatrix<T>(buffer, Width, 1);
        for (var row = 0; row < rows;)
        {
            var done = MatrixTile.Multiply<T, V>(rows - row, single, depth, a.From(row, 0), b, tile, Storing.Replace);
            for (var i = 0; i < done; i++)
            {
                var from = new ReadOnlySpan<T>(tile.At(i, 0), columns);
                var to = new Span<T>(c.At(row + i, 0), columns);
                switch (storing)
                {
                    case Storing.Add:
                        TensorPrimitives.Add(to, from, to);
                        break;
                    case Storing.Subtract:
                        TensorPrimitives.Subtract(to, from, to);
                        break;
                    default:
                        from.CopyTo(to);
                        break;
                }
            }

            row += done;
        }
    }
}
