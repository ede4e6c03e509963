using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Autograd;

/// <summary>Copies a matrix to its transpose, in squares that are turned in registers; for what fits into the nearest cache.</summary>
internal static class TransposedCopy
{
    // source is (rows, columns), target is (columns, rows), each with its own distance from row to row.

    /// <summary>target[column, row] = source[row, column].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Run<T>(T* source, nint sourceStride, int rows, int columns, T* target, nint targetStride)
        where T : unmanaged
    {
        var (wideRows, wideColumns) = (0, 0);
        if (Avx.IsSupported)
        {
            var square = Vector256<T>.Count;
            (wideRows, wideColumns) = (rows / square * square, columns / square * square);
            for (var column = 0; column < wideColumns; column += square)
            {
                for (var row = 0; row < wideRows; row += square)
                {
                    TurnWide(source + (row * sourceStride) + column, sourceStride, target + (column * targetStride) + row, targetStride);
                }
            }

            if (wideRows == rows && wideColumns == columns)
            {
                return;
            }

            // What is left below and beside.
            RunNarrow(
                source + (wideRows * sourceStride), sourceStride, rows - wideRows, wideColumns, target + wideRows, targetStride);
        }

        RunNarrow(
            source + wideColumns, sourceStride, rows, columns - wideColumns, target + (wideColumns * targetStride), targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void RunNarrow<T>(T* source, nint sourceStride, int rows, int columns, T* target, nint targetStride)
        where T : unmanaged
    {
        var square = Vector128<T>.Count;
        var (wholeRows, wholeColumns) = Sse2.IsSupported ? (rows / square * square, columns / square * square) : (0, 0);
        for (var column = 0; column < wholeColumns; column += square)
        {
            for (var row = 0; row < wholeRows; row += square)
            {
                Turn(source + (row * sourceStride) + column, sourceStride, target + (column * targetStride) + row, targetStride);
            }
        }

        for (var row = 0; row < rows; row++)
        {
            for (var column = row < wholeRows ? wholeColumns : 0; column < columns; column++)
            {
                target[(column * targetStride) + row] = source[(row * sourceStride) + column];
            }
        }
    }

    // Half a row beside half of the row that is half a square below: what is left is to turn each half by itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void TurnWide<T>(T* from, nint fromStride, T* to, nint toStride)
        where T : unmanaged
    {
        var half = Vector128<T>.Count;
        for (var column = 0; column < 2 * half; column += half)
        {
            var start = from + column;
            var below = start + (half * fromStride);
            var target = to + (column * toStride);
            if (sizeof(T) == sizeof(double))
            {
                var x0 = Vector256.Create(Vector128.Load((double*)start), Vector128.Load((double*)below));
                var x1 = Vector256.Create(Vector128.Load((double*)(start + fromStride)), Vector128.Load((double*)(below + fromStride)));
                Avx.UnpackLow(x0, x1).Store((double*)target);
                Avx.UnpackHigh(x0, x1).Store((double*)(target + toStride));
            }
            else
            {
                var x0 = Both(0);
                var x1 = Both(1);
                var x2 = Both(2);
                var x3 = Both(3);
                var (low01, high01) = (Avx.UnpackLow(x0, x1), Avx.UnpackHigh(x0, x1));
                var (low23, high23) = (Avx.UnpackLow(x2, x3), Avx.UnpackHigh(x2, x3));
                Avx.Shuffle(low01, low23, 0b01_00_01_00).Store((float*)target);
                Avx.Shuffle(low01, low23, 0b11_10_11_10).Store((float*)(target + toStride));
                Avx.Shuffle(high01, high23, 0b01_00_01_00).Store((float*)(target + (2 * toStride)));
                Avx.Shuffle(high01, high23, 0b11_10_11_10).Store((float*)(target + (3 * toStride)));
            }

            Vector256<float> Both(nint row) => Vector256.Create(
                Vector128.Load((float*)(start + (row * fromStride))), Vector128.Load((float*)(below + (row * fromStride))));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Turn<T>(T* from, nint fromStride, T* to, nint toStride)
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
