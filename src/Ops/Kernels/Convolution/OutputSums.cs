using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The gradient of a convolution by its weight as a matrix product of taps and outputs, summed over all windows, without patches being written out.</summary>
/// <remarks>
/// <para>The innermost step sums up eight taps by one or two vector registers of outputs. For that the elements of the outputs are copied so that those of a window are neighbors;
/// what a tap meets is read from the grid of an image (<see cref="PhaseGrid"/>). So no place is summed up that is no window, and no sum has to be
/// added up across a register; but with fewer outputs than half a register holds, <see cref="TapSums"/> is faster.</para>
/// <para>First the copies are shared out among the cores by images, then the sums by taps and outputs. Each core adds up all images in their order: the sums
/// do not depend on the number of cores.</para>
/// </remarks>
internal static unsafe class OutputSums
{
    /// <summary>With so many outputs for each group it is faster than <see cref="TapSums"/>.</summary>
    public const int LeastOutputs = 8;

    private const int TileTaps = 8;

    // The copies that are made before they are summed up, in elements: they stay in the second cache.
    private const int CopiedElements = 1 << 18;

    // The elements of outputs that eight taps after the other go through stay in the first cache, together with the rows of a channel.
    private const int StretchBytes = 1 << 15;

    /// <summary>y[o, c, i, j] = the sum over n, p, q of x[n, o, p, q] times element (i, j) of window (p, q) on channel c of the images.</summary>
    /// <param name="x">(n, outputs, rows of windows, columns of windows).</param>
    /// <param name="images">(n, channels, height, width).</param>
    /// <param name="window">How the windows lie.</param>
    /// <param name="groups">The number of parts.</param>
    /// <param name="y">(outputs, channels / groups, window height, window width).</param>
    public static void Sum<T>(NdArray<T> x, NdArray<T> images, Window2D window, int groups, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Sum<T, Register512<T>>(x, images, window, groups, y);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Sum<T, Register256<T>>(x, images, window, groups, y);
        }
        else
        {
            Sum<T, Register128<T>>(x, images, window, groups, y);
        }
    }

    private static void Sum<T, TRegister>(NdArray<T> x, NdArray<T> images, Window2D window, int groups, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        var (rows, columns) = (window.Rows(images.Shape[2]), window.Columns(images.Shape[3]));
        var channels = images.Shape[1];
        var band = PhaseGrid.BandFor(rows, columns, channels, CopiedElements);
        var sums = new Sums<T, TRegister>
        {
            Groups = groups,
            Outputs = x.Shape[1] / groups,
            Channels = channels / groups,
            Rows = rows,
            Columns = columns,
            Grid = new PhaseGrid(rows, columns, band),
            Band = band,
        };
        var imageSize = sums.GridSize + sums.GradSize;
        var imagesAtATime = Math.Clamp(CopiedElements / Math.Max(1, imageSize), 1, Math.Max(1, x.Shape[0]));
        var copies = ArrayPool<T>.Shared.Rent((imagesAtATime * imageSize) + Vector512<T>.Count);
        var totals = ArrayPool<T>.Shared.Rent(Math.Max(1, sums.Tiles * TileTaps * sums.Width));
        totals.AsSpan().Clear();
        fixed (T* grad = x.Span, source = images.Span, target = y, copied = copies, total = totals)
        {
            // Vectors of outputs begin where cache lines do.
            sums.Grads = (T*)(((nuint)copied + 63) & ~(nuint)63);
            sums.Grids = sums.Grads + (imagesAtATime * sums.GradSize);
            sums.Totals = total;
            for (var firstImage = 0; firstImage < x.Shape[0]; firstImage += imagesAtATime)
            {
                sums.Images = Math.Min(imagesAtATime, x.Shape[0] - firstImage);
                sums.Grad = grad + ((nint)firstImage * x.Shape[1] * rows.Count * columns.Count);
                sums.Source = source + ((nint)firstImage * channels * rows.Length * columns.Length);
                for (sums.FirstRow = 0; sums.FirstRow < rows.Count; sums.FirstRow += band)
                {
                    var elements = (long)sums.Images * sums.GradSize;
                    ParallelLoop.Run(sums.Images, elements, new Copies<T, TRegister>(sums), equalShares: true);
                    ParallelLoop.Run(sums.Tiles, elements * sums.Taps / 16, new Products<T, TRegister>(sums), equalShares: true);
                }
            }

            sums.Write(target);
        }

        ArrayPool<T>.Shared.Return(copies);
        ArrayPool<T>.Shared.Return(totals);
    }

    // Eight taps by one or two vectors of sums, added to the totals. A tap is at its offset from the place of a window. One loop for all rows: its end is foreseen.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumTile<T, TRegister, TWidth>(int windows, int* places, T* source, int* offsets, T* grads, T* totals)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
        where TWidth : struct, ISize
    {
        MatrixTile.Sums<T, TRegister, TWidth> tap0 = default, tap1 = default, tap2 = default, tap3 = default, tap4 = default, tap5 = default, tap6 = default, tap7 = default;
        var x0 = source + offsets[0];
        var x1 = source + offsets[1];
        var x2 = source + offsets[2];
        var x3 = source + offsets[3];
        var x4 = source + offsets[4];
        var x5 = source + offsets[5];
        var x6 = source + offsets[6];
        var x7 = source + offsets[7];
        var width = TWidth.Value * TRegister.Count;
        for (var window = 0; window < windows; window++)
        {
            var place = (nint)places[window];
            var grad0 = TRegister.Load(ref *grads, 0);
            var grad1 = TWidth.Value > 1 ? TRegister.Load(ref *grads, TRegister.Count) : default;
            tap0.Add(x0[place], grad0, grad1);
            tap1.Add(x1[place], grad0, grad1);
            tap2.Add(x2[place], grad0, grad1);
            tap3.Add(x3[place], grad0, grad1);
            tap4.Add(x4[place], grad0, grad1);
            tap5.Add(x5[place], grad0, grad1);
            tap6.Add(x6[place], grad0, grad1);
            tap7.Add(x7[place], grad0, grad1);
            grads += width;
        }

        tap0.Store(totals, true);
        tap1.Store(totals + width, true);
        tap2.Store(totals + (2 * width), true);
        tap3.Store(totals + (3 * width), true);
        tap4.Store(totals + (4 * width), true);
        tap5.Store(totals + (5 * width), true);
        tap6.Store(totals + (6 * width), true);
        tap7.Store(totals + (7 * width), true);
    }

    /// <summary>The copies of some images.</summary>
    private readonly struct Copies<T, TRegister>(Sums<T, TRegister> sums) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        public void Run(int firstUnit, int count) => sums.Copy(firstUnit, firstUnit + count);
    }

    /// <summary>The sums of some tiles over the images that were copied.</summary>
    private readonly struct Products<T, TRegister>(Sums<T, TRegister> sums) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        public void Run(int firstUnit, int count) => sums.Add(firstUnit, firstUnit + count);
    }

    /// <summary>The sums of all groups. The outputs of a group are cut into panels of one or two registers, and for each panel the taps into tiles of eight.</summary>
    private struct Sums<T, TRegister>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        public T* Grad;
        public T* Source;
        public T* Grads;
        public T* Grids;
        public T* Totals;
        public int Images;
        public int FirstRow;

        public int Groups { get; init; }

        public int Outputs { get; init; }

        public int Channels { get; init; }

        public WindowAxis Rows { get; init; }

        public WindowAxis Columns { get; init; }

        public PhaseGrid Grid { get; init; }

        public int Band { get; init; }

        public readonly int Taps => Channels * Rows.Size * Columns.Size;

        /// <summary>The outputs of a panel.</summary>
        public readonly int Width => Outputs > TRegister.Count ? 2 * TRegister.Count : TRegister.Count;

        public readonly int Tiles => Groups * Panels * TilesOfPanel;

        /// <summary>The elements of the grid of an image.</summary>
        public readonly int GridSize => Groups * Channels * Grid.ChannelSize;

        /// <summary>The elements of the outputs of an image, with zeros up to whole panels.</summary>
        public readonly int GradSize => Groups * Panels * PanelSize;

        private readonly int Panels => (Outputs + Width - 1) / Width;

        private readonly int PanelSize => Band * Columns.Count * Width;

        private readonly int TilesOfPanel => (Taps + TileTaps - 1) / TileTaps;

        private readonly int RowsOfBand => Math.Min(Band, Rows.Count - FirstRow);

        public readonly void Copy(int firstImage, int endImage)
        {
            var plane = Rows.Count * Columns.Count;
            for (var image = firstImage; image < endImage; image++)
            {
                var places = Grids + ((nint)image * GridSize);
                new Span<T>(places, GridSize).Clear();
                Grid.Read(Source + ((nint)image * Groups * Channels * Rows.Length * Columns.Length), Groups * Channels, FirstRow, places);
                for (var panel = 0; panel < Groups * Panels; panel++)
                {
                    var (group, firstOutput) = (panel / Panels, panel % Panels * Width);
                    var from = Grad + ((((nint)image * Groups + group) * Outputs + firstOutput) * plane) + (FirstRow * Columns.Count);
                    var to = Grads + ((nint)image * GradSize) + (panel * PanelSize);
                    MatrixCopy.Panel<T, TRegister>(
                        new StridedMatrix<T>(from, 1, plane), RowsOfBand * Columns.Count, Math.Min(Width, Outputs - firstOutput), Width, to);
                }
            }
        }

        public readonly void Add(int firstTile, int endTile)
        {
            var offsets = stackalloc int[TileTaps];
            var (rows, rowSize) = (RowsOfBand, Columns.Count * Width);
            var stretch = Math.Clamp(StretchBytes / (rowSize * sizeof(T)), 1, rows);
            var borrowed = ArrayPool<int>.Shared.Rent(stretch * Columns.Count);
            for (var window = 0; window < stretch * Columns.Count; window++)
            {
                var (row, column) = Math.DivRem(window, Columns.Count);
                borrowed[window] = (row * Grid.Pitch) + column;
            }

            fixed (int* places = borrowed)
            {
                Add(firstTile, endTile, stretch, places, offsets);
            }

            ArrayPool<int>.Shared.Return(borrowed);
        }

        private readonly void Add(int firstTile, int endTile, int stretch, int* places, int* offsets)
        {
            var (rows, rowSize) = (RowsOfBand, Columns.Count * Width);
            for (var image = 0; image < Images; image++)
            {
                for (var row = 0; row < rows; row += stretch)
                {
                    var source = Grids + ((nint)image * GridSize) + (row * Grid.Pitch);
                    var windows = Math.Min(stretch, rows - row) * Columns.Count;
                    for (var tile = firstTile; tile < endTile; tile++)
                    {
                        var (panel, tileOfPanel) = Math.DivRem(tile, TilesOfPanel);
                        var grads = Grads + ((nint)image * GradSize) + (panel * PanelSize) + (row * rowSize);
                        Locate(panel / Panels, tileOfPanel * TileTaps, offsets);
                        var totals = Totals + ((nint)tile * TileTaps * Width);
                        if (Width > TRegister.Count)
                        {
                            SumTile<T, TRegister, MatrixTile.Two>(windows, places, source, offsets, grads, totals);
                        }
                        else
                        {
                            SumTile<T, TRegister, MatrixTile.One>(windows, places, source, offsets, grads, totals);
                        }
                    }
                }
            }
        }

        public readonly void Write(T* target)
        {
            for (var panel = 0; panel < Groups * Panels; panel++)
            {
                var (group, firstOutput) = (panel / Panels, panel % Panels * Width);
                var from = Totals + ((nint)panel * TilesOfPanel * TileTaps * Width);
                var to = target + (((nint)(group * Outputs) + firstOutput) * Taps);
                MatrixCopy.Panel<T, TRegister>(new StridedMatrix<T>(from, 1, Width), Math.Min(Width, Outputs - firstOutput), Taps, Taps, to);
            }
        }

        // Where the taps of a tile meet the first window; the last tile may have fewer, and sums up the last one several times.
        private readonly void Locate(int group, int firstTap, int* offsets)
        {
            for (var i = 0; i < TileTaps; i++)
            {
                var (channelAndRow, column) = Math.DivRem(Math.Min(firstTap + i, Taps - 1), Columns.Size);
                var (channel, row) = Math.DivRem(channelAndRow, Rows.Size);
                offsets[i] = Grid.Offset((group * Channels) + channel, row, column);
            }
        }
    }
}
