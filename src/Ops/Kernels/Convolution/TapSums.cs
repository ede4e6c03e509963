using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Autograd;

/// <summary>The gradient of a convolution by its weight where there are few outputs: for each output and tap the sum over all windows, without patches being written out.</summary>
/// <remarks>
/// <para>The innermost step sums up four outputs by three taps, a vector of windows at a time, over several images, and adds up the twelve vectors at the end.
/// The elements of the outputs are copied to where the vectors of the grid (<see cref="PhaseGrid"/>) begin; a vector covers places between
/// the rows that are no windows, and there both factors are 0, so that an infinite element of an image stays out.</para>
/// <para>The outputs and taps are shared out among the cores, and each adds up all images in their order: the sums do not depend on the number of cores.</para>
/// </remarks>
internal static unsafe class TapSums
{
    private const int TileOutputs = 4;
    private const int TileTaps = 3;

    // So many vectors for each of the four outputs leave room in the first cache for a channel of the grids, and make the sum of a vector cheap.
    private const int Vectors = 64;

    // The grids of several images, in elements: what tiles of taps go through stays in the outer caches.
    private const int GridPlaces = 1 << 18;

    /// <summary>y[o, c, i, j] = the sum over n, p, q of x[n, o, p, q] times element (i, j) of window (p, q) on channel c of the images.</summary>
    /// <param name="x">(n, outputs, rows of windows, columns of windows).</param>
    /// <param name="images">(n, channels, height, width).</param>
    /// <param name="window">How the windows lie.</param>
    /// <param name="groups">The number of parts.</param>
    /// <param name="y">(outputs, channels / groups, window height, window width).</param>
    public static void Sum<T>(NdArray<T> x, NdArray<T> images, Window2D window, int groups, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        y.Clear();
        fixed (T* grad = x.Span, source = images.Span, target = y)
        {
            var sums = new Sums<T>
            {
                Grad = grad,
                Source = source,
                Target = target,
                Images = x.Shape[0],
                Groups = groups,
                Outputs = x.Shape[1] / groups,
                Channels = images.Shape[1] / groups,
                Rows = window.Rows(images.Shape[2]),
                Columns = window.Columns(images.Shape[3]),
            };
            var work = (long)x.Size * sums.Taps / 16;
            if (Vector512.IsHardwareAccelerated)
            {
                ParallelLoop.Run(groups * sums.UnitsOfGroup, work, new Part<T, Register512<T>>(sums), equalShares: true);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                ParallelLoop.Run(groups * sums.UnitsOfGroup, work, new Part<T, Register256<T>>(sums), equalShares: true);
            }
            else
            {
                ParallelLoop.Run(groups * sums.UnitsOfGroup, work, new Part<T, Register128<T>>(sums), equalShares: true);
            }
        }
    }

    // The twelve vectors of sums. Vector v of the taps begins at places[v]; the images are so many places apart, and their four outputs so many vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumTile<T, TRegister>(int images, int vectors, int* places, T* masks, T* tap0, T* tap1, T* tap2, nint imageSize, T* grads, T* sums)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        var c00 = TRegister.Broadcast(T.Zero);
        var (c01, c02, c10, c11, c12) = (c00, c00, c00, c00, c00);
        var (c20, c21, c22, c30, c31, c32) = (c00, c00, c00, c00, c00, c00);
        nint outputSize = vectors * TRegister.Count;
        for (var image = 0; image < images; image++)
        {
            for (var v = 0; v < vectors; v++)
            {
                nint place = places[v];
                nint offset = v * TRegister.Count;
                var mask = TRegister.Load(ref *masks, offset);
                var x0 = TRegister.And(TRegister.Load(ref *tap0, place), mask);
                var x1 = TRegister.And(TRegister.Load(ref *tap1, place), mask);
                var x2 = TRegister.And(TRegister.Load(ref *tap2, place), mask);
                var grad = TRegister.Load(ref *grads, offset);
                c00 = TRegister.MultiplyAdd(grad, x0, c00);
                c01 = TRegister.MultiplyAdd(grad, x1, c01);
                c02 = TRegister.MultiplyAdd(grad, x2, c02);
                offset += outputSize;
                grad = TRegister.Load(ref *grads, offset);
                c10 = TRegister.MultiplyAdd(grad, x0, c10);
                c11 = TRegister.MultiplyAdd(grad, x1, c11);
                c12 = TRegister.MultiplyAdd(grad, x2, c12);
                offset += outputSize;
                grad = TRegister.Load(ref *grads, offset);
                c20 = TRegister.MultiplyAdd(grad, x0, c20);
                c21 = TRegister.MultiplyAdd(grad, x1, c21);
                c22 = TRegister.MultiplyAdd(grad, x2, c22);
                offset += outputSize;
                grad = TRegister.Load(ref *grads, offset);
                c30 = TRegister.MultiplyAdd(grad, x0, c30);
                c31 = TRegister.MultiplyAdd(grad, x1, c31);
                c32 = TRegister.MultiplyAdd(grad, x2, c32);
            }

            tap0 += imageSize;
            tap1 += imageSize;
            tap2 += imageSize;
            grads += TileOutputs * outputSize;
        }

