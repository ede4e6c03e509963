using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Autograd;

/// <summary>
/// The sums of g s and of g, where s is y standardized along rows: over each row, for a gain and a bias of each row, or over all rows, for
/// those of each element of a row.
/// </summary>
internal readonly struct ScaleGradientRow(double eps) : IColumnKernel
{
    // The fewest rows whose terms are added up in order, and parts of all rows, whose number must not depend on that of the cores.
    private const int LeastRows = 64;
    private const int MostParts = 32;

    /// <summary>Over the pieces of each gain: z is (2, gains), the sums of g s, and behind them those of g.</summary>
    public static void Run<T>(double eps, in RowPieces pieces, ReadOnlySpan<T> g, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (g.IsEmpty)
        {
            z.Clear();
            return;
        }

        // The pieces of a gain in their order, (pieces, 2, gains); if they are all of one row, (1, 2, gains).
        var parts = pieces.Rows * pieces.GainsOfRow / pieces.Gains;
        var borrowed = ArrayPool<T>.Shared.Rent(parts * z.Length);
        var sums = borrowed.AsSpan(0, parts * z.Length);
        ParallelLoop.Run(pieces.Rows, g.Length, new PieceLoop<T>(eps, pieces, g, y, sums));
        ReduceLoop.Columns<T, SumReduction>(sums, parts, z);
        ArrayPool<T>.Shared.Return(borrowed);
    }

    /// <summary>Over all rows: z is (2, length), the sums of g s, and behind them those of g.</summary>
    public static void Run<T>(double eps, int length, ReadOnlySpan<T> g, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        z.Clear();
        if (g.IsEmpty)
        {
            return;
        }

        var rows = g.Length / length;
        var rowsOfPart = Math.Max(LeastRows, (rows + MostParts - 1) / MostParts);
        var parts = (rows + rowsOfPart - 1) / rowsOfPart;
        var borrowed = ArrayPool<T>.Shared.Rent(2 * parts * z.Length);
        ParallelLoop.Run(parts, g.Length, new PartLoop<T>(eps, length, rowsOfPart, g, y, borrowed));
        for (var part = 0; part < parts; part++)
        {
            TensorPrimitives.Add(z, borrowed.AsSpan(2 * part * z.Length, z.Length), z);
        }

        ArrayPool<T>.Shared.Return(borrowed);
    }

    public void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var elements = rows.Turned;
        StandardizedSums.OfColumns<T, V>(elements, eps, down: 1);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            elements.Number<V>(StandardizedSums.Products, row).Store(ref rows.Z, row);
            elements.Number<V>(StandardizedSums.Sum, row).Store(ref rows.Z, rows.Stride + row);
        }
    }

    /// <summary>A part is some rows; its sums, and behind them room for those of a block, are (2, 2, length).</summary>
    private ref struct PartLoop<T>(double eps, int length, int rowsOfPart, ReadOnlySpan<T> g, ReadOnlySpan<T> y, Span<T> sums)
        : IRangeLoop, IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _g = g;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _sums = sums;

        public void Run(int first, int count) => VectorLoop.Run<T, PartLoop<T>>(ref this, first, count, length);

        public readonly void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            for (var part = first; part < first + count; part++)
            {
                var total = _sums.Slice(4 * part * length, 2 * length);
                var block = _sums.Slice(((4 * part) + 2) * length, 2 * length);
                var end = Math.Min((part + 1) * rowsOfPart, _g.Length / length);
                var rows = ColumnSum.BlockOf(rowsOfPart, LeastRows);
                total.Clear();
                for (var row = part * rowsOfPart; row < end; row += rows)
                {
                    block.Clear();
                    AddRows<V>(row, Math.Min(rows, end - row), block[..length], block[length..]);
                    TensorPrimitives.Add(total, block, total);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void AddRows<V>(int first, int count, Span<T> products, Span<T> sums)
            where V : struct, IVector<V, T>
        {
            var pieces = RowPieces.Contiguous(_y.Length / length, length);
            var tail = length < V.Count ? default : Moments.Tail<T, V>(length);
            Span<RowMoments<T>> found = stackalloc RowMoments<T>[Moments.MostRows];
            var (end, together) = (first + count, Moments.RowsAtOnce(pieces));
            for (var start = first; start < end; start += together)
            {
                together = Math.Min(together, end - start);
                if (length < V.Count)
                {
                    for (var row = start; row < start + together; row++)
                    {
                        AddTiny<V>(Row(_g, row), Row(_y, row), products, sums);
                    }

                    continue;
                }

                Moments.OfRows(_y, pieces, start, together, tail, eps, found);
                for (var k = 0; k < together; k += 2)
                {
                    // Two rows at once, or a row and, in the place of a second, that row times 0.
                    var second = Math.Min(k + 1, together - 1);
                    Add(
                        Row(_g, start + k), Row(_y, start + k), found[k].Spread<V>(),
                        Row(_g, start + second), Row(_y, start + second), found[second].Spread<V>(),
                        V.Less(V.Number(k), V.Number(second)), products, sums, tail);
                }
            }
        }

        private readonly ReadOnlySpan<T> Row(ReadOnlySpan<T> elements, int row) => elements.Slice(row * length, length);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Add<V>(
            ReadOnlySpan<T> g1, ReadOnlySpan<T> y1, in Moments<V> moments1, ReadOnlySpan<T> g2, ReadOnlySpan<T> y2, in Moments<V> moments2,
            V hasSecond, Span<T> products, Span<T> sums, V tail)
            where V : struct, IVector<V, T>
        {
            var (scale1, mean1, remainder1, factor1) = moments1;
            var (scale2, mean2, remainder2, factor2) = moments2;
            ref var gradients1 = ref MemoryMarshal.GetReference(g1);
            ref var gradients2 = ref MemoryMarshal.GetReference(g2);
            ref var elements1 = ref MemoryMarshal.GetReference(y1);
            ref var elements2 = ref MemoryMarshal.GetReference(y2);
            ref var firstProduct = ref MemoryMarshal.GetReference(products);
            ref var firstSum = ref MemoryMarshal.GetReference(sums);
            var last = (nint)(g1.Length - V.Count);
            for (nint i = 0; ; i = Math.Min(i + V.Count, last))
            {
                var (first, second) = (V.Load(ref gradients1, i), V.Load(ref gradients2, i) & hasSecond);
                if (i == last)
                {
                    (first, second) = (first & tail, second & tail);
                }

                var s = Moments<V>.Standardized(V.Load(ref elements1, i), scale1, mean1, remainder1, factor1);
                var product = V.MultiplyAddEstimate(first, s, V.Load(ref firstProduct, i));
                s = Moments<V>.Standardized(V.Load(ref elements2, i), scale2, mean2, remainder2, factor2);
                V.MultiplyAddEstimate(second, s, product).Store(ref firstProduct, i);
                (first + V.Load(ref firstSum, i) + second).Store(ref firstSum, i);
                if (i == last)
                {
                    break;
                }
            }
        }

        private readonly void AddTiny<V>(ReadOnlySpan<T> g, ReadOnlySpan<T> y, Span<T> products, Span<T> sums)
            where V : struct, IVector<V, T>
        {
            Span<T> s = stackalloc T[y.Length];
            new StandardizeRow(eps).Row(y, s);
            for (var i = 0; i < s.Length; i++)
            {
                products[i] += g[i] * s[i];
                sums[i] += g[i];
            }
        }
    }

    private ref struct PieceLoop<T>(double eps, RowPieces pieces, ReadOnlySpan<T> g, ReadOnlySpan<T> y, Span<T> sums)
        : IRangeLoop, IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly RowPieces _pieces = pieces;
        private readonly ReadOnlySpan<T> _g = g;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _sums = sums;

        public void Run(int first, int count) => VectorLoop.Run<T, PieceLoop<T>>(ref this, first, count, _pieces.Length);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var tail = Moments.Tail<T, V>(_pieces.Length);
            var ones = new PieceNumbers<T, V>(_pieces, [], 1, stackalloc T[V.Count]);
            Span<RowMoments<T>> found = stackalloc RowMoments<T>[Moments.MostRows];
            var (end, together) = (first + count, Moments.RowsAtOnce(_pieces));
            for (var row = first; row < end; row++)
            {
                var k = (row - first) % together;
                if (k == 0)
                {
                    Moments.OfRows(_y, _pieces, row, Math.Min(together, end - row), tail, eps, found);
                }

                var moments = found[k].Spread<V>();
                var target = _sums[(row * _pieces.GainsOfRow / _pieces.Gains * 2 * _pieces.Gains)..];
                var (sum, products, block) = (V.Number(0), V.Number(0), ColumnSum.BlockOf(_pieces.Count));
                var (a, b) = (sum, products);
                for (var piece = 0; piece < _pieces.Count; piece++)
                {
                    var (start, gain) = (_pieces.Start(row, piece), _pieces.Gain(row, piece));
                    var (ofPiece, productsOfPiece) = StandardizedSums.OfPiece(
                        _g.Slice(start, _pieces.Length), _y.Slice(start, _pieces.Length), ones.Of(0), 0, tail, moments, V.Number(1));
                    (a, b) = (a + ofPiece, b + productsOfPiece);
                    if (_pieces.GainsOfRow > 1 || piece == _pieces.Count - 1)
                    {
                        (target[gain], target[_pieces.Gains + gain]) = (V.Sum(products + b), V.Sum(sum + a));
                        (a, b) = (V.Number(0), V.Number(0));
                    }
                    else if ((piece + 1) % block == 0)
                    {
                        (sum, products, a, b) = (sum + a, products + b, V.Number(0), V.Number(0));
                    }
                }
            }
        }
    }
}
