using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The gradient of a convolution by its weight, in vectors of windows: for few outputs.</summary>
/// <remarks>
/// <para>The innermost step sums up four outputs by three taps, a vector of windows at a time, over several images, and adds up the twelve
/// vectors at the end. What a tap reads is in the grid of an image (<see cref="PhaseGrid"/>), without patches being written out. The
/// elements of the outputs are copied to where the vectors of the grid begin. A vector covers cells between the rows that are no windows,
/// and there both factors are 0, so that an infinite element of an image stays out.</para>
/// <para>The outputs and taps are shared out among the cores, and each adds up all images in their order, in <see cref="SumLevels"/>: the
/// sums do not depend on the number of cores.</para>
/// </remarks>
internal static unsafe class TapSums
{
    private const int TileOutputs = 4;
    private const int TileTaps = 3;

    // The vectors of windows of each output: few enough to stay in the first cache beside a channel of the grids, and enough to make the
    // last sums cheap.
    private const int Vectors = 64;

    // Of a wider band so many vectors are summed up in order.
    private const int MostVectors = 256;

    // The grids of several images, in elements: what tiles of taps go through stays in the outer caches.
    private const int GridCells = 1 << 18;

    // x is (n, outputs, rows, columns), images (n, channels, height, width), y (outputs, channels / groups, kernel height, kernel width).

    /// <summary>
    /// y[o, c, i, j] = the sum over n, p, q of x[n, o, p, q] times element (i, j) of window (p, q) on channel c of the images.
    /// </summary>
    /// <param name="x">(n, outputs, rows of windows, columns of windows).</param>
    /// <param name="images">(n, channels, height, width).</param>
    /// <param name="window">How the windows lie.</param>
    /// <param name="groups">The number of parts.</param>
    /// <param name="y">(outputs, channels / groups, window height, window width).</param>
    public static void Sum<T>(NdArray<T> x, NdArray<T> images, Window2D window, int groups, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        y.Clear();
        var isLong = (long)x.Shape[0] * x.Shape[2] * x.Shape[3] > SumLevels.Length;
        var borrowed = ArrayPool<T>.Shared.Rent(isLong ? 2 * y.Length : 0);
        borrowed.AsSpan().Clear();
        fixed (T* grad = x.Span, source = images.Span, target = y, levels = borrowed)
        {
            var loop = new TileLoop<T>
            {
                Grad = grad,
                Source = source,
                Target = target,
                Levels = isLong ? levels : null,
                Size = y.Length,
                Images = x.Shape[0],
                Groups = groups,
                Outputs = x.Shape[1] / groups,
                Channels = images.Shape[1] / groups,
                Rows = window.Rows(images.Shape[2]),
                Columns = window.Columns(images.Shape[3]),
            };
            var cost = (long)x.Size * loop.Taps / Correlation.MultiplyAddsOfAddition;
            ParallelLoop.Run(groups * loop.TilesOfGroup, cost, loop, equalShares: true);
        }

        if (isLong)
        {
            SumLevels.Join(y, borrowed.AsSpan(0, y.Length), borrowed.AsSpan(y.Length, y.Length));
        }

        ArrayPool<T>.Shared.Return(borrowed);
    }