        (sums[0], sums[1], sums[2]) = (c00.Sum(), c01.Sum(), c02.Sum());
        (sums[3], sums[4], sums[5]) = (c10.Sum(), c11.Sum(), c12.Sum());
        (sums[6], sums[7], sums[8]) = (c20.Sum(), c21.Sum(), c22.Sum());
        (sums[9], sums[10], sums[11]) = (c30.Sum(), c31.Sum(), c32.Sum());
    }

    /// <summary>The work for registers of one width.</summary>
    private readonly struct Part<T, TRegister>(Sums<T> sums) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRegister : struct, IRegister<TRegister, T>
    {
        public void Run(int firstUnit, int count) => sums.Run<TRegister>(firstUnit, count);
    }

    /// <summary>The sums of all groups. A unit of work is four outputs by three taps.</summary>
    private struct Sums<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Grad;
        public T* Source;
        public T* Target;

        public int Images { get; init; }

        public int Groups { get; init; }

        public int Outputs { get; init; }

        public int Channels { get; init; }

        public WindowAxis Rows { get; init; }

        public WindowAxis Columns { get; init; }

        public readonly int Taps => Channels * Rows.Size * Columns.Size;

        public readonly int UnitsOfGroup => (Outputs + TileOutputs - 1) / TileOutputs * TilesOfPanel;

        private readonly int TilesOfPanel => (Taps + TileTaps - 1) / TileTaps;

        public readonly void Run<TRegister>(int firstUnit, int count)
            where TRegister : struct, IRegister<TRegister, T>
        {
            var end = firstUnit + count;
            while (firstUnit < end)
            {
                var group = firstUnit / UnitsOfGroup;
                var endOfGroup = Math.Min(end, (group + 1) * UnitsOfGroup);
                RunGroup<TRegister>(group, firstUnit - (group * UnitsOfGroup), endOfGroup - (group * UnitsOfGroup));
                firstUnit = endOfGroup;
            }
        }

        private readonly void RunGroup<TRegister>(int group, int firstUnit, int endUnit)
            where TRegister : struct, IRegister<TRegister, T>
        {
            var band = PhaseGrid.BandFor(Rows, Columns, Channels, GridPlaces);
            var grid = new PhaseGrid(Rows, Columns, band);
            var vectorsOfBand = band * ((Columns.Count + TRegister.Count - 1) / TRegister.Count);
            var imageSize = Channels * grid.ChannelSize;
            var imagesAtATime = Math.Clamp(Math.Min(Vectors / vectorsOfBand, GridPlaces / Math.Max(1, imageSize)), 1, Math.Max(1, Images));
            var gridSize = (imagesAtATime * imageSize) + TRegister.Count;
            var vectorSize = vectorsOfBand * TRegister.Count;
            var alignment = Vector512<T>.Count;
            var borrowed = ArrayPool<T>.Shared.Rent(gridSize + (((imagesAtATime * TileOutputs) + 1) * vectorSize) + alignment);
            var starts = ArrayPool<int>.Shared.Rent(vectorsOfBand);
            fixed (T* room = borrowed)
            fixed (int* places = starts)
            {
                // The vectors begin where cache lines do.
                var masks = (T*)(((nuint)room + 63) & ~(nuint)63);
                var grads = masks + vectorSize;
                var images = grads + (imagesAtATime * TileOutputs * vectorSize);
                new Span<T>(images, gridSize).Clear();
                for (var firstRow = 0; firstRow < Rows.Count; firstRow += band)
                {
                    var rows = Math.Min(band, Rows.Count - firstRow);
                    var vectors = Cover<TRegister>(rows, grid.Pitch, places, masks);
                    for (var firstImage = 0; firstImage < Images; firstImage += imagesAtATime)
                    {
                        var count = Math.Min(imagesAtATime, Images - firstImage);
                        for (var image = 0; image < count; image++)
                        {
                            var source = Source + ((((nint)(firstImage + image) * Groups) + group) * Channels * Rows.Length * Columns.Length);
                            grid.Read(source, Channels, firstRow, images + (image * imageSize));
                        }

                        RunImages<TRegister>(group, firstUnit, endUnit, firstImage, count, firstRow, rows, grid, images, vectors, places, masks, grads);
                    }
                }
            }

            ArrayPool<T>.Shared.Return(borrowed);
            ArrayPool<int>.Shared.Return(starts);
        }

        private readonly void RunImages<TRegister>(
            int group, int firstUnit, int endUnit, int firstImage, int count, int firstRow, int rows, PhaseGrid grid, T* images, int vectors, int* places, T* masks, T* grads)
            where TRegister : struct, IRegister<TRegister, T>
        {
            var sums = stackalloc T[TileOutputs * TileTaps];
            var copied = -1;
            for (var unit = firstUnit; unit < endUnit; unit++)
            {
                var (panel, tile) = Math.DivRem(unit, TilesOfPanel);
                var firstOutput = (group * Outputs) + (panel * TileOutputs);
                var outputs = Math.Min(TileOutputs, Outputs - (panel * TileOutputs));
                if (panel != copied)
                {
                    ReadGrads<TRegister>(firstImage, count, firstOutput, outputs, firstRow, rows, grid.Pitch, vectors, places, grads);
                    copied = panel;
                }

                var firstTap = tile * TileTaps;
                SumTile<T, TRegister>(
                    count,
                    vectors,
                    places,
                    masks,
                    Tap(images, grid, firstTap),
                    Tap(images, grid, firstTap + 1),
                    Tap(images, grid, firstTap + 2),
                    Channels * grid.ChannelSize,
                    grads,
                    sums);
                for (var output = 0; output < outputs; output++)
                {
                    for (var tap = 0; tap < TileTaps && firstTap + tap < Taps; tap++)
                    {
                        Target[((nint)(firstOutput + output) * Taps) + firstTap + tap] += sums[(output * TileTaps) + tap];
                    }
                }
            }
        }

        // Where a tap meets the first window; the last tile may have fewer taps.
        private readonly T* Tap(T* images, PhaseGrid grid, int tap)
        {
            var (channelAndRow, j) = Math.DivRem(Math.Min(tap, Taps - 1), Columns.Size);
            var (channel, i) = Math.DivRem(channelAndRow, Rows.Size);
            return images + grid.Offset(channel, i, j);
        }

        // Where the vectors begin that cover the windows of some rows, and all bits where they cover one. Gives their number.
        private readonly int Cover<TRegister>(int rows, int pitch, int* places, T* masks)
            where TRegister : struct, IRegister<TRegister, T>
        {
            var vectors = 0;
            for (var place = 0; place < rows * pitch; place = PlaceVectors.Next(place, TRegister.Count, Columns.Count, pitch))
            {
                for (var i = 0; i < TRegister.Count; i++)
                {
                    var (row, column) = Math.DivRem(place + i, pitch);
                    new Span<byte>(masks + (vectors * TRegister.Count) + i, sizeof(T)).Fill(row < rows && column < Columns.Count ? byte.MaxValue : byte.MinValue);
                }

                places[vectors++] = place;
            }

            return vectors;
        }

        // The elements of up to four outputs of some images, each vector at its place; 0 where a vector covers no window, and for what is missing from four.
        private readonly void ReadGrads<TRegister>(
            int firstImage, int count, int firstOutput, int outputs, int firstRow, int rows, int pitch, int vectors, int* places, T* grads)
            where TRegister : struct, IRegister<TRegister, T>
        {
            var columns = Columns.Count;
            new Span<T>(grads, count * TileOutputs * vectors * TRegister.Count).Clear();
            for (var image = firstImage; image < firstImage + count; image++)
            {
                for (var output = 0; output < TileOutputs; output++)
                {
                    if (output >= outputs)
                    {
                        grads += vectors * TRegister.Count;
                        continue;
                    }

                    var plane = Grad + (((((nint)image * Groups * Outputs) + firstOutput + output) * Rows.Count) + firstRow) * columns;
                    for (var v = 0; v < vectors; v++)
                    {
                        var (row, column) = Math.DivRem(places[v], pitch);
                        for (var i = 0; i < TRegister.Count && row < rows; row++)
                        {
                            var run = Math.Min(columns - column, TRegister.Count - i);
                            new ReadOnlySpan<T>(plane + (row * columns) + column, run).CopyTo(new Span<T>(grads + i, run));
                            i += run + pitch - columns;
                            column = 0;
                        }

                        grads += TRegister.Count;
                    }
                }
            }
        }
    }
}
