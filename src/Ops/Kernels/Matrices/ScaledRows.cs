using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// The products of a row or a column with a matrix that has contiguous rows: each row of C is the sum of the rows of B, scaled by a row of
/// A. Reading B, or writing C, is what takes time.
/// </summary>
/// <remarks>
/// The cores share out the rows of C, and stretches of the inner axis, each of which is added up by itself; then these sums are added up.
/// So rounding errors add up over a stretch, and over their number.
/// </remarks>
internal static unsafe class ScaledRows
{
    // The longest stretch, and the columns whose sums stay in the nearest cache.
    private const int Depth = MatrixWorkspace.Depth;
    private const int BlockColumns = 2048;

    // Of fewer columns the sums stay in registers, as MatrixBlocks has them.
    private const int LeastColumns = 128;

    /// <summary>Whether products are computed best like this.</summary>
    public static bool Suit<T>(in MatrixProduct.Products<T> products)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (products.M == 1 || products.K == 1) && products.N >= LeastColumns && products.B.ColumnStride == 1;

    /// <summary>Computes some products.</summary>
    public static void Multiply<T>(in MatrixProduct.Products<T> products, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, n) = (count * products.M, products.N);
        var stretches = (products.K + Depth - 1) / Depth;

        // The sums of the first stretches are in C, those of the others behind each other here.
        var rest = (stretches - 1) * n;
        var borrowed = ArrayPool<T>.Shared.Rent(rows * rest);
        fixed (T* sums = borrowed)
        {
            var loop = new StretchLoop<T>(products, stretches, sums);
            ParallelLoop.Run(rows * stretches, (long)rows * n * products.K / 2, loop);
        }

        for (var row = 0; row < rows && rest > 0; row++)
        {
            var output = new Span<T>(products.C.At(0, 0) + ((nint)row * n), n);
            for (var stretch = 1; stretch < stretches; stretch++)
            {
                TensorPrimitives.Add(output, borrowed.AsSpan((row * rest) + ((stretch - 1) * n), n), output);
            }
        }

        ArrayPool<T>.Shared.Return(borrowed);
    }

    /// <summary>An iteration is a stretch of a row of C.</summary>
    private readonly struct StretchLoop<T>(MatrixProduct.Products<T> products, int stretches, T* sums) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run(int first, int count)
        {
            var (m, n, k, a, aStride, b, bStride, c, _) = products;
            for (var i = first; i < first + count; i++)
            {
                var (row, stretch) = Math.DivRem(i, stretches);
                var (product, rowOfA) = Math.DivRem(row, m);
                var factors = a.At(rowOfA, 0) + ((nint)product * aStride);
                var matrix = b.At(0, 0) + ((nint)product * bStride);
                var target = stretch == 0 ? c.At(0, 0) + ((nint)row * n) : sums + ((((nint)row * (stretches - 1)) + stretch - 1) * n);
                for (var column = 0; column < n; column += BlockColumns)
                {
                    var sum = new Span<T>(target + column, Math.Min(BlockColumns, n - column));
                    var start = stretch * Depth;
                    for (var j = start; j < Math.Min(start + Depth, k); j++)
                    {
                        var factor = factors[(nint)j * a.ColumnStride];
                        var scaled = new ReadOnlySpan<T>(matrix + ((nint)j * b.RowStride) + column, sum.Length);
                        if (j == start)
                        {
                            TensorPrimitives.Multiply(scaled, factor, sum);
                        }
                        else
                        {
                            TensorPrimitives.MultiplyAddEstimate(scaled, factor, sum, sum);
                        }
                    }
                }
            }
        }
    }
}