    // sums[o, k] = sum over images and windows w of grads[image, o, w] times what tap k reads there, for four o and three k.
    // Vector v of the windows reads the grid from cells[v] on; the grids of two images are imageSize apart.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumTile<T, V>(
        int images, int vectors, int* cells, T* masks, T* tap0, T* tap1, T* tap2, nint imageSize, T* grads, nint outputSize, T* sums)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var c00 = V.Broadcast(T.Zero);
        var (c01, c02, c10, c11, c12) = (c00, c00, c00, c00, c00);
        var (c20, c21, c22, c30, c31, c32) = (c00, c00, c00, c00, c00, c00);
        for (var image = 0; image < images; image++)
        {
            for (var v = 0; v < vectors; v++)
            {
                nint cell = cells[v];
                nint offset = v * V.Count;
                var mask = V.Load(ref *masks, offset);
                var x0 = V.Load(ref *tap0, cell) & mask;
                var x1 = V.Load(ref *tap1, cell) & mask;
                var x2 = V.Load(ref *tap2, cell) & mask;
                var grad = V.Load(ref *grads, offset);
                c00 = V.MultiplyAddEstimate(grad, x0, c00);
                c01 = V.MultiplyAddEstimate(grad, x1, c01);
                c02 = V.MultiplyAddEstimate(grad, x2, c02);
                offset += outputSize;
                grad = V.Load(ref *grads, offset);
                c10 = V.MultiplyAddEstimate(grad, x0, c10);
                c11 = V.MultiplyAddEstimate(grad, x1, c11);
                c12 = V.MultiplyAddEstimate(grad, x2, c12);
                offset += outputSize;
                grad = V.Load(ref *grads, offset);
                c20 = V.MultiplyAddEstimate(grad, x0, c20);
                c21 = V.MultiplyAddEstimate(grad, x1, c21);
                c22 = V.MultiplyAddEstimate(grad, x2, c22);
                offset += outputSize;
                grad = V.Load(ref *grads, offset);
                c30 = V.MultiplyAddEstimate(grad, x0, c30);
                c31 = V.MultiplyAddEstimate(grad, x1, c31);
                c32 = V.MultiplyAddEstimate(grad, x2, c32);
            }

            tap0 += imageSize;
            tap1 += imageSize;
            tap2 += imageSize;
            grads += TileOutputs * outputSize;
        }

        (sums[0], sums[1], sums[2]) = (V.Sum(c00), V.Sum(c01), V.Sum(c02));
        (sums[3], sums[4], sums[5]) = (V.Sum(c10), V.Sum(c11), V.Sum(c12));
        (sums[6], sums[7], sums[8]) = (V.Sum(c20), V.Sum(c21), V.Sum(c22));
        (sums[9], sums[10], sums[11]) = (V.Sum(c30), V.Sum(c31), V.Sum(c32));
    }

    /// <summary>The tiles of all groups: each is four outputs by three taps.</summary>
    private struct TileLoop<T> : IRangeLoop, IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Grad;
        public T* Source;
        public T* Target;

        // (2, elements of the target): sums of a higher level, or null.
        public T* Levels;

        public int Size { get; init; }

        public int Images { get; init; }

        public int Groups { get; init; }

        public int Outputs { get; init; }

        public int Channels { get; init; }

        public WindowAxis Rows { get; init; }

        public WindowAxis Columns { get; init; }

        public readonly int Taps => Channels * Rows.Size * Columns.Size;

        public readonly int TilesOfGroup => (Outputs + TileOutputs - 1) / TileOutputs * TilesOfPanel;

        private readonly int TilesOfPanel => (Taps + TileTaps - 1) / TileTaps;

        public void Run(int first, int count) => VectorLoop.Run<T, TileLoop<T>>(ref this, first, count);

        public readonly void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var end = first + count;
            while (first < end)
            {
                var group = first / TilesOfGroup;
                var endOfGroup = Math.Min(end, (group + 1) * TilesOfGroup);
                RunGroup<V>(group, first - (group * TilesOfGroup), endOfGroup - (group * TilesOfGroup));
                first = endOfGroup;
            }
        }

        private readonly void RunGroup<V>(int group, int firstTile, int endTile)
            where V : struct, IVector<V, T>
        {
            var band = PhaseGrid.BandFor(Rows, Columns, Channels, GridCells);
            var vectorsOfBand = band * ((Columns.Count + V.Count - 1) / V.Count);
            var vectorSize = vectorsOfBand * V.Count;
            var grid = new PhaseGrid(Rows, Columns, band);
            var imageSize = Channels * grid.ChannelSize;
            var imagesAtATime = Math.Min(Vectors / vectorsOfBand, GridCells / Math.Max(1, imageSize));
            imagesAtATime = Math.Clamp(imagesAtATime, 1, Math.Max(1, Images));
            var gridSize = (imagesAtATime * imageSize) + V.Count;
            var borrowed = ArrayPool<T>.Shared.Rent(gridSize + (((imagesAtATime * TileOutputs) + 1) * vectorSize) + Vector512<T>.Count);
            var starts = ArrayPool<int>.Shared.Rent(vectorsOfBand);
            fixed (T* room = borrowed)
            fixed (int* cells = starts)
            {
                // The vectors begin where cache lines do.
                var masks = (T*)(((nuint)room + 63) & ~(nuint)63);
                var grads = masks + vectorSize;
                var copies = new Copies<T>(grid, cells, masks, grads, grads + (imagesAtATime * TileOutputs * vectorSize));
                new Span<T>(copies.Grids, gridSize).Clear();
                for (copies.FirstRow = 0; copies.FirstRow < Rows.Count; copies.FirstRow += band)
                {
                    copies.Rows = Math.Min(band, Rows.Count - copies.FirstRow);
                    Cover<V>(ref copies);
                    for (copies.FirstImage = 0; copies.FirstImage < Images; copies.FirstImage += imagesAtATime)
                    {
                        copies.Images = Math.Min(imagesAtATime, Images - copies.FirstImage);
                        RunImages<V>(group, firstTile, endTile, copies);
                        copies.Additions += (copies.Vectors + MostVectors - 1) / MostVectors;
                    }
                }
            }

            ArrayPool<T>.Shared.Return(borrowed);
            ArrayPool<int>.Shared.Return(starts);
        }

        private readonly void RunImages<V>(int group, int firstTile, int endTile, in Copies<T> copies)
            where V : struct, IVector<V, T>
        {
            var grid = copies.Grid;
            var imageSize = Channels * grid.ChannelSize;
            for (var image = 0; image < copies.Images; image++)
            {
                var source = Source + ((((nint)(copies.FirstImage + image) * Groups) + group) * Channels * Rows.Length * Columns.Length);
                grid.Read(source, Channels, copies.FirstRow, copies.Grids + (image * imageSize));
            }

            var sums = stackalloc T[TileOutputs * TileTaps];
            var copied = -1;
            for (var i = firstTile; i < endTile; i++)
            {
                var (panel, tile) = Math.DivRem(i, TilesOfPanel);
                var firstOutput = (group * Outputs) + (panel * TileOutputs);
                var outputs = Math.Min(TileOutputs, Outputs - (panel * TileOutputs));
                if (panel != copied)
                {
                    ReadGrads<V>(firstOutput, outputs, copies);
                    copied = panel;
                }

                // The last tile may have fewer taps, and sums up the last one several times.
                var firstTap = tile * TileTaps;
                var tap0 = copies.Grids + grid.Offset(firstTap);
                var tap1 = copies.Grids + grid.Offset(Math.Min(firstTap + 1, Taps - 1));
                var tap2 = copies.Grids + grid.Offset(Math.Min(firstTap + 2, Taps - 1));
                var additions = copies.Additions;
                for (var first = 0; first < copies.Vectors; first += MostVectors)
                {
                    var (vectors, elements) = (Math.Min(MostVectors, copies.Vectors - first), (nint)first * V.Count);
                    SumTile<T, V>(
                        copies.Images,
                        vectors,
                        copies.Cells + first,
                        copies.Masks + elements,
                        tap0,
                        tap1,
                        tap2,
                        imageSize,
                        copies.Grads + elements,
                        (nint)copies.Vectors * V.Count,
                        sums);
                    additions++;
                    for (var output = 0; output < outputs; output++)
                    {
                        var taps = Math.Min(TileTaps, Taps - firstTap);
                        AddTo(((firstOutput + output) * Taps) + firstTap, sums + (output * TileTaps), taps, additions);
                    }
                }
            }
        }

        private readonly void AddTo(int start, T* sums, int count, long additions)
        {
            for (var i = 0; i < count; i++)
            {
                Target[start + i] += sums[i];
            }

            if (Levels != null)
            {
                var second = new Span<T>(Levels + start, count);
                SumLevels.Carry(additions, new Span<T>(Target + start, count), second, new Span<T>(Levels + Size + start, count));
            }
        }

        // Where the vectors begin that cover the windows of some rows, their number, and masks: all bits where they cover a window.
        private readonly void Cover<V>(ref Copies<T> copies)
            where V : struct, IVector<V, T>
        {
            var pitch = copies.Grid.Pitch;
            copies.Vectors = 0;
            for (var cell = 0; cell < copies.Rows * pitch; cell = GridVectors.Next(cell, V.Count, Columns.Count, pitch))
            {
                for (var i = 0; i < V.Count; i++)
                {
                    var (row, column) = Math.DivRem(cell + i, pitch);
                    var isWindow = row < copies.Rows && column < Columns.Count;
                    var mask = new Span<byte>(copies.Masks + (copies.Vectors * V.Count) + i, sizeof(T));
                    mask.Fill(isWindow ? byte.MaxValue : byte.MinValue);
                }

                copies.Cells[copies.Vectors++] = cell;
            }
        }

        // The elements of four outputs of some images, laid out as the vectors; 0 for missing outputs and where a vector covers no window.
        private readonly void ReadGrads<V>(int firstOutput, int outputs, in Copies<T> copies)
            where V : struct, IVector<V, T>
        {
            var outputSize = copies.Vectors * V.Count;
            new Span<T>(copies.Grads, copies.Images * TileOutputs * outputSize).Clear();
            for (var image = 0; image < copies.Images; image++)
            {
                for (var output = 0; output < outputs; output++)
                {
                    var plane = ((nint)(copies.FirstImage + image) * Groups * Outputs) + firstOutput + output;
                    var from = Grad + (((plane * Rows.Count) + copies.FirstRow) * Columns.Count);
                    ReadPlane<V>(from, copies, copies.Grads + (((image * TileOutputs) + output) * outputSize));
                }
            }
        }

        // from is (rows, columns), to is (vectors, elements of a vector).
        private readonly void ReadPlane<V>(T* from, in Copies<T> copies, T* to)
            where V : struct, IVector<V, T>
        {
            var (pitch, columns) = (copies.Grid.Pitch, Columns.Count);
            for (var v = 0; v < copies.Vectors; v++)
            {
                var (row, column) = Math.DivRem(copies.Cells[v], pitch);
                for (var i = 0; i < V.Count && row < copies.Rows; row++)
                {
                    var run = Math.Min(columns - column, V.Count - i);
                    new ReadOnlySpan<T>(from + (row * columns) + column, run).CopyTo(new Span<T>(to + i, run));
                    i += run + pitch - columns;
                    column = 0;
                }

                to += V.Count;
            }
        }
    }

    /// <summary>What is copied of some images and rows of windows.</summary>
    private struct Copies<T>(PhaseGrid grid, int* cells, T* masks, T* grads, T* grids)
        where T : unmanaged
    {
        public int FirstImage;
        public int Images;
        public int FirstRow;
        public int Rows;
        public int Vectors;

        // What was added to each sum before.
        public long Additions;

        public readonly PhaseGrid Grid => grid;

        // (vectors): the cell at which each begins.
        public readonly int* Cells => cells;

        // (vectors, elements of a vector): all bits where a cell is a window.
        public readonly T* Masks => masks;

        // (images, outputs of a tile, vectors, elements of a vector)
        public readonly T* Grads => grads;

        // (images, channels, cells)
        public readonly T* Grids => grids;
    }
}
