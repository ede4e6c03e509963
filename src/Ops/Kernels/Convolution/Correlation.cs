using System.Buffers;
using System.Numerics;

namespace Autograd;

/// <summary>The sums of a convolution over windows, and those of its gradient over images, without patches being written out.</summary>
/// <remarks>
/// <para>Both are the same sum over taps k: target[o, cell] = start[o] + sum_k factor[o, k] source[offset[k] + cell], over the cells of a
/// <see cref="PhaseGrid"/> of the source. A convolution has a tap for each channel and element of the windows. Its gradient by the images
/// has one for each output and element: an element of an image adds up what the windows around it give it. With a stride above 1, elements
/// of the image of different phases lie in different elements of the windows; then each pair of phases is a pass of its own.</para>
/// <para>Here the taps are listed and the factors packed; <see cref="CorrelationLoop{T}"/> computes the sums.</para>
/// </remarks>
internal static unsafe class Correlation
{
    /// <summary>Sixteen multiply-adds of a convolution cost what an addition of two elements in memory does.</summary>
    public const int MultiplyAddsOfAddition = 16;

    // x is (n, channels, height, width), weight (outputs, channels / groups, kernel height, kernel width), y (n, outputs, rows, columns).

    /// <summary>
    /// y[n, o, p, q] = bias[o] + the sum over c, i, j of weight[o, c, i, j] times element (i, j) of window (p, q) on channel c of x[n].
    /// </summary>
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
        var loop = new CorrelationLoop<T>
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
        var (offsets, factors) = (ArrayPool<int>.Shared.Rent(taps), ArrayPool<int>.Shared.Rent(taps));
        var grid = loop.Grid();
        for (var tap = 0; tap < taps; tap++)
        {
            (offsets[tap], factors[tap]) = (grid.Offset(tap), tap);
        }

        Run(loop, x.Span, weight.Span, taps, offsets, factors, bias, y);
    }

    // x is (n, outputs, rows, columns), weight (outputs, channels / groups, kernel height, kernel width), y (n, channels, height, width).

    /// <summary>
    /// y[n, c, h, w] = the sum over o, i, j, p, q of weight[o, c, i, j] x[n, o, p, q], where element (i, j) of window (p, q) is element
    /// (h, w) of the image.
    /// </summary>
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

        // The source is padded by as many zeros as the last element of a window is shifted.
        var (below, right) = (rows.Shift(rows.Size - 1), columns.Shift(columns.Size - 1));
        var outputs = weight.Shape[0] / groups;
        var kernel = rows.Size * columns.Size;
        var loop = new CorrelationLoop<T>
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
        var (offsets, factors) = (ArrayPool<int>.Shared.Rent(loop.Taps), ArrayPool<int>.Shared.Rent(loop.Taps));
        var grid = loop.Grid();
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
                        factors[tap++] = (output * weight.Shape[1] * kernel) + (i * columns.Size) + j;
                    }
                }
            }
        }

        Run(loop, x.Span, weight.Span, kernel, offsets, factors, [], y);
    }

    // Factor (row, tap) of a group is element row * rowStride + factors[tap] of its weight. Gives both arrays back.
    private static void Run<T>(
        CorrelationLoop<T> loop,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> weight,
        int rowStride,
        int[] offsets,
        int[] factors,
        ReadOnlySpan<T> bias,
        Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var packed = ArrayPool<T>.Shared.Rent(Math.Max(1, loop.Groups * loop.Panels * loop.PanelRows * loop.Taps));
        Pack(loop, weight, rowStride, factors, packed);
        fixed (T* source = x, target = y, packedFactors = packed, starts = bias)
        fixed (int* tapOffsets = offsets)
        {
            loop.Source = source;
            loop.Target = target;
            loop.Factors = packedFactors;
            loop.Starts = starts;
            loop.Offsets = tapOffsets;
            ParallelLoop.Run(loop.Count, (long)y.Length * loop.Taps / MultiplyAddsOfAddition, loop, equalShares: true);
        }

        ArrayPool<T>.Shared.Return(packed);
        ArrayPool<int>.Shared.Return(offsets);
        ArrayPool<int>.Shared.Return(factors);
    }

    // packed is (groups, panels, taps, rows of a panel), with zeros where a panel has fewer rows.
    private static void Pack<T>(CorrelationLoop<T> loop, ReadOnlySpan<T> weight, int rowStride, int[] factors, T[] packed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var to = 0;
        for (var group = 0; group < loop.Groups; group++)
        {
            var from = weight.Slice(group * (weight.Length / loop.Groups), weight.Length / loop.Groups);
            for (var row = 0; row < loop.Panels * loop.PanelRows; row += loop.PanelRows)
            {
                var rows = Math.Min(loop.PanelRows, loop.TargetChannels - row);
                for (var tap = 0; tap < loop.Taps; tap++)
                {
                    var first = factors[tap] + (row * rowStride);
                    for (var i = 0; i < loop.PanelRows; i++)
                    {
                        packed[to++] = i < rows ? from[first + (i * rowStride)] : T.Zero;
                    }
                }
            }
        }
    }
}
