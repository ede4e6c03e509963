using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Autograd;

/// <summary>Copies of parts of matrices that are read often, so that what is read together lies together.</summary>
internal static class MatrixCopy
{
    private const int LineBytes = 64;

    // source is (rows, columns), target is (rows, columnsStride), or (columns, rowsStride) if the columns are contiguous.

    /// <summary>Copies a block closer together; its rows stay contiguous, or its columns if those were.</summary>
    /// <returns>The copy.</returns>
    public static unsafe StridedMatrix<T> Block<T>(
        StridedMatrix<T> source, int rows, int columns, T* target, int rowsStride, int columnsStride)
        where T : unmanaged
    {
        if (source.ColumnStride == 1)
        {
            Lines(source, rows, columns, target, columnsStride);
            return new StridedMatrix<T>(target, columnsStride, 1);
        }

        Lines(source.Transposed, columns, rows, target, rowsStride);
        return new StridedMatrix<T>(target, 1, rowsStride);
    }

    // source is (rows, columns), panel is (rows, width).

    /// <summary>Copies columns to a panel: row after row, with zeros up to the width.</summary>
    /// <returns>The panel.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe StridedMatrix<T> Panel<T, V>(StridedMatrix<T> source, int rows, int columns, int width, T* panel)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        if (columns < width)
        {
            new Span<T>(panel, rows * width).Clear();
        }

        if (source.ColumnStride != 1)
        {
            TransposedCopy.Run(source.At(0, 0), source.ColumnStride, columns, rows, panel, width);
        }
        else if (columns < width)
        {
            Lines(source, rows, columns, panel, width);
        }
        else
        {
            for (var row = 0; row < rows; row++)
            {
                var from = source.At(row, 0);
                var to = panel + (row * width);
                V.Load(ref *from, 0).Store(ref *to, 0);
                if (width > V.Count)
                {
                    V.Load(ref *from, V.Count).Store(ref *to, V.Count);
                }
            }
        }

        return new StridedMatrix<T>(panel, width, 1);
    }

    /// <summary>Fetches some rows of a panel that will be copied, so that they are in the second cache by then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Prefetch<T>(StridedMatrix<T> source, int row, int count, int columns)
        where T : unmanaged
    {
        if (!Sse.IsSupported || source.ColumnStride != 1)
        {
            return;
        }

        for (var last = row + count; row < last; row++)
        {
            for (var column = 0; column < columns; column += LineBytes / sizeof(T))
            {
                Sse.Prefetch1(source.At(row, column));
            }

            Sse.Prefetch1(source.At(row, columns - 1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Lines<T>(StridedMatrix<T> source, int lines, int length, T* target, int stride)
        where T : unmanaged
    {
        for (var line = 0; line < lines; line++)
        {
            new ReadOnlySpan<T>(source.At(line, 0), length).CopyTo(new Span<T>(target + ((nint)line * stride), length));
        }
    }
}
