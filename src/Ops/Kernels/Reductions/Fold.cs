using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>A way to fold many elements into one, such as their sum.</summary>
internal interface IFold<TSelf>
    where TSelf : struct, IFold<TSelf>
{
    /// <summary>What no elements fold to.</summary>
    static abstract T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Folds a row of at least one element.</summary>
    static abstract T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Folds an array element by element into what earlier ones folded to.</summary>
    static abstract void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>What each element of an array folds to alone: itself, unless overridden.</summary>
    static virtual void Alone<T>(ReadOnlySpan<T> first, Span<T> folded)
        where T : unmanaged, IFloatingPointIeee754<T> => first.CopyTo(folded);

    /// <summary>Joins what two parts folded to into the first: as elements are folded, unless overridden.</summary>
    static virtual void Join<T>(Span<T> folded, ReadOnlySpan<T> other)
        where T : unmanaged, IFloatingPointIeee754<T> => TSelf.Into(folded, other);
}

/// <summary>The sum: of a row in pairs of halves, so that the rounding grows with the logarithm of its length only.</summary>
internal readonly struct SumFold : IFold<SumFold>
{
    // Short enough that adding up in order, in sixteen sums or more, loses little; long enough to be fast.
    public const int Block = 1024;

    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.Zero;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (row.Length <= Block)
        {
            return VectorMap.Sum<T, IdentityFunction>(row);
        }

        var half = Half(row.Length);
        return Row(row[..half]) + Row(row[half..]);
    }

    /// <summary>How long the first half of a row is, which takes whole blocks.</summary>
    public static int Half(int length) => ((length / Block) + 1) / 2 * Block;

    /// <summary>The sum of a row without one element: with the digits of the others, however large that one is.</summary>
    public static T Without<T>(ReadOnlySpan<T> row, int index)
        where T : unmanaged, IFloatingPointIeee754<T> => Row(row[..index]) + Row(row[(index + 1)..]);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(folded, next, folded);
}

/// <summary>The sum of the squares, in the same order as the sum.</summary>
internal readonly struct SumOfSquaresFold : IFold<SumOfSquaresFold>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.Zero;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => Products(row, row);

    /// <summary>The sum of the products of two rows.</summary>
    public static T Products<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.Length <= SumFold.Block)
        {
            return VectorMap.Sum<T, ProductFunction>(x, y);
        }

        var half = SumFold.Half(x.Length);
        return Products(x[..half], y[..half]) + Products(x[half..], y[half..]);
    }

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.MultiplyAddEstimate(next, next, folded, folded);

    public static void Alone<T>(ReadOnlySpan<T> first, Span<T> folded)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Multiply(first, first, folded);

    public static void Join<T>(Span<T> folded, ReadOnlySpan<T> other)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(folded, other, folded);
}

/// <summary>The largest element; NaN if there is one.</summary>
internal readonly struct MaxFold : IFold<MaxFold>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.NegativeInfinity;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Max(row);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Max(folded, next, folded);
}

/// <summary>The smallest element; NaN if there is one.</summary>
internal readonly struct MinFold : IFold<MinFold>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.PositiveInfinity;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Min(row);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Min(folded, next, folded);
}

/// <summary>The product.</summary>
internal readonly struct ProductFold : IFold<ProductFold>
{
    public static T OfNothing<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.One;

    public static T Row<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Product(row);

    public static void Into<T>(Span<T> folded, ReadOnlySpan<T> next)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Multiply(folded, next, folded);
}

/// <summary>Folds an array over some of its axes: a large one on all cores, in an order that does not depend on their number.</summary>
internal static class Fold
{
    private const int MostRowsInOrder = 16;

    // A row of this length is folded in pieces, some for each core: they are the halves of its halves.
    private const int LongRow = 1 << 16;
    private const int Pieces = 16;

    // Columns that a core folds together.
    private const int Columns = 512;

