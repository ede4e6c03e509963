using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The product of two row-major matrices, each of which may be taken transposed.</summary>
/// <remarks>
/// <para>The innermost step, <see cref="MatrixTile"/>, sums up six or eight rows by two vector registers of the output over a stretch of the inner length.</para>
/// <para>The output is cut into blocks, which the cores share out; each block is computed by itself. As in K. Goto, R. van de Geijn: Anatomy of high-performance
/// matrix multiplication (2008), the inner length is cut into stretches of <see cref="Depth"/>. The rows of A over a stretch stay in the second cache,
/// where they are or, if they are many, copied closer together. A panel of B as wide as a tile, over the stretch, stays in the first cache while
/// all these rows are multiplied by it; it is copied there, unless the rows are few, and copying undoes a transposition. Meanwhile the next panel is
/// fetched: its rows are far apart, which the machine does not foresee.</para>
/// <para>Each element is summed up in the same order however many cores and blocks there are.</para>
/// </remarks>
internal static class MatrixProduct
{
    private const int Depth = 256;

    // So many rows, in bytes of one column, and columns a block of C has at most.
    private const int BlockRowBytes = 2048;
    private const int BlockColumns = 512;

    // For more rows a panel of B is copied, and for more panels the rows of A.
    private const int FewRows = 64;
    private const int FewPanels = 4;

    // As many multiply-adds as cost what an addition of two elements in memory does.
    private const int MultiplyAddsOfUnit = 8;

    // From so many multiply-adds on another core pays; and with so many in a block, a core that was busy elsewhere may do a few blocks less.
    private const long Shared = 1 << 19;
    private const long Balanced = 1 << 26;
    private const int BlocksPerCore = 4;

