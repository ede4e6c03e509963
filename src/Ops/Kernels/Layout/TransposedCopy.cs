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
