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

    // x is (rows, length), labels and weights are (rows) or empty, y is (rows, results of a row).

    /// <summary>Computes all rows, if they are short.</summary>
    /// <param name="length">The number of elements of each row.</param>
    /// <param name="x">The rows.</param>
    /// <param name="y">The results of the first row, those of the second, and so on.</param>
    /// <param name="kernel">What is computed.</param>
    /// <returns>Whether they were short.</returns>
    public static bool TryRun<T, TKernel>(int length, ReadOnlySpan<T> x, Span<T> y, TKernel kernel = default)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel => TryRun(length, x, [], [], y, kernel);

    /// <summary>Computes all rows, if they are short.</summary>
    /// <param name="length">The number of elements of each row.</param>
    /// <param name="x">The rows.</param>
    /// <param name="labels">A label for each row, or nothing.</param>
    /// <param name="weights">A number for each row, or nothing; only with labels.</param>
    /// <param name="y">The results of the first row, those of the second, and so on.</param>
    /// <param name="kernel">What is computed.</param>
    /// <returns>Whether they were short.</returns>
    public static bool TryRun<T, TKernel>(
        int length, ReadOnlySpan<T> x, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights, Span<T> y, TKernel kernel = default)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel
    {
        if (x.IsEmpty || length > Longest)
        {
            return false;
        }

        var loop = new RowLoop<T, TKernel>(kernel, length, x, labels, weights, y);
        VectorLoop.Run<T, RowLoop<T, TKernel>>(ref loop, 0, x.Length / length);
        return true;
    }

    private readonly unsafe ref struct RowLoop<T, TKernel>(
        TKernel kernel, int length, ReadOnlySpan<T> x, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights, Span<T> y) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TKernel : struct, IColumnKernel
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<int> _labels = labels;
        private readonly ReadOnlySpan<T> _weights = weights;
        private readonly Span<T> _y = y;

        public void Run<V>(int start, int count)
            where V : struct, IVector<V, T>
        {
            var end = start + count;
            var results = _y.Length / (_x.Length / length);
            var columns = stackalloc T[(length + 2 + ColumnBlock<T>.MostNumbers) * V.Count];
            var labelColumn = columns + (length * V.Count);
            var weightColumn = labelColumn + V.Count;
            ref var first = ref *columns;
            var block = new ColumnBlock<T>(
                ref first, ref first, ref first, ref *labelColumn, ref *(weightColumn + V.Count), V.Count, length, V.Count);
            fixed (T* input = _x, output = _y)
            {
                for (var row = start; row < end; row += V.Count)
                {
                    var rows = Math.Min(V.Count, end - row);
                    for (var j = 0; j < length; j++)
                    {
                        StridedCopy.Gather(input + (row * length) + j, length, new Span<T>(columns + (j * V.Count), rows));
                    }

                    for (var i = 0; i < rows && !_labels.IsEmpty; i++)
                    {
                        labelColumn[i] = T.CreateTruncating(_labels[row + i]);
                    }

                    if (!_weights.IsEmpty)
                    {
                        _weights.Slice(row, rows).CopyTo(new Span<T>(weightColumn, rows));
                    }

                    kernel.Columns<T, V>(block);
                    for (var j = 0; j < results; j++)
                    {
                        StridedCopy.Scatter(new ReadOnlySpan<T>(columns + (j * V.Count), rows), results, output + (row * results) + j);
                    }
                }
            }
        }
    }
}
