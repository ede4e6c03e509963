using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The loop of <see cref="Correlation"/> over all images, groups, bands and panels.</summary>
/// <remarks>
/// <para>The innermost step sums up four or eight outputs, a panel, by two vectors of cells. A vector begins at a wanted cell and covers
/// all after it, so that between short rows also unwanted cells are computed, which nobody reads.</para>
/// <para>A band is the rows of one image whose grid stays in the cache; it is used for one panel after the other.</para>
/// </remarks>
internal unsafe struct CorrelationLoop<T> : IRangeLoop, IVectorLoop<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Half of the second cache of today's processors, in floats.
    private const int GridCells = 1 << 17;

    // The fewest taps that are summed up in order.
    private const int LeastTaps = 512;

    /// <summary>(images, groups, source channels, source rows, source columns).</summary>
    public T* Source;

    /// <summary>(images, groups, target channels, target rows, target columns).</summary>
    public T* Target;

    /// <summary>(groups, panels, taps, rows of a panel).</summary>
    public T* Factors;

    /// <summary>(groups, target channels), or null: what each sum starts with.</summary>
    public T* Starts;

    /// <summary>(taps): where each tap reads the grid for the first cell.</summary>
    public int* Offsets;

    /// <summary>The number of images.</summary>
    public int Images { get; init; }

    /// <summary>The number of groups.</summary>
    public int Groups { get; init; }

    /// <summary>The channels of the source in a group.</summary>
    public int SourceChannels { get; init; }

    /// <summary>How the grid lies on the height of the source.</summary>
    public WindowAxis SourceRows { get; init; }

    /// <summary>How the grid lies on the width of the source.</summary>
    public WindowAxis SourceColumns { get; init; }

    /// <summary>The channels of the target in a group.</summary>
    public int TargetChannels { get; init; }

    /// <summary>Which cells are rows of the target, for each phase.</summary>
    public WindowAxis TargetRows { get; init; }

    /// <summary>Which cells are columns of the target, for each phase.</summary>
    public WindowAxis TargetColumns { get; init; }

    /// <summary>The number of taps, of all phases.</summary>
    public int Taps { get; init; }

    /// <summary>The outputs of a panel: eight, where the processor has registers for them and that adds no more zeros than four.</summary>
    public readonly int PanelRows => Vector512.IsHardwareAccelerated && (TargetChannels - 1) % 8 >= 4 ? 8 : 4;

    /// <summary>The number of panels of a group.</summary>
    public readonly int Panels => (TargetChannels + PanelRows - 1) / PanelRows;

    /// <summary>The number of iterations: one for each image, group, band and panel.</summary>
    public readonly int Count => Images * Groups * Bands * Panels;

    private readonly int Bands => (SourceRows.Count + Band - 1) / Band;

    private readonly int Band => PhaseGrid.BandFor(SourceRows, SourceColumns, SourceChannels, GridCells);

    /// <summary>The grid of a band.</summary>
    public readonly PhaseGrid Grid() => new(SourceRows, SourceColumns, Band);

    public void Run(int first, int count) => VectorLoop.Run<T, CorrelationLoop<T>>(ref this, first, count);

    public readonly void Run<V>(int first, int count)
        where V : struct, IVector<V, T>
    {
        var (grid, band, bands, panels) = (Grid(), Band, Bands, Panels);
        var size = (SourceChannels * grid.ChannelSize) + V.Count;
        var sumStride = (band * grid.Pitch) + V.Count;
        var borrowed = ArrayPool<T>.Shared.Rent(size + (2 * PanelRows * sumStride));
        fixed (T* cells = borrowed)
        {
            new Span<T>(cells, size).Clear();
            var copied = -1;
            for (var i = first; i < first + count; i++)
            {
                var (imageGroupBand, panel) = Math.DivRem(i, panels);
                var (imageAndGroup, firstRow) = (imageGroupBand / bands, imageGroupBand % bands * band);
                if (imageGroupBand != copied)
                {
                    var image = Source + ((nint)imageAndGroup * SourceChannels * SourceRows.Length * SourceColumns.Length);
                    grid.Read(image, SourceChannels, firstRow, cells);
                    copied = imageGroupBand;
                }

                RunPanel<V>(imageAndGroup, panel, firstRow, firstRow + band, grid.Pitch, cells, cells + size, sumStride);
            }
        }

        ArrayPool<T>.Shared.Return(borrowed);
    }

    // sums is (rows of the panel, sumStride).
    private readonly void RunPanel<V>(
        int imageAndGroup, int panel, int firstRow, int endRow, int pitch, T* cells, T* sums, int sumStride)
        where V : struct, IVector<V, T>
    {
        var group = imageAndGroup % Groups;
        var firstOutput = panel * PanelRows;
        var outputs = Math.Min(PanelRows, TargetChannels - firstOutput);
        var starts = stackalloc T[PanelRows];
        for (var i = 0; i < PanelRows; i++)
        {
            starts[i] = i < outputs && Starts != null ? Starts[(group * TargetChannels) + firstOutput + i] : T.Zero;
        }

        var factors = Factors + ((nint)((group * Panels) + panel) * PanelRows * Taps);
        var offsets = Offsets;
        var planeSize = TargetRows.Length * TargetColumns.Length;
        var target = Target + ((((nint)imageAndGroup * TargetChannels) + firstOutput) * planeSize);
        var tapsOfElement = Taps / (TargetRows.Size * TargetColumns.Size);
        for (var rowPhase = 0; rowPhase < TargetRows.Phases; rowPhase++)
        {
            var (top, bottom) = TargetRows.CellsInside(rowPhase);
            (top, bottom) = (Math.Max(top, firstRow), Math.Min(bottom, endRow));
            for (var columnPhase = 0; columnPhase < TargetColumns.Phases; columnPhase++)
            {
                var taps = tapsOfElement * TargetRows.ElementsOf(rowPhase) * TargetColumns.ElementsOf(columnPhase);
                var (left, right) = TargetColumns.CellsInside(columnPhase);
                if (top < bottom && left < right)
                {
                    var from = cells + ((nint)(top - firstRow) * pitch) + left;
                    SumTaps<V>(bottom - top, right - left, pitch, taps, factors, offsets, from, starts, sums, sumStride);
                    var row = TargetRows.CellPosition(top, rowPhase);
                    var corner = target + ((nint)row * TargetColumns.Length) + TargetColumns.CellPosition(left, columnPhase);
                    for (var output = 0; output < outputs; output++)
                    {
                        Write(sums + (output * sumStride), pitch, bottom - top, right - left, corner + ((nint)output * planeSize));
                    }
                }

                factors += (nint)PanelRows * taps;
                offsets += taps;
            }
        }
    }

    private readonly void Write(T* sums, nint pitch, int rows, int columns, T* corner)
    {
        var (stride, rowStride) = (TargetColumns.Stride, (nint)TargetRows.Stride * TargetColumns.Length);
        for (var row = 0; row < rows; row++)
        {
            StridedCopy.Scatter(new ReadOnlySpan<T>(sums, columns), stride, corner);
            sums += pitch;
            corner += rowStride;
        }
    }

    // In stretches of taps, so that the rounding grows with the square root of their number. Behind the sums there is room for others.
    private readonly void SumTaps<V>(
        int rows, int columns, int pitch, int taps, T* factors, int* offsets, T* cells, T* starts, T* sums, int sumStride)
        where V : struct, IVector<V, T>
    {
        var stretch = ColumnSum.BlockOf(taps, LeastTaps);
        SumCells<V>(rows, columns, pitch, Math.Min(stretch, taps), factors, offsets, cells, starts, sums, sumStride);
        var size = PanelRows * sumStride;
        var others = sums + size;
        var zeros = stackalloc T[PanelRows];
        new Span<T>(zeros, PanelRows).Clear();
        for (var first = stretch; first < taps; first += stretch)
        {
            var count = Math.Min(stretch, taps - first);
            SumCells<V>(rows, columns, pitch, count, factors + ((nint)first * PanelRows), offsets + first, cells, zeros, others, sumStride);
            for (var output = 0; output < PanelRows; output++)
            {
                var sum = new Span<T>(sums + (output * sumStride), rows * pitch);
                TensorPrimitives.Add(sum, new ReadOnlySpan<T>(others + (output * sumStride), rows * pitch), sum);
            }
        }
    }

    private readonly void SumCells<V>(
        int rows, int columns, int pitch, int taps, T* factors, int* offsets, T* cells, T* starts, T* sums, int sumStride)
        where V : struct, IVector<V, T>
    {
        var end = rows * pitch;
        for (var cell = 0; cell < end;)
        {
            // At the end the last vector may be computed twice.
            var last = GridVectors.Next(cell, V.Count, columns, pitch);
            last = last < end ? last : cell;
            if (PanelRows == 8)
            {
                SumTile<V, MatrixTile.Eight>(taps, factors, offsets, cells, cell, last, starts, sums, sumStride);
            }
            else
            {
                SumTile<V, MatrixTile.Four>(taps, factors, offsets, cells, cell, last, starts, sums, sumStride);
            }

            cell = GridVectors.Next(last, V.Count, columns, pitch);
        }
    }

    // sums[o, cell] = starts[o] + sum_k factors[k, o] source[offsets[k] + cell], for four or eight o and the cells of two vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumTile<V, TRows>(
        int taps, T* factors, int* offsets, T* source, nint cell0, nint cell1, T* starts, T* sums, nint sumStride)
        where V : struct, IVector<V, T>
        where TRows : struct, ISize
    {
        Row<V> row0 = new(starts[0]), row1 = new(starts[1]), row2 = new(starts[2]), row3 = new(starts[3]);
        Row<V> row4 = default, row5 = default, row6 = default, row7 = default;
        if (TRows.Value > 4)
        {
            (row4, row5, row6, row7) = (new(starts[4]), new(starts[5]), new(starts[6]), new(starts[7]));
        }

        for (var tap = 0; tap < taps; tap++)
        {
            var from = source + offsets[tap];
            var x0 = V.Load(ref *from, cell0);
            var x1 = V.Load(ref *from, cell1);
            row0.Add(factors[0], x0, x1);
            row1.Add(factors[1], x0, x1);
            row2.Add(factors[2], x0, x1);
            row3.Add(factors[3], x0, x1);
            if (TRows.Value > 4)
            {
                row4.Add(factors[4], x0, x1);
                row5.Add(factors[5], x0, x1);
                row6.Add(factors[6], x0, x1);
                row7.Add(factors[7], x0, x1);
            }

            factors += TRows.Value;
        }

        // What a vector computes beyond its row is overwritten by the next one.
        row0.Store(sums, cell0, cell1);
        row1.Store(sums + sumStride, cell0, cell1);
        row2.Store(sums + (2 * sumStride), cell0, cell1);
        row3.Store(sums + (3 * sumStride), cell0, cell1);
        if (TRows.Value > 4)
        {
            row4.Store(sums + (4 * sumStride), cell0, cell1);
            row5.Store(sums + (5 * sumStride), cell0, cell1);
            row6.Store(sums + (6 * sumStride), cell0, cell1);
            row7.Store(sums + (7 * sumStride), cell0, cell1);
        }
    }

    /// <summary>The sums of one output.</summary>
    private struct Row<V>(T start)
        where V : struct, IVector<V, T>
    {
        private V _first = V.Broadcast(start);
        private V _second = V.Broadcast(start);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(T factor, V x0, V x1)
        {
            var broadcast = V.Broadcast(factor);
            _first = V.MultiplyAddEstimate(broadcast, x0, _first);
            _second = V.MultiplyAddEstimate(broadcast, x1, _second);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(T* sums, nint cell0, nint cell1)
        {
            _first.Store(ref *sums, cell0);
            _second.Store(ref *sums, cell1);
        }
    }
}
