using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
            Transpose(source, rows, columns, width, panel);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Transpose<T>(StridedMatrix<T> source, int rows, int columns, int width, T* panel)
        where T : unmanaged
    {
        var square = Sse2.IsSupported ? Vector128<T>.Count : 1;
        var (wholeRows, wholeColumns) = (rows / square * square, columns / square * square);
        for (var column = 0; column < wholeColumns && square > 1; column += square)
        {
            var from = source.At(0, column);
            for (var row = 0; row < wholeRows; row += square)
            {
                TransposeSquare(from + row, source.ColumnStride, panel + (row * width) + column, width);
            }
        }

        for (var column = 0; column < columns; column++)
        {
            var from = source.At(0, column);
            for (var row = column < wholeColumns && square > 1 ? wholeRows : 0; row < rows; row++)
            {
                panel[(row * width) + column] = from[row];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void TransposeSquare<T>(T* from, nint fromStride, T* to, nint toStride)
        where T : unmanaged
    {
        if (sizeof(T) == sizeof(double))
        {
            var x0 = Vector128.Load((double*)from);
            var x1 = Vector128.Load((double*)(from + fromStride));
            Sse2.UnpackLow(x0, x1).Store((double*)to);
            Sse2.UnpackHigh(x0, x1).Store((double*)(to + toStride));
        }
        else
        {
            var x0 = Vector128.Load((float*)from);
            var x1 = Vector128.Load((float*)(from + fromStride));
            var x2 = Vector128.Load((float*)(from + (2 * fromStride)));
            var x3 = Vector128.Load((float*)(from + (3 * fromStride)));
            var (low01, high01) = (Sse.UnpackLow(x0, x1), Sse.UnpackHigh(x0, x1));
            var (low23, high23) = (Sse.UnpackLow(x2, x3), Sse.UnpackHigh(x2, x3));
            Sse.MoveLowToHigh(low01, low23).Store((float*)to);
            Sse.MoveHighToLow(low23, low01).Store((float*)(to + toStride));
            Sse.MoveLowToHigh(high01, high23).Store((float*)(to + (2 * toStride)));
            Sse.MoveHighToLow(high23, high01).Store((float*)(to + (3 * toStride)));
        }
    }
}