    /// <summary>C = A B for each of some matrices, with A (m, k), or (k, m) if transposed, and B (k, n), or (n, k) if transposed.</summary>
    /// <param name="count">The number of products.</param>
    /// <param name="m">The rows of C.</param>
    /// <param name="n">The columns of C.</param>
    /// <param name="k">The inner length.</param>
    /// <param name="a">The matrices A.</param>
    /// <param name="transposeA">Whether A is transposed.</param>
    /// <param name="aStep">How far each A is from the one before; 0 if they are the same.</param>
    /// <param name="b">The matrices B.</param>
    /// <param name="transposeB">Whether B is transposed.</param>
    /// <param name="bStep">How far each B is from the one before; 0 if they are the same.</param>
    /// <param name="c">The matrices C, one after the other.</param>
    public static unsafe void Multiply<T>(
        int count, int m, int n, int k, ReadOnlySpan<T> a, bool transposeA, int aStep, ReadOnlySpan<T> b, bool transposeB, int bStep, Span<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.IsEmpty || k == 0)
        {
            c.Clear();
        }
        else if (n == 1 && (!transposeA || m == 1))
        {
            MultiplyVector(count, m, k, a, aStep, b, bStep, c);
        }
        else if (m == 1 && transposeB)
        {
            MultiplyVector(count, n, k, b, bStep, a, aStep, c);
        }
        else if (n == 1)
        {
            Multiply(count, 1, m, k, b, false, bStep, a, false, aStep, c);
        }
        else if ((long)m * n * k >= Shared && NativeProduct.IsInstalled)
        {
            for (var product = 0; product < count; product++)
            {
                NativeProduct.Multiply(m, n, k, a[(product * aStep)..], transposeA, b[(product * bStep)..], transposeB, c.Slice(product * m * n, m * n));
            }
        }
        else
        {
            fixed (T* left = a, right = b, output = c)
            {
                var operandA = new StridedMatrix<T>(left, transposeA ? 1 : k, transposeA ? m : 1);
                var operandB = new StridedMatrix<T>(right, transposeB ? 1 : n, transposeB ? k : 1);
                var result = new StridedMatrix<T>(output, n, 1);
                if (Vector512.IsHardwareAccelerated && n >= Vector512<T>.Count)
                {
                    Multiply<T, Register512<T>>(count, m, n, k, operandA, aStep, operandB, bStep, result);
                }
                else if (Vector256.IsHardwareAccelerated && n >= Vector256<T>.Count)
                {
                    Multiply<T, Register256<T>>(count, m, n, k, operandA, aStep, operandB, bStep, result);
                }
                else
                {
                    Multiply<T, Register128<T>>(count, m, n, k, operandA, aStep, operandB, bStep, result);
                }
            }
        }
    }

    // Each row of A times the vector b.
    private static void MultiplyVector<T>(int count, int m, int k, ReadOnlySpan<T> a, int aStep, ReadOnlySpan<T> b, int bStep, Span<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var product = 0; product < count; product++)
        {
            for (var row = 0; row < m; row++)
            {
                c[(product * m) + row] = TensorPrimitives.Dot(a.Slice((product * aStep) + (row * k), k), b.Slice(product * bStep, k));
            }
        }
    }

    private static void Multiply<T, TRegister>(int count, int m, int n, int k, StridedMatrix<T> a, int aStep, StridedMatrix<T> b, int bStep, StridedMatrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        var blocks = new Blocks<T, TRegister>(count, m, n, k, a, aStep, b, bStep, c);
        ParallelLoop.Run(blocks.Count, (long)count * m * n * k / MultiplyAddsOfUnit, blocks);
    }

    /// <summary>The output of some products, cut into blocks.</summary>
    private readonly struct Blocks<T, TRegister> : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        private readonly int _m;
        private readonly int _n;
        private readonly int _k;
        private readonly StridedMatrix<T> _a;
        private readonly StridedMatrix<T> _b;
        private readonly StridedMatrix<T> _c;
        private readonly int _aStep;
        private readonly int _bStep;
        private readonly int _rows;
        private readonly int _columns;

        public unsafe Blocks(int count, int m, int n, int k, StridedMatrix<T> a, int aStep, StridedMatrix<T> b, int bStep, StridedMatrix<T> c)
        {
            (_m, _n, _k, _a, _aStep, _b, _bStep, _c) = (m, n, k, a, aStep, b, bStep, c);
            _rows = Part(m, Parts(m, BlockRowBytes / sizeof(T)), TRegister.TileRows);
            _columns = Part(n, Parts(n, BlockColumns), Width);
            var work = (long)count * m * n * k;
            var cores = Environment.ProcessorCount;
            var wanted = work < Shared ? 1 : cores * Math.Clamp(work / cores / Balanced, 1, BlocksPerCore);
            while ((long)count * RowBlocks * ColumnBlocks < wanted && (_rows > TRegister.TileRows || _columns > Width))
            {
                if (_columns > Width && (_columns >= _rows || _rows <= TRegister.TileRows))
                {
                    _columns = Part(_columns, 2, Width);
                }
                else
                {
                    _rows = Part(_rows, 2, TRegister.TileRows);
                }
            }

            Count = count * RowBlocks * ColumnBlocks;
        }

        public int Count { get; }

        private static int Width => 2 * TRegister.Count;

        private int RowBlocks => Parts(_m, _rows);

        private int ColumnBlocks => Parts(_n, _columns);

        public void Run(int first, int count)
        {
            for (var block = first; block < first + count; block++)
            {
                Multiply(block);
            }
        }

        private unsafe void Multiply(int index)
        {
            var (product, block) = Math.DivRem(index, RowBlocks * ColumnBlocks);
            var row = block / ColumnBlocks * _rows;
            var column = block % ColumnBlocks * _columns;
            Multiply(
                Math.Min(_rows, _m - row),
                Math.Min(_columns, _n - column),
                new StridedMatrix<T>(_a.At(row, 0) + ((nint)product * _aStep), _a.RowStride, _a.ColumnStride),
                new StridedMatrix<T>(_b.At(0, column) + ((nint)product * _bStep), _b.RowStride, _b.ColumnStride),
                new StridedMatrix<T>(_c.At(row, column) + ((nint)product * _m * _n), _c.RowStride, 1));
        }

        private static int Parts(int length, int part) => (length + part - 1) / part;

        // The length of each of some parts, in whole units.
        private static int Part(int length, int parts, int unit) => Parts(length, parts * unit) * unit;

        private unsafe void Multiply(int rows, int columns, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c)
        {
            var copyA = columns > FewPanels * Width;
            var copyB = rows > FewRows || b.ColumnStride != 1 || columns < TRegister.Count;
            if (!copyA && !copyB)
            {
                MultiplyInPlace(rows, columns, a, b, c);
                return;
            }

            var workspace = Workspace.OfThread;
            var rowsOfA = (T*)workspace.Block;
            var panel = (T*)workspace.Panel;
            for (var inner = 0; inner < _k; inner += Depth)
            {
                var depth = Math.Min(Depth, _k - inner);
                var block = a.From(0, inner);
                if (copyA)
                {
                    block = MatrixCopy.Block(block, rows, depth, rowsOfA, (BlockRowBytes / sizeof(T)) + 16, Depth + 16);
                }

                for (var column = 0; column < columns; column += Width)
                {
                    var wanted = Math.Min(Width, columns - column);
                    var single = wanted <= TRegister.Count;
                    var width = single ? TRegister.Count : Width;
                    var panelOfB = MatrixCopy.Panel<T, TRegister>(b.From(inner, column), depth, wanted, width, panel);
                    if (wanted == width)
                    {
                        MultiplyPanel(rows, single, depth, block, panelOfB, c.From(0, column), inner > 0, b.From(inner, column + Width), Math.Min(Width, columns - column - Width));
                    }
                    else
                    {
                        MultiplyNarrowPanel(rows, wanted, single, depth, block, panelOfB, c.From(0, column), inner > 0);
                    }
                }
            }
        }

        // The last panel overlaps the one before rather than being a narrower one.
        private void MultiplyInPlace(int rows, int columns, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c)
        {
            for (var column = 0; column < columns;)
            {
                var single = columns - column <= TRegister.Count || columns < Width;
                var width = single ? TRegister.Count : Width;
                var first = Math.Min(column, columns - width);
                MultiplyPanel(rows, single, _k, a, b.From(0, first), c.From(0, first), add: false);
                column += width;
            }
        }

        // All rows of a block times a panel of B; meanwhile the next panel comes closer.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void MultiplyPanel(
            int rows, bool single, int depth, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c, bool add, StridedMatrix<T> next = default, int nextColumns = 0)
        {
            var announced = 0;
            for (var row = 0; row < rows;)
            {
                row += MatrixTile.Multiply<T, TRegister>(rows - row, single, depth, a.From(row, 0), b, c.From(row, 0), add);
                if (nextColumns > 0)
                {
                    var upTo = (int)((long)depth * row / rows);
                    MatrixCopy.Announce(next, announced, upTo - announced, nextColumns);
                    announced = upTo;
                }
            }
        }

        // Through a buffer as wide as whole registers.
        private static unsafe void MultiplyNarrowPanel(int rows, int columns, bool single, int depth, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c, bool add)
        {
            var buffer = stackalloc T[TRegister.TileRows * Width];
            var tile = new StridedMatrix<T>(buffer, Width, 1);
            for (var row = 0; row < rows;)
            {
                var done = MatrixTile.Multiply<T, TRegister>(rows - row, single, depth, a.From(row, 0), b, tile, add: false);
                for (var i = 0; i < done; i++)
                {
                    var from = new ReadOnlySpan<T>(tile.At(i, 0), columns);
                    var to = new Span<T>(c.At(row + i, 0), columns);
                    if (add)
                    {
                        TensorPrimitives.Add(to, from, to);
                    }
                    else
                    {
                        from.CopyTo(to);
                    }
                }

                row += done;
            }
        }
    }

    /// <summary>Where a thread copies to; kept for its next product.</summary>
    private sealed unsafe class Workspace
    {
        private const int Alignment = 64;

        [ThreadStatic]
        private static Workspace? s_ofThread;

        private readonly byte[] _memory;

        private Workspace()
        {
            var panel = 2 * sizeof(Vector512<byte>) * Depth;
            var block = (BlockRowBytes + 128) * (Depth + 16);
            _memory = GC.AllocateUninitializedArray<byte>(panel + block + Alignment, pinned: true);
            var start = (byte*)Unsafe.AsPointer(ref _memory[0]);
            Panel = start + (Alignment - ((nint)start % Alignment));
            Block = Panel + panel;
        }

        public static Workspace OfThread => s_ofThread ??= new Workspace();

        public byte* Panel { get; }

        public byte* Block { get; }
    }
}
