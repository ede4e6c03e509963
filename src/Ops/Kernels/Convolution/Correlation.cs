using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The sums of a convolution for each place, of the windows or of the images, without patches being written out.</summary>
/// <remarks>
/// <para>Both are the same sum over taps k: target[o, place] = start[o] + sum_k factor[o, k] source[offset[k] + place], where a place is a
/// position in a <see cref="PhaseGrid"/> of the source. A convolution has a tap for each channel and element of the windows. Its gradient by the images has
/// one for each output and element: an element of an image adds up what the windows around it give it. With a stride above 1, elements of the
/// image of different phases meet different elements of the windows; then each pair of phases is a pass of its own.</para>
/// <para>The innermost step sums up four or eight outputs by two vector registers of places. A vector begins at a place that is wanted and
/// covers all after it, so that between short rows also unwanted ones are computed, which nobody reads.</para>
/// <para>The grid of some rows of one image, as many as stay in the cache, is used for one panel of outputs after the other; these pieces of work are shared
/// out among the cores.</para>
/// </remarks>
internal static unsafe class Correlation
{
    // Half of the second cache of today's processors, in floats.
    private const int GridPlaces = 1 << 17;

    /// <summary>y[n, o, p, q] = bias[o] + the sum over c, i, j of weight[o, c, i, j] times element (i, j) of window (p, q) on channel c of x[n].</summary>
    /// <param name="x">Images (n, channels, height, width).</param>
    /// <param name="weight">(outputs, channels / groups, window height, window width).</param>
    /// <param name="bias">(outputs), or empty.</param>
    /// <param name="window">How the windows lie.</param>
    /// <param name="groups">The number of parts.</param>
    /// <param name="y">(n, outputs, rows of windows, columns of windows).</param>
    public static void OverWindows<T>(NdArray<T> x, NdArray<T> weight, ReadOnlySpan<T> bias, Window2D window, int groups, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, columns) = (window.Rows(x.Shape[2]), window.Columns(x.Shape[3]));
        var taps = weight.Shape[1] * rows.Size * columns.Size;
        var sweep = new Sweep<T>
        {
            Images = x.Shape[0],
            Groups = groups,
            SourceChannels = weight.Shape[1],
            SourceRows = rows,
            SourceColumns = columns,
            TargetChannels = weight.Shape[0] / groups,
            TargetRows = new WindowAxis(rows.Count, 1, 1, 0, 1),
            TargetColumns = new WindowAxis(columns.Count, 1, 1, 0, 1),
            Taps = taps,
        };
        var (offsets, places) = (ArrayPool<int>.Shared.Rent(taps), ArrayPool<int>.Shared.Rent(taps));
        var grid = sweep.Grid();
        for (var tap = 0; tap < taps; tap++)
        {
            var (channelAndRow, j) = Math.DivRem(tap, columns.Size);
            var (channel, i) = Math.DivRem(channelAndRow, rows.Size);
            offsets[tap] = grid.Offset(channel, i, j);
            places[tap] = tap;
        }

