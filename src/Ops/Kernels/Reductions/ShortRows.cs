using System.Numerics;

namespace Autograd;

/// <summary>
/// Runs computations on rows shorter than a vector: on a vector of rows at once, copied so that each column is contiguous.
/// </summary>
/// <remarks>Whatever stands beside it and however wide the vectors are, a row gets the same digits. Allocates nothing.</remarks>
internal static class ShortRows
{
    /// <summary>Longer rows fill a vector by themselves.</summary>
    public const int Longest = 16;

    // Vectors of rows that are computed together: while one waits for the element before, the next goes on.
    private const int VectorsAtOnce = 4;

    // x is (rows, length), y too or empty, labels and weights are (rows) or empty, z is (rows, results of a row).

    /// <summary>Computes all rows, if they are short.</summary>
    /// <param name="length">The number of elements of each row.</param>
    /// <param name="x">The rows.</param>
    /// <param name="y">Rows of a second input, or nothing.</param>
    /// <param name="z">The results of the first row, those of the second, and so on.</param>
    /// <param name="kernel">What is computed.</param>
    /// <returns>Whether they were short.</returns>
    public static bool TryRun<T, TKernel>(int length, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z, TKernel kernel = default)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel => TryRun(length, x, y, [], [], z, kernel);

    /// <summary>Computes all rows, if they are short.</summary>
    /// <param name="length">The number of elements of each row.</param>
    /// <param name="x">The rows.</param>
    /// <param name="labels">A label for each row, or nothing.</param>
    /// <param name="weights">A number for each row, or nothing; only with labels.</param>
    /// <param name="z">The results of the first row, those of the second, and so on.</param>
    /// <param name="kernel">What is computed.</param>
    /// <returns>Whether they were short.</returns>
    public static bool TryRun<T, TKernel>(
        int length, ReadOnlySpan<T> x, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights, Span<T> z, TKernel kernel = default)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel => TryRun(length, x, [], labels, weights, z, kernel);

    private static bool TryRun<T, TKernel>(
        int length, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights, Span<T> z, TKernel kernel)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel
    {
        if (x.IsEmpty || length > Longest)
        {
            return false;
        }

        var loop = new RowLoop<T, TKernel>(kernel, length, x, y, labels, weights, z);
        VectorLoop.Run<T, RowLoop<T, TKernel>>(ref loop, 0, x.Length / length);
        return true;
    }

    private readonly unsafe ref struct RowLoop<T, TKernel>(
        TKernel kernel, int length, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights, Span<T> z)
        : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly ReadOnlySpan<int> _labels = labels;
        private readonly ReadOnlySpan<T> _weights = weights;
        private readonly Span<T> _z = z;

        public void Run<V>(int start, int count)
            where V : struct, IVector<V, T>
        {
            var end = start + count;
            var results = _z.Length / (_x.Length / length);
            var stride = VectorsAtOnce * V.Count;
            var columns = stackalloc T[((2 * length) + 2 + ColumnBlock<T>.MostNumbers) * stride];
            var others = columns + (length * stride);
            var labelColumn = others + (length * stride);
            var weightColumn = labelColumn + stride;
            ref var first = ref *columns;
            ref var second = ref _y.IsEmpty ? ref first : ref *others;
            fixed (T* input = _x, other = _y, output = _z)
            {
                for (var row = start; row < end; row += stride)
                {
                    var rows = Math.Min(stride, end - row);
                    TransposedCopy.Run(input + (row * length), length, rows, length, columns, stride);
                    if (!_y.IsEmpty)
                    {
                        TransposedCopy.Run(other + (row * length), length, rows, length, others, stride);
                    }

                    for (var i = 0; i < rows && !_labels.IsEmpty; i++)
                    {
                        labelColumn[i] = T.CreateTruncating(_labels[row + i]);
                    }

                    if (!_weights.IsEmpty)
                    {
                        _weights.Slice(row, rows).CopyTo(new Span<T>(weightColumn, rows));
                    }

                    var width = (rows + V.Count - 1) / V.Count * V.Count;
                    kernel.Columns<T, V>(new ColumnBlock<T>(
                        ref first, ref second, ref first, ref *labelColumn, ref *(weightColumn + stride), stride, length, width));
                    TransposedCopy.Run(columns, stride, results, rows, output + (row * results), results);
                }
            }
        }
    }
}
