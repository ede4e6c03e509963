using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// A function of pairs of elements, z_i = f(x_i, y_i), on stretches in which x and y advance alike or one of them stands still.
/// </summary>
internal interface IPairwise<T>
{
    void Compute(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z);

    void Compute(T x, ReadOnlySpan<T> y, Span<T> z);

    void Compute(ReadOnlySpan<T> x, T y, Span<T> z);
}

/// <summary>z_i = f(x_i, y_i) for arrays that broadcast: x of shape (.., m, n) against y of shape (m, n), (n), (m, 1), ()...</summary>
/// <remarks>
/// The output is walked over in runs (<see cref="BroadcastRuns"/>), and the stretched input is not copied. Only rows that are short,
/// such as a bias of ten elements against a matrix, are repeated in a small block, so that one call computes several.
/// </remarks>
internal static class BroadcastLoop
{
    private const int Block = 256;

    // In longer rows, a call for each row costs little.
    private const int ShortRow = Block / 4;

    /// <summary>Computes a part of the output.</summary>
    /// <param name="x">The whole first input.</param>
    /// <param name="y">The whole second input.</param>
    /// <param name="start">Where the part starts in the output.</param>
    /// <param name="z">The part, to be written.</param>
    /// <param name="function">What is computed.</param>
    public static void Run<T, TFunction>(NdArray<T> x, NdArray<T> y, int start, Span<T> z, TFunction function)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IPairwise<T>
    {
        if (z.IsEmpty)
        {
            return;
        }

        if (x.Shape == y.Shape)
        {
            function.Compute(x.Span.Slice(start, z.Length), y.Span.Slice(start, z.Length), z);
            return;
        }

        var scratch = (stackalloc int[BroadcastRuns.ScratchFor(Math.Max(x.Shape.Rank, y.Shape.Rank))]);
        var runs = new BroadcastRuns(scratch, x.Shape.Lengths, y.Shape.Lengths, start, z.Length);
        if (runs.RowLength <= ShortRow && runs.StretchesOne(out var isX, out var isRow))
        {
            var (stretched, whole) = isX ? (x, y) : (y, x);
            RunShortRows(runs.RowLength, stretched.Span, isX, isRow, start, whole.Span.Slice(start, z.Length), z, function);
            return;
        }

        while (runs.MoveNext())
        {
            var output = z.Slice(runs.Output - start, runs.Length);
            if (!runs.XAdvances)
            {
                function.Compute(x.Span[runs.X], y.Span.Slice(runs.Y, runs.Length), output);
            }
            else if (!runs.YAdvances)
            {
                function.Compute(x.Span.Slice(runs.X, runs.Length), y.Span[runs.Y], output);
            }
            else
            {
                function.Compute(x.Span.Slice(runs.X, runs.Length), y.Span.Slice(runs.Y, runs.Length), output);
            }
        }
    }

    /// <summary>Computes z_i = f(x, y_i) by repeating x in a small block, for a function that has no faster way.</summary>
    public static void RepeatX<T, TFunction>(T x, ReadOnlySpan<T> y, Span<T> z, TFunction function)
        where T : unmanaged
        where TFunction : struct, IPairwise<T>
    {
        Span<T> repeated = stackalloc T[Math.Min(Block, y.Length)];
        repeated.Fill(x);
        for (var start = 0; start < y.Length; start += Block)
        {
            var length = Math.Min(Block, y.Length - start);
            function.Compute(repeated[..length], y.Slice(start, length), z.Slice(start, length));
        }
    }

    /// <summary>Computes z_i = f(x_i, y) by repeating y in a small block, for a function that has no faster way.</summary>
    public static void RepeatY<T, TFunction>(ReadOnlySpan<T> x, T y, Span<T> z, TFunction function)
        where T : unmanaged
        where TFunction : struct, IPairwise<T>
    {
        Span<T> repeated = stackalloc T[Math.Min(Block, x.Length)];
        repeated.Fill(y);
        for (var start = 0; start < x.Length; start += Block)
        {
            var length = Math.Min(Block, x.Length - start);
            function.Compute(x.Slice(start, length), repeated[..length], z.Slice(start, length));
        }
    }

    // whole is (m, n); stretched is a row (n) that stands against each of its rows, or a column (m, 1) with one element for each. The
    // stretched one is repeated to several rows at once.
    [SkipLocalsInit]
    private static void RunShortRows<T, TFunction>(
        int rowLength, ReadOnlySpan<T> stretched, bool isX, bool isRow, int start, ReadOnlySpan<T> whole, Span<T> z, TFunction function)
        where T : unmanaged
        where TFunction : struct, IPairwise<T>
    {
        Span<T> block = stackalloc T[Block];
        var blockLength = Block / rowLength * rowLength;
        for (var done = 0; done < z.Length; done += blockLength)
        {
            var length = Math.Min(blockLength, z.Length - done);
            var rows = block[..length];
            if (!isRow)
            {
                RepeatEach(stretched, rowLength, start + done, rows);
            }
            else if (done == 0)
            {
                RepeatRow(stretched, start % rowLength, rows);
            }

            var part = whole.Slice(done, length);
            var output = z.Slice(done, length);
            if (isX)
            {
                function.Compute(rows, part, output);
            }
            else
            {
                function.Compute(part, rows, output);
            }
        }
    }

    // A row again and again, from one of its elements on.
    private static void RepeatRow<T>(ReadOnlySpan<T> row, int first, Span<T> rows)
    {
        for (var filled = 0; filled < rows.Length;)
        {
            var source = filled == 0 ? row[first..] : filled < row.Length ? row[..first] : rows[..filled];
            var length = Math.Min(source.Length, rows.Length - filled);
            source[..length].CopyTo(rows[filled..]);
            filled += length;
        }
    }

    // Each element for a whole row, from an element of all rows on.
    private static void RepeatEach<T>(ReadOnlySpan<T> elements, int rowLength, int first, Span<T> rows)
    {
        for (var filled = 0; filled < rows.Length;)
        {
            var (element, inside) = Math.DivRem(first + filled, rowLength);
            var length = Math.Min(rowLength - inside, rows.Length - filled);
            rows.Slice(filled, length).Fill(elements[element]);
            filled += length;
        }
    }
}