        Run(sweep, x.Span, weight.Span, taps, offsets, places, bias, y);
    }

    /// <summary>y[n, c, h, w] = the sum over o, i, j, p, q of weight[o, c, i, j] x[n, o, p, q], where element (i, j) of window (p, q) is element (h, w) of the image.</summary>
    /// <param name="x">(n, outputs, rows of windows, columns of windows).</param>
    /// <param name="weight">(outputs, channels / groups, window height, window width).</param>
    /// <param name="window">How the windows lie.</param>
    /// <param name="image">The height and width of an image.</param>
    /// <param name="groups">The number of parts.</param>
    /// <param name="y">Images (n, channels, height, width).</param>
    public static void OverImages<T>(NdArray<T> x, NdArray<T> weight, Window2D window, HeightWidth image, int groups, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, columns) = (window.Rows(image.Height), window.Columns(image.Width));
        if (!rows.ReachesAll || !columns.ReachesAll)
        {
            y.Clear();
        }

        // Around the windows are so many zeros as places are met by windows before or after them.
        var (below, right) = (rows.Shift(rows.Size - 1), columns.Shift(columns.Size - 1));
        var outputs = weight.Shape[0] / groups;
        var kernel = rows.Size * columns.Size;
        var sweep = new Sweep<T>
        {
            Images = x.Shape[0],
            Groups = groups,
            SourceChannels = outputs,
            SourceRows = new WindowAxis(rows.Count, below + 1, 1, below, 1),
            SourceColumns = new WindowAxis(columns.Count, right + 1, 1, right, 1),
            TargetChannels = weight.Shape[1],
            TargetRows = rows,
            TargetColumns = columns,
            Taps = outputs * kernel,
        };
        var (offsets, places) = (ArrayPool<int>.Shared.Rent(sweep.Taps), ArrayPool<int>.Shared.Rent(sweep.Taps));
        var grid = sweep.Grid();
        var tap = 0;
        for (var phases = 0; phases < rows.Phases * columns.Phases; phases++)
        {
            var (rowPhase, columnPhase) = Math.DivRem(phases, columns.Phases);
            for (var output = 0; output < outputs; output++)
            {
                for (var i = rowPhase; i < rows.Size; i += rows.Phases)
                {
                    for (var j = columnPhase; j < columns.Size; j += columns.Phases)
                    {
                        offsets[tap] = grid.Offset(output, below - rows.Shift(i), right - columns.Shift(j));
                        places[tap++] = (output * weight.Shape[1] * kernel) + (i * columns.Size) + j;
                    }
                }
            }
        }

        Run(sweep, x.Span, weight.Span, kernel, offsets, places, [], y);
    }

    // Factor (row, tap) of a group is the weight's element row * rowStride + places[tap]. Gives both arrays back.
    private static void Run<T>(Sweep<T> sweep, ReadOnlySpan<T> x, ReadOnlySpan<T> weight, int rowStride, int[] offsets, int[] places, ReadOnlySpan<T> bias, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var factors = ArrayPool<T>.Shared.Rent(Math.Max(1, sweep.Groups * sweep.Panels * sweep.PanelRows * sweep.Taps));
        Pack(sweep, weight, rowStride, places, factors);
        fixed (T* source = x, target = y, packed = factors, starts = bias)
        fixed (int* taps = offsets)
        {
            sweep.Source = source;
            sweep.Target = target;
            sweep.Factors = packed;
            sweep.Starts = starts;
            sweep.Offsets = taps;
            var units = sweep.Images * sweep.Groups * sweep.Bands * sweep.Panels;
            var work = (long)y.Length * sweep.Taps / 16;
            if (Vector512.IsHardwareAccelerated)
            {
                ParallelLoop.Run(units, work, new Part<T, Register512<T>>(sweep), equalShares: true);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                ParallelLoop.Run(units, work, new Part<T, Register256<T>>(sweep), equalShares: true);
            }
            else
            {
                ParallelLoop.Run(units, work, new Part<T, Register128<T>>(sweep), equalShares: true);
            }
        }

        ArrayPool<T>.Shared.Return(factors);
        ArrayPool<int>.Shared.Return(offsets);
        ArrayPool<int>.Shared.Return(places);
    }

    // For each group, the factors of the rows of a panel, those of a tap together; zeros where there are fewer rows.
    private static void Pack<T>(Sweep<T> sweep, ReadOnlySpan<T> weight, int rowStride, int[] places, T[] factors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var to = 0;
        for (var group = 0; group < sweep.Groups; group++)
        {
            var from = weight.Slice(group * (weight.Length / sweep.Groups), weight.Length / sweep.Groups);
            for (var row = 0; row < sweep.Panels * sweep.PanelRows; row += sweep.PanelRows)
            {
                var rows = Math.Min(sweep.PanelRows, sweep.TargetChannels - row);
                for (var tap = 0; tap < sweep.Taps; tap++)
                {
                    var place = places[tap] + (row * rowStride);
                    for (var i = 0; i < sweep.PanelRows; i++)
                    {
                        factors[to++] = i < rows ? from[place + (i * rowStride)] : T.Zero;
                    }
                }
            }
        }
    }

    // Four or eight rows by two vectors of sums. The vectors of a tap are at its offset from two places of the source, and those of a row at the same places of its result.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumTile<T, TRegister, TRows>(int taps, T* factors, int* offsets, T* source, nint place0, nint place1, T* starts, T* result, nint resultStride)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
        where TRows : struct, ISize
    {
        Row<T, TRegister> row0 = new(starts[0]), row1 = new(starts[1]), row2 = new(starts[2]), row3 = new(starts[3]);
        Row<T, TRegister> row4 = default, row5 = default, row6 = default, row7 = default;
        if (TRows.Value > 4)
        {
            (row4, row5, row6, row7) = (new(starts[4]), new(starts[5]), new(starts[6]), new(starts[7]));
        }

        for (var tap = 0; tap < taps; tap++)
        {
            var from = source + offsets[tap];
            var x0 = TRegister.Load(ref *from, place0);
            var x1 = TRegister.Load(ref *from, place1);
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
        row0.Store(result, place0, place1);
        row1.Store(result + resultStride, place0, place1);
        row2.Store(result + (2 * resultStride), place0, place1);
        row3.Store(result + (3 * resultStride), place0, place1);
        if (TRows.Value > 4)
        {
            row4.Store(result + (4 * resultStride), place0, place1);
            row5.Store(result + (5 * resultStride), place0, place1);
            row6.Store(result + (6 * resultStride), place0, place1);
            row7.Store(result + (7 * resultStride), place0, place1);
        }
    }

    private readonly struct Four : ISize
    {
        public static int Value => 4;
    }

    private readonly struct Eight : ISize
    {
        public static int Value => 8;
    }

    /// <summary>The sums of a row.</summary>
    private struct Row<T, TRegister>(T start)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        private TRegister _first = TRegister.Broadcast(start);
        private TRegister _second = TRegister.Broadcast(start);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(T factor, TRegister x0, TRegister x1)
        {
            var broadcast = TRegister.Broadcast(factor);
            _first = TRegister.MultiplyAdd(broadcast, x0, _first);
            _second = TRegister.MultiplyAdd(broadcast, x1, _second);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(T* result, nint place0, nint place1)
        {
            _first.Store(ref *result, place0);
            _second.Store(ref *result, place1);
        }
    }

    /// <summary>The work for registers of one width.</summary>
    private readonly struct Part<T, TRegister>(Sweep<T> sweep) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        public void Run(int firstUnit, int count) => sweep.Run<TRegister>(firstUnit, count);
    }

    /// <summary>The places of all images, outputs and phases. The rows of a grid are cut into bands, the outputs of a group into panels.</summary>
    private struct Sweep<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Source;
        public T* Target;
        public T* Factors;
        public T* Starts;
        public int* Offsets;

        public int Images { get; init; }

        public int Groups { get; init; }

        public int SourceChannels { get; init; }

        public WindowAxis SourceRows { get; init; }

        public WindowAxis SourceColumns { get; init; }

        public int TargetChannels { get; init; }

        /// <summary>Which places of the grid are rows of the target, for each phase.</summary>
        public WindowAxis TargetRows { get; init; }

        public WindowAxis TargetColumns { get; init; }

        public int Taps { get; init; }

        /// <summary>The outputs of a panel: eight, where the machine has registers for them and that adds no more zeros than four.</summary>
        public readonly int PanelRows => Vector512.IsHardwareAccelerated && (TargetChannels - 1) % 8 >= 4 ? 8 : 4;

        public readonly int Panels => (TargetChannels + PanelRows - 1) / PanelRows;

        public readonly int Bands => (SourceRows.Count + Band - 1) / Band;

        private readonly int Band => PhaseGrid.BandFor(SourceRows, SourceColumns, SourceChannels, GridPlaces);

        public readonly PhaseGrid Grid() => new(SourceRows, SourceColumns, Band);

        public readonly void Run<TRegister>(int firstUnit, int count)
            where TRegister : struct, IRegister<TRegister, T>
        {
            var (grid, band, bands, panels) = (Grid(), Band, Bands, Panels);
            var size = (SourceChannels * grid.ChannelSize) + TRegister.Count;
            var resultStride = (band * grid.Pitch) + TRegister.Count;
            var borrowed = ArrayPool<T>.Shared.Rent(size + (PanelRows * resultStride));
            fixed (T* places = borrowed)
            {
                new Span<T>(places, size).Clear();
                var copied = -1;
                for (var unit = firstUnit; unit < firstUnit + count; unit++)
                {
                    var (piece, panel) = Math.DivRem(unit, panels);
                    var (imageAndGroup, firstRow) = (piece / bands, piece % bands * band);
                    if (piece != copied)
                    {
                        grid.Read(Source + ((nint)imageAndGroup * SourceChannels * SourceRows.Length * SourceColumns.Length), SourceChannels, firstRow, places);
                        copied = piece;
                    }

                    RunPanel<TRegister>(imageAndGroup, panel, firstRow, firstRow + band, grid.Pitch, places, places + size, resultStride);
                }
            }

            ArrayPool<T>.Shared.Return(borrowed);
        }

        private readonly void RunPanel<TRegister>(int imageAndGroup, int panel, int firstRow, int endRow, int pitch, T* places, T* result, int resultStride)
            where TRegister : struct, IRegister<TRegister, T>
        {
            var group = imageAndGroup % Groups;
            var outputs = Math.Min(PanelRows, TargetChannels - (panel * PanelRows));
            var starts = stackalloc T[PanelRows];
            for (var i = 0; i < PanelRows; i++)
            {
                starts[i] = i < outputs && Starts != null ? Starts[(group * TargetChannels) + (panel * PanelRows) + i] : T.Zero;
            }

            var factors = Factors + ((nint)((group * Panels) + panel) * PanelRows * Taps);
            var target = Target + ((((nint)imageAndGroup * TargetChannels) + (panel * PanelRows)) * TargetRows.Length * TargetColumns.Length);
            var offsets = Offsets;
            var columns = TargetColumns.Length;
            var tapsOfElement = Taps / (TargetRows.Size * TargetColumns.Size);
            for (var rowPhase = 0; rowPhase < TargetRows.Phases; rowPhase++)
            {
                var (first, end) = TargetRows.PlacesInside(rowPhase);
                (first, end) = (Math.Max(first, firstRow), Math.Min(end, endRow));
                for (var columnPhase = 0; columnPhase < TargetColumns.Phases; columnPhase++)
                {
                    var taps = tapsOfElement * TargetRows.ElementsOf(rowPhase) * TargetColumns.ElementsOf(columnPhase);
                    var (left, right) = TargetColumns.PlacesInside(columnPhase);
                    if (first < end && left < right)
                    {
                        SumPlaces<TRegister>(end - first, right - left, pitch, taps, factors, offsets, places + ((nint)(first - firstRow) * pitch) + left, starts, result, resultStride);
                        var corner = target + ((nint)TargetRows.PlacePosition(first, rowPhase) * columns) + TargetColumns.PlacePosition(left, columnPhase);
                        for (var output = 0; output < outputs; output++)
                        {
                            Write(result + (output * resultStride), pitch, end - first, right - left, corner + ((nint)output * TargetRows.Length * columns));
                        }
                    }

                    factors += (nint)PanelRows * taps;
                    offsets += taps;
                }
            }
        }

        private readonly void Write(T* result, nint pitch, int rows, int columns, T* corner)
        {
            var (step, rowStep) = (TargetColumns.Stride, (nint)TargetRows.Stride * TargetColumns.Length);
            for (var row = 0; row < rows; row++)
            {
                Steps.Scatter(new ReadOnlySpan<T>(result, columns), step, corner);
                result += pitch;
                corner += rowStep;
            }
        }

        private readonly void SumPlaces<TRegister>(int rows, int columns, int pitch, int taps, T* factors, int* offsets, T* places, T* starts, T* result, int resultStride)
            where TRegister : struct, IRegister<TRegister, T>
        {
            var end = rows * pitch;
            for (var place = 0; place < end;)
            {
                // At the end the last vector may be computed twice.
                var last = PlaceVectors.Next(place, TRegister.Count, columns, pitch);
                last = last < end ? last : place;
                if (PanelRows == 8)
                {
                    SumTile<T, TRegister, Eight>(taps, factors, offsets, places, place, last, starts, result, resultStride);
                }
                else
                {
                    SumTile<T, TRegister, Four>(taps, factors, offsets, places, place, last, starts, result, resultStride);
                }

                place = PlaceVectors.Next(last, TRegister.Count, columns, pitch);
            }
        }
    }
}
