using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>The product of two row-major matrices, each of which may be taken transposed.</summary>
/// <remarks>
/// Of vectors by inner products, or by sums of scaled rows (<see cref="ScaledRows"/>), of large matrices by the native provider if
/// there is one, else by <see cref="MatrixBlocks{T,V}"/>.
/// </remarks>
internal static class MatrixProduct
{
    /// <summary>The multiply-adds of a product from which on another core, or a native provider, pays.</summary>
    public const long Large = 1 << 19;

    private const int LongestDot = 1 << 12;

    // Longer inner axes are halved, so that the sums of the stretches of a half are no more than a stretch is long.
    private const int LongestInner = MatrixWorkspace.Depth * MatrixWorkspace.Depth;

    // For each of the products: a is (m, k), or (k, m) if transposed; b is (k, n), or (n, k) if transposed; c is (m, n); all row-major.

    /// <summary>C = A B for each of some matrices, with A (m, k), or (k, m) if transposed, and B (k, n), or (n, k) if transposed.</summary>
    /// <param name="count">The number of products.</param>
    /// <param name="m">The rows of C.</param>
    /// <param name="n">The columns of C.</param>
    /// <param name="k">The inner length.</param>
    /// <param name="a">The matrices A.</param>
    /// <param name="transposeA">Whether A is transposed.</param>
    /// <param name="aStride">How far each A is from the one before; 0 if they are the same.</param>
    /// <param name="b">The matrices B.</param>
    /// <param name="transposeB">Whether B is transposed.</param>
    /// <param name="bStride">How far each B is from the one before; 0 if they are the same.</param>
    /// <param name="c">The matrices C, one after the other.</param>
    public static unsafe void Multiply<T>(
        int count,
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool transposeA,
        int aStride,
        ReadOnlySpan<T> b,
        bool transposeB,
        int bStride,
        Span<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (c.IsEmpty || k == 0)
        {
            c.Clear();
        }
        else if (n == 1 && (!transposeA || m == 1))
        {
            MultiplyVector(count, m, k, a, aStride, b, bStride, c);
        }
        else if (m == 1 && transposeB)
        {
            MultiplyVector(count, n, k, b, bStride, a, aStride, c);
        }
        else if (n == 1)
        {
            Multiply(count, 1, m, k, b, false, bStride, a, false, aStride, c);
        }
        else if ((long)m * n * k >= Large && NativeProduct.IsInstalled)
        {
            for (var i = 0; i < count; i++)
            {
                NativeProduct.Multiply(m, n, k, a[(i * aStride)..], transposeA, b[(i * bStride)..], transposeB, c.Slice(i * m * n, m * n));
            }
        }
        else
        {
            fixed (T* left = a, right = b, output = c)
            {
                var products = new Products<T>(
                    m,
                    n,
                    k,
                    new StridedMatrix<T>(left, transposeA ? 1 : k, transposeA ? m : 1),
                    aStride,
                    new StridedMatrix<T>(right, transposeB ? 1 : n, transposeB ? k : 1),
                    bStride,
                    new StridedMatrix<T>(output, n, 1),
                    Storing.Replace);
                Run(products, count);
            }
        }
    }

    // In pairs of halves, where the inner axis is very long.
    private static unsafe void Run<T>(Products<T> products, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (m, n, k) = (products.M, products.N, products.K);
        if (k <= LongestInner && ScaledRows.Suit(products))
        {
            ScaledRows.Multiply(products, count);
            return;
        }

        if (k <= LongestInner)
        {
            VectorLoop.Run<T, Products<T>>(ref products, 0, count, longest: n);
            return;
        }

        var half = ((k / LongestInner) + 1) / 2 * LongestInner;
        var borrowed = ArrayPool<T>.Shared.Rent(count * m * n);
        fixed (T* second = borrowed)
        {
            Run(products with { K = half }, count);
            Run(
                products with
                {
                    K = k - half,
                    A = products.A.From(0, half),
                    B = products.B.From(half, 0),
                    C = new StridedMatrix<T>(second, n, 1),
                },
                count);
        }

        var c = new Span<T>(products.C.At(0, 0), count * m * n);
        TensorPrimitives.Add(c, borrowed.AsSpan(0, c.Length), c);
        ArrayPool<T>.Shared.Return(borrowed);
    }

    // a is (m, k), b is (k, n), c is (m, n): c -= a b.

    /// <summary>C -= A B for parts of matrices; the columns of C are neighbors.</summary>
    public static void Subtract<T>(int m, int n, int k, StridedMatrix<T> a, StridedMatrix<T> b, StridedMatrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (m > 0 && n > 0 && k > 0)
        {
            var products = new Products<T>(m, n, k, a, 0, b, 0, c, Storing.Subtract);
            VectorLoop.Run<T, Products<T>>(ref products, 0, 1, longest: n);
        }
    }

    // a is (m, k), b is (k), c is (m): each row of A times the vector b.
    private static void MultiplyVector<T>(
        int count, int m, int k, ReadOnlySpan<T> a, int aStride, ReadOnlySpan<T> b, int bStride, Span<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Reading the matrix is what takes time.
        var loop = new DotLoop<T>(m, k, a, aStride, b, bStride, c);
        ParallelLoop.Run(count * m, (long)count * m * k / 2, loop);
    }

    // In pairs of halves, so that the rounding errors of a long one do not all add up.
    private static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length <= LongestDot)
        {
            return TensorPrimitives.Dot(x, y);
        }

        var half = ((x.Length / LongestDot) + 1) / 2 * LongestDot;
        return Dot(x[..half], y[..half]) + Dot(x[half..], y[half..]);
    }

    private readonly ref struct DotLoop<T>(
        int m, int k, ReadOnlySpan<T> a, int aStride, ReadOnlySpan<T> b, int bStride, Span<T> c) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _a = a;
        private readonly ReadOnlySpan<T> _b = b;
        private readonly Span<T> _c = c;

        public void Run(int first, int count)
        {
            for (var i = first; i < first + count; i++)
            {
                var (product, row) = Math.DivRem(i, m);
                _c[i] = Dot(_a.Slice((product * aStride) + (row * k), k), _b.Slice(product * bStride, k));
            }
        }
    }

    /// <summary>Products of matrices of one shape: C (m, n) is A (m, k) times B (k, n), each so far from the one before.</summary>
    internal readonly record struct Products<T>(
        int M,
        int N,
        int K,
        StridedMatrix<T> A,
        int AStride,
        StridedMatrix<T> B,
        int BStride,
        StridedMatrix<T> C,
        Storing Storing) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var blocks = new MatrixBlocks<T, V>(this, first, count);
            ParallelLoop.Run(blocks.Count, blocks.Cost, blocks);
        }
    }
}
