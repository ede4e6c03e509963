using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>The product of two row-major matrices, each of which may be taken transposed.</summary>
/// <remarks>
/// The right factor is cut into panels two vectors wide. For each panel, four rows of the output at a time are summed up in
/// eight registers over the whole inner length, so the panel stays in the nearest cache. A panel that is not whole, or
/// transposed, is first copied, with zeros for the missing columns.
/// </remarks>
internal static class MatrixProduct
{
    private const int Rows = 4;

    /// <summary>C = A B, with A (m, k), or (k, m) if transposed, and B (k, n), or (n, k) if transposed.</summary>
    public static void Multiply<T>(int m, int n, int k, ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.IsEmpty || k == 0)
        {
            c.Clear();
            return;
        }

        if (n == 1)
        {
            MultiplyVector(m, k, a, transposeA, b, c);
            return;
        }

        var width = 2 * Vector<T>.Count;
        var (rowStride, columnStride) = transposeA ? (1, m) : (k, 1);
        ref var left = ref MemoryMarshal.GetReference(a);
        T[]? borrowed = null;
        Span<T> tile = stackalloc T[Rows * width];
        for (var column = 0; column < n; column += width)
        {
            var columns = Math.Min(width, n - column);
            ref var panel = ref MemoryMarshal.GetReference(b[(transposeB ? 0 : column)..]);
            var panelStride = n;
            if (transposeB || columns < width)
            {
                borrowed ??= ArrayPool<T>.Shared.Rent(k * width);
                Pack(b, k, n, column, columns, transposeB, borrowed.AsSpan(0, k * width), width);
                panel = ref MemoryMarshal.GetArrayDataReference(borrowed);
                panelStride = width;
            }

            for (var row = 0; row < m; row += Rows)
            {
                var rows = Math.Min(Rows, m - row);
                var whole = columns == width;
                ref var output = ref whole ? ref c[(row * n) + column] : ref tile[0];
                var outputStride = whole ? n : width;
                if (rows == Rows)
                {
                    FourRows(ref Unsafe.Add(ref left, row * rowStride), rowStride, columnStride, ref panel, panelStride, k, ref output, outputStride);
                }
                else
                {
                    for (var i = 0; i < rows; i++)
                    {
                        OneRow(ref Unsafe.Add(ref left, (row + i) * rowStride), columnStride, ref panel, panelStride, k, ref Unsafe.Add(ref output, i * outputStride));
                    }
                }

                for (var i = 0; i < rows && !whole; i++)
                {
                    tile.Slice(i * width, columns).CopyTo(c.Slice(((row + i) * n) + column, columns));
                }
            }
        }

        if (borrowed is not null)
        {
            ArrayPool<T>.Shared.Return(borrowed);
        }
    }

    private static void MultiplyVector<T>(int m, int k, ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, Span<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (transposeA && m > 1)
        {
            Multiply(1, m, k, b, false, a, false, c);
            return;
        }

        for (var row = 0; row < m; row++)
        {
            c[row] = TensorPrimitives.Dot(a.Slice(row * k, k), b);
        }
    }

    private static void Pack<T>(ReadOnlySpan<T> b, int k, int n, int column, int columns, bool transposed, Span<T> panel, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (columns < width)
        {
            panel.Clear();
        }

        if (transposed)
        {
            for (var j = 0; j < columns; j++)
            {
                var source = b.Slice((column + j) * k, k);
                for (var p = 0; p < k; p++)
                {
                    panel[(p * width) + j] = source[p];
                }
            }
        }
        else
        {
            for (var p = 0; p < k; p++)
            {
                b.Slice((p * n) + column, columns).CopyTo(panel[(p * width)..]);
            }
        }
    }

    private static void FourRows<T>(ref T a, int rowStride, int columnStride, ref T panel, int panelStride, int k, ref T c, int cStride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (c00, c01, c10, c11) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
        var (c20, c21, c30, c31) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
        for (var p = 0; p < k; p++)
        {
            var b0 = Vector.LoadUnsafe(ref panel);
            var b1 = Vector.LoadUnsafe(ref panel, (nuint)Vector<T>.Count);
            panel = ref Unsafe.Add(ref panel, panelStride);

            var a0 = Vector.Create(a);
            (c00, c01) = (MultiplyAdd(a0, b0, c00), MultiplyAdd(a0, b1, c01));
            var a1 = Vector.Create(Unsafe.Add(ref a, rowStride));
            (c10, c11) = (MultiplyAdd(a1, b0, c10), MultiplyAdd(a1, b1, c11));
            var a2 = Vector.Create(Unsafe.Add(ref a, 2 * rowStride));
            (c20, c21) = (MultiplyAdd(a2, b0, c20), MultiplyAdd(a2, b1, c21));
            var a3 = Vector.Create(Unsafe.Add(ref a, 3 * rowStride));
            (c30, c31) = (MultiplyAdd(a3, b0, c30), MultiplyAdd(a3, b1, c31));
            a = ref Unsafe.Add(ref a, columnStride);
        }

        Store(c00, c01, ref c);
        Store(c10, c11, ref Unsafe.Add(ref c, cStride));
        Store(c20, c21, ref Unsafe.Add(ref c, 2 * cStride));
        Store(c30, c31, ref Unsafe.Add(ref c, 3 * cStride));
    }

    private static void OneRow<T>(ref T a, int columnStride, ref T panel, int panelStride, int k, ref T c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (c0, c1) = (Vector<T>.Zero, Vector<T>.Zero);
        for (var p = 0; p < k; p++)
        {
            var a0 = Vector.Create(a);
            c0 = MultiplyAdd(a0, Vector.LoadUnsafe(ref panel), c0);
            c1 = MultiplyAdd(a0, Vector.LoadUnsafe(ref panel, (nuint)Vector<T>.Count), c1);
            panel = ref Unsafe.Add(ref panel, panelStride);
            a = ref Unsafe.Add(ref a, columnStride);
        }

        Store(c0, c1, ref c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<T> first, Vector<T> second, ref T c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        first.StoreUnsafe(ref c);
        second.StoreUnsafe(ref c, (nuint)Vector<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> sum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            return Vector.FusedMultiplyAdd(x.As<T, float>(), y.As<T, float>(), sum.As<T, float>()).As<float, T>();
        }

        return typeof(T) == typeof(double)
            ? Vector.FusedMultiplyAdd(x.As<T, double>(), y.As<T, double>(), sum.As<T, double>()).As<double, T>()
            : (x * y) + sum;
    }
}