    /// <summary>Folds over the axes; the output has the elements that are left, in row-major order.</summary>
    public static void Run<T, TFold>(NdArray<T> x, ReadOnlySpan<int> axes, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold<TFold>
    {
        if (x.Size == 0)
        {
            y.Fill(TFold.OfNothing<T>());
            return;
        }

        if (!Rows.TrySplit(x.Shape, axes, out _, out var length, out var inner))
        {
            using var rows = new Rows.Permuted<T>(x, axes);
            FoldRowLoop<T, TFold>(rows.Elements, rows.Elements.Length / y.Length, y);
        }
        else if (inner == 1)
        {
            FoldRowLoop<T, TFold>(x.Span, length, y);
        }
        else
        {
            // A row of this loop is some of the columns of one block.
            var loop = new ColumnLoop<T, TFold>(x.Span, length, inner, y);
            ParallelLoop.Run(loop.Count, x.Size, loop);
        }
    }

    private static void FoldRowLoop<T, TFold>(ReadOnlySpan<T> x, int length, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold<TFold> => ParallelLoop.Run(y.Length, x.Length, new RowLoop<T, TFold>(x, length, y));

    private static T FoldLong<T, TFold>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold<TFold>
    {
        Span<T> folded = stackalloc T[Pieces];
        ParallelLoop.Run(Pieces, row.Length, new PieceLoop<T, TFold>(row, folded));
        for (var left = Pieces / 2; left > 0; left /= 2)
        {
            for (var i = 0; i < left; i++)
            {
                TFold.Join(folded.Slice(2 * i, 1), folded.Slice((2 * i) + 1, 1));
                folded[i] = folded[2 * i];
            }
        }

        return folded[0];
    }

    // In pairs of halves too: a long column of a sum is as accurate as a long row.
    private static void FoldColumns<T, TFold>(ReadOnlySpan<T> x, int rows, int inner, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold<TFold>
    {
        if (rows <= MostRowsInOrder)
        {
            TFold.Alone(x[..y.Length], y);
            for (var row = 1; row < rows; row++)
            {
                TFold.Into(y, x.Slice(row * inner, y.Length));
            }

            return;
        }

        var half = rows / 2;
        var borrowed = ArrayPool<T>.Shared.Rent(y.Length);
        var second = borrowed.AsSpan(0, y.Length);
        FoldColumns<T, TFold>(x, half, inner, y);
        FoldColumns<T, TFold>(x[(half * inner)..], rows - half, inner, second);
        TFold.Join<T>(y, second);
        ArrayPool<T>.Shared.Return(borrowed);
    }

    private readonly ref struct RowLoop<T, TFold>(ReadOnlySpan<T> x, int length, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold<TFold>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public void Run(int first, int count)
        {
            for (var row = first; row < first + count; row++)
            {
                var elements = _x.Slice(row * length, length);
                _y[row] = length < LongRow ? TFold.Row(elements) : FoldLong<T, TFold>(elements);
            }
        }
    }

    private readonly ref struct PieceLoop<T, TFold>(ReadOnlySpan<T> row, Span<T> folded) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold<TFold>
    {
        private readonly ReadOnlySpan<T> _row = row;
        private readonly Span<T> _folded = folded;

        public void Run(int first, int count)
        {
            for (var index = first; index < first + count; index++)
            {
                _folded[index] = TFold.Row(Piece(index));
            }
        }

        private ReadOnlySpan<T> Piece(int index)
        {
            var piece = _row;
            for (var bit = Pieces / 2; bit > 0; bit /= 2)
            {
                var half = SumFold.Half(piece.Length);
                piece = (index & bit) == 0 ? piece[..half] : piece[half..];
            }

            return piece;
        }
    }

    private readonly ref struct ColumnLoop<T, TFold>(ReadOnlySpan<T> x, int length, int inner, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFold : struct, IFold<TFold>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;
        private readonly int _chunks = (inner + Columns - 1) / Columns;

        public int Count => _y.Length / inner * _chunks;

        public void Run(int first, int count)
        {
            for (var chunk = first; chunk < first + count; chunk++)
            {
                var (block, column) = (chunk / _chunks, chunk % _chunks * Columns);
                var elements = _x.Slice(block * length * inner, length * inner);
                FoldColumns<T, TFold>(elements[column..], length, inner, _y.Slice((block * inner) + column, Math.Min(Columns, inner - column)));
            }
        }
    }
}
