using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The gradient of a convolution by its weight, in vectors of outputs: taps times outputs, summed over windows.</summary>
/// <remarks>
/// <para>The innermost step sums up eight taps by one or two vectors of outputs. For that the elements of the outputs are copied so that
/// those of a window are neighbors; what a tap reads is in the grid of an image (<see cref="PhaseGrid"/>), without patches being written
/// out. No cell is summed up that is no window, and no vector has to be added up; but with fewer outputs than half a vector holds,
/// <see cref="TapSums"/> is faster.</para>
/// <para>First the copies are shared out among the cores by images, then the sums by taps and outputs. Each core adds up all images in
/// their order, in <see cref="SumLevels"/>: the sums do not depend on the number of cores.</para>
/// </remarks>
internal static unsafe class OutputSums
{
    /// <summary>The number of outputs of a group from which on this is faster than <see cref="TapSums"/>.</summary>
    public const int LeastOutputs = 8;

    private const int TileTaps = 8;

    // The copies that are made before they are summed up, in elements: they stay in the second cache.
    private const int CopiedElements = 1 << 18;

    // The elements of outputs that eight taps after the other go through stay in the first cache, together with the rows of a channel.
    private const int StretchBytes = 1 << 15;

    // More windows are not summed up in order.
    private const int MostWindows = 512;

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
        fixed (T* grad = x.Span, source = images.Span, target = y)
        {
            var loop = new ImageLoop<T>
            {
                Grad = grad,
                Source = source,
                Target = target,
                Groups = groups,
                Outputs = x.Shape[1] / groups,
                Channels = images.Shape[1] / groups,
                Rows = window.Rows(images.Shape[2]),
                Columns = window.Columns(images.Shape[3]),
            };
            VectorLoop.Run<T, ImageLoop<T>>(ref loop, 0, x.Shape[0]);
        }
    }

    // totals[k, o] += sum_w source[offsets[k] + cells[w]] grads[w, o], for eight k and one or two vectors of o.
    // One loop over the windows w of several rows: the processor foresees its end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumTile<T, V, TWidth>(int windows, int* cells, T* source, int* offsets, T* grads, T* totals)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
        where TWidth : struct, ISize
    {
        MatrixTile.Sums<T, V, TWidth> tap0 = default, tap1 = default, tap2 = default, tap3 = default;
        MatrixTile.Sums<T, V, TWidth> tap4 = default, tap5 = default, tap6 = default, tap7 = default;
        var x0 = source + offsets[0];
        var x1 = source + offsets[1];
        var x2 = source + offsets[2];
        var x3 = source + offsets[3];
        var x4 = source + offsets[4];
        var x5 = source + offsets[5];
        var x6 = source + offsets[6];
        var x7 = source + offsets[7];
        var width = TWidth.Value * V.Count;
        for (var window = 0; window < windows; window++)
        {
            var cell = (nint)cells[window];
            var grad0 = V.Load(ref *grads, 0);
            var grad1 = TWidth.Value > 1 ? V.Load(ref *grads, V.Count) : default;
            tap0.Add(x0[cell], grad0, grad1);
            tap1.Add(x1[cell], grad0, grad1);
            tap2.Add(x2[cell], grad0, grad1);
            tap3.Add(x3[cell], grad0, grad1);
            tap4.Add(x4[cell], grad0, grad1);
            tap5.Add(x5[cell], grad0, grad1);
            tap6.Add(x6[cell], grad0, grad1);
            tap7.Add(x7[cell], grad0, grad1);
            grads += width;
        }

        tap0.Store(totals, Storing.Add);
        tap1.Store(totals + width, Storing.Add);
        tap2.Store(totals + (2 * width), Storing.Add);
        tap3.Store(totals + (3 * width), Storing.Add);
        tap4.Store(totals + (4 * width), Storing.Add);
        tap5.Store(totals + (5 * width), Storing.Add);
        tap6.Store(totals + (6 * width), Storing.Add);
        tap7.Store(totals + (7 * width), Storing.Add);
    }

    /// <summary>All images: some at a time, of each a band of rows at a time, are copied and then summed up.</summary>
    private struct ImageLoop<T> : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Grad;
        public T* Source;
        public T* Target;

        public int Groups { get; init; }

        public int Outputs { get; init; }

        public int Channels { get; init; }

        public WindowAxis Rows { get; init; }

        public WindowAxis Columns { get; init; }

        public readonly void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var channels = Groups * Channels;
            var band = PhaseGrid.BandFor(Rows, Columns, channels, CopiedElements);
            var sums = new Sums<T, V> { Plan = this, Band = band, Grid = new PhaseGrid(Rows, Columns, band) };
            var imageSize = sums.GridSize + sums.GradSize;
            var imagesAtATime = Math.Clamp(CopiedElements / Math.Max(1, imageSize), 1, Math.Max(1, count));
            var copies = ArrayPool<T>.Shared.Rent((imagesAtATime * imageSize) + Vector512<T>.Count);
            var size = sums.Tiles * TileTaps * sums.Width;
            var bands = (Rows.Count + band - 1) / Math.Max(1, band);
            var isLong = (long)count * bands * sums.Stretches(band) > SumLevels.Length;
            var totals = ArrayPool<T>.Shared.Rent(Math.Max(1, isLong ? 3 * size : size));
            totals.AsSpan().Clear();
            fixed (T* copied = copies, total = totals)
            {
                // Vectors of outputs begin where cache lines do.
                sums.Grads = (T*)(((nuint)copied + 63) & ~(nuint)63);
                sums.Grids = sums.Grads + (imagesAtATime * sums.GradSize);
                sums.Totals = total;
                sums.LevelSize = isLong ? size : 0;
                for (sums.FirstImage = first; sums.FirstImage < first + count; sums.FirstImage += imagesAtATime)
                {
                    sums.Images = Math.Min(imagesAtATime, first + count - sums.FirstImage);
                    for (sums.FirstRow = 0; sums.FirstRow < Rows.Count; sums.FirstRow += band)
                    {
                        var elements = (long)sums.Images * sums.GradSize;
                        ParallelLoop.Run(sums.Images, elements, new CopyLoop<T, V>(sums), equalShares: true);
                        var cost = elements * sums.Taps / Correlation.MultiplyAddsOfAddition;
                        ParallelLoop.Run(sums.Tiles, cost, new TileLoop<T, V>(sums), equalShares: true);
                        sums.Additions += (long)sums.Images * sums.Stretches(sums.RowsOfBand);
                    }
                }

                if (isLong)
                {
                    SumLevels.Join(totals.AsSpan(0, size), totals.AsSpan(size, size), totals.AsSpan(2 * size, size));
                }

                sums.Write(Target);
            }

            ArrayPool<T>.Shared.Return(copies);
            ArrayPool<T>.Shared.Return(totals);
        }
    }

    /// <summary>The copies of some images.</summary>
    private readonly struct CopyLoop<T, V>(Sums<T, V> sums) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        public void Run(int first, int count) => sums.Copy(first, first + count);
    }

    /// <summary>The sums of some tiles over the images that were copied.</summary>
    private readonly struct TileLoop<T, V>(Sums<T, V> sums) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        public void Run(int first, int count) => sums.Add(first, first + count);
    }

    /// <summary>
    /// The sums of all groups over the images at hand. The outputs of a group are cut into panels of one or two vectors, and for each panel
    /// the taps into tiles of eight.
    /// </summary>
    private struct Sums<T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        // (images, groups, panels, windows of a band, outputs of a panel)
        public T* Grads;

        // (images, cells of the grid)
        public T* Grids;

        // (groups, panels, tiles, taps of a tile, outputs of a panel), and behind them two higher levels of these sums, if they have a
        // size.
        public T* Totals;
        public int LevelSize;

        public int FirstImage;
        public int Images;
        public int FirstRow;

        // What was added to each total before.
        public long Additions;

        public ImageLoop<T> Plan { get; init; }

        public PhaseGrid Grid { get; init; }

        public int Band { get; init; }

        public readonly int Taps => Plan.Channels * Plan.Rows.Size * Plan.Columns.Size;

        /// <summary>The outputs of a panel.</summary>
        public readonly int Width => Plan.Outputs > V.Count ? 2 * V.Count : V.Count;

        public readonly int Tiles => Plan.Groups * Panels * TilesOfPanel;

        /// <summary>The elements of the grid of an image.</summary>
        public readonly int GridSize => Plan.Groups * Plan.Channels * Grid.ChannelSize;

        /// <summary>The elements of the outputs of an image, with zeros up to whole panels.</summary>
        public readonly int GradSize => Plan.Groups * Panels * PanelSize;

        private readonly int Panels => (Plan.Outputs + Width - 1) / Width;

        private readonly int PanelSize => Band * Plan.Columns.Count * Width;

        private readonly int TilesOfPanel => (Taps + TileTaps - 1) / TileTaps;

        public readonly int RowsOfBand => Math.Min(Band, Plan.Rows.Count - FirstRow);

        /// <summary>How many sums of a band of so many rows are added up.</summary>
        public readonly int Stretches(int rows)
        {
            if (rows == 0 || Plan.Columns.Count == 0)
            {
                return 0;
            }

            var (whole, rest) = Math.DivRem(rows, RowsOfStretch(rows));
            return (whole * Parts(RowsOfStretch(rows))) + Parts(rest);
        }

        private readonly int Parts(int rows) => ((rows * Plan.Columns.Count) + MostWindows - 1) / MostWindows;

        private readonly int RowsOfStretch(int rows) => Math.Clamp(StretchBytes / (Plan.Columns.Count * Width * sizeof(T)), 1, rows);

        public readonly void Copy(int firstImage, int endImage)
        {
            var (channels, columns) = (Plan.Groups * Plan.Channels, Plan.Columns.Count);
            var plane = Plan.Rows.Count * columns;
            for (var image = firstImage; image < endImage; image++)
            {
                var cells = Grids + ((nint)image * GridSize);
                new Span<T>(cells, GridSize).Clear();
                var source = Plan.Source + ((nint)(FirstImage + image) * channels * Plan.Rows.Length * Plan.Columns.Length);
                Grid.Read(source, channels, FirstRow, cells);
                for (var panel = 0; panel < Plan.Groups * Panels; panel++)
                {
                    var (group, firstOutput) = (panel / Panels, panel % Panels * Width);
                    var output = ((((nint)(FirstImage + image) * Plan.Groups) + group) * Plan.Outputs) + firstOutput;
                    var from = new StridedMatrix<T>(Plan.Grad + (output * plane) + (FirstRow * columns), 1, plane);
                    var to = Grads + ((nint)image * GradSize) + (panel * PanelSize);
                    MatrixCopy.Panel<T, V>(from, RowsOfBand * columns, Math.Min(Width, Plan.Outputs - firstOutput), Width, to);
                }
            }
        }

        public readonly void Add(int firstTile, int endTile)
        {
            var columns = Plan.Columns.Count;
            var stretch = RowsOfStretch(RowsOfBand);
            var borrowed = ArrayPool<int>.Shared.Rent(stretch * columns);
            for (var window = 0; window < stretch * columns; window++)
            {
                var (row, column) = Math.DivRem(window, columns);
                borrowed[window] = (row * Grid.Pitch) + column;
            }

            fixed (int* cells = borrowed)
            {
                Add(firstTile, endTile, stretch, cells);
            }

            ArrayPool<int>.Shared.Return(borrowed);
        }

        private readonly void Add(int firstTile, int endTile, int stretch, int* cells)
        {
            var (rows, columns, additions) = (RowsOfBand, Plan.Columns.Count, Additions);
            for (var image = 0; image < Images; image++)
            {
                for (var row = 0; row < rows; row += stretch)
                {
                    var windows = Math.Min(stretch, rows - row) * columns;
                    for (var first = 0; first < windows; first += MostWindows)
                    {
                        additions++;
                        AddWindows(firstTile, endTile, image, row, first, Math.Min(MostWindows, windows - first), cells, additions);
                    }
                }
            }
        }

        // Some windows of an image, from one of a row on.
        private readonly void AddWindows(
            int firstTile, int endTile, int image, int row, int first, int windows, int* cells, long additions)
        {
            var offsets = stackalloc int[TileTaps];
            var source = Grids + ((nint)image * GridSize) + (row * Grid.Pitch);
            var firstGrad = ((nint)row * Plan.Columns.Count) + first;
            for (var tile = firstTile; tile < endTile; tile++)
            {
                var (panel, tileOfPanel) = Math.DivRem(tile, TilesOfPanel);
                var grads = Grads + ((nint)image * GradSize) + ((nint)panel * PanelSize) + (firstGrad * Width);
                Locate(panel / Panels, tileOfPanel * TileTaps, offsets);
                var totals = Totals + ((nint)tile * TileTaps * Width);
                if (Width > V.Count)
                {
                    SumTile<T, V, MatrixTile.Two>(windows, cells + first, source, offsets, grads, totals);
                }
                else
                {
                    SumTile<T, V, MatrixTile.One>(windows, cells + first, source, offsets, grads, totals);
                }

                if (LevelSize > 0)
                {
                    var sums = TileTaps * Width;
                    var second = new Span<T>(totals + LevelSize, sums);
                    SumLevels.Carry(additions, new Span<T>(totals, sums), second, new Span<T>(totals + (2 * LevelSize), sums));
                }
            }
        }

        public readonly void Write(T* target)
        {
            for (var panel = 0; panel < Plan.Groups * Panels; panel++)
            {
                var (group, firstOutput) = (panel / Panels, panel % Panels * Width);
                var from = new StridedMatrix<T>(Totals + ((nint)panel * TilesOfPanel * TileTaps * Width), 1, Width);
                var to = target + (((nint)(group * Plan.Outputs) + firstOutput) * Taps);
                MatrixCopy.Panel<T, V>(from, Math.Min(Width, Plan.Outputs - firstOutput), Taps, Taps, to);
            }
        }

        // Where the taps of a tile read the grid in the first window; the last tile may have fewer, and sums up the last one several times.
        private readonly void Locate(int group, int firstTap, int* offsets)
        {
            for (var i = 0; i < TileTaps; i++)
            {
                offsets[i] = (group * Plan.Channels * Grid.ChannelSize) + Grid.Offset(Math.Min(firstTap + i, Taps - 1));
            }
        }
    }
}
