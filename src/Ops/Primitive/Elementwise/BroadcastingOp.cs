using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>An operation on each pair of elements, z_i = f(x_i, y_i), where the two inputs broadcast as in NumPy.</summary>
/// <remarks>
/// <para>Shapes: matched from the last axis; an axis of length 1, or a missing one, stretches. The output is not made by copying the
/// stretched input.</para>
/// <para>A rule is written as if both inputs had the output's shape: what it returns is summed over the stretched axes here, so no
/// rule sums by hand, and strong zeros are kept (<see cref="StrongZeros"/>).</para>
/// </remarks>
public abstract record BroadcastingOp : BinaryOp, IElementwise
{
    private const int Block = 256;

    // Shorter rows, of a bias for instance, are computed several at once.
    private const int ShortRow = Block / 4;

    bool IElementwise.Broadcasts => true;

    void IElementwise.ForwardPart<T>(ReadOnlySpan<NdArray<T>> inputs, int start, Span<T> part) => ForwardPart(inputs[0], inputs[1], start, part);

    /// <summary>Computes z element by element; all three are equally long. Large arrays are computed in parts, on several threads at once.</summary>
    protected abstract void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Computes z for one x and many y; override it where there is a faster way than repeating x.</summary>
    protected virtual void Forward<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> repeated = stackalloc T[Math.Min(Block, y.Length)];
        repeated.Fill(x);
        for (var start = 0; start < y.Length; start += Block)
        {
            var length = Math.Min(Block, y.Length - start);
            Forward(repeated[..length], y.Slice(start, length), z.Slice(start, length));
        }
    }

    /// <summary>Computes z for many x and one y; override it where there is a faster way than repeating y.</summary>
    protected virtual void Forward<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> repeated = stackalloc T[Math.Min(Block, x.Length)];
        repeated.Fill(y);
        for (var start = 0; start < x.Length; start += Block)
        {
            var length = Math.Min(Block, x.Length - start);
            Forward(x.Slice(start, length), repeated[..length], z.Slice(start, length));
        }
    }

    /// <summary>The gradient of x, or null, as if x had the shape of z.</summary>
    protected abstract Node<T>? GradX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The gradient of y, or null, as if y had the shape of z.</summary>
    protected abstract Node<T>? GradY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(Shape x, Shape y) => Broadcasting.Result(Name, x, y);

    /// <inheritdoc/>
    protected sealed override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        if (ParallelLoop.IsWorthSharing(z.Length))
        {
            Elementwise.Forward(this, [x, y], z);
        }
        else
        {
            ForwardPart(x, y, 0, z);
        }
    }

    private void ForwardPart<T>(NdArray<T> x, NdArray<T> y, int start, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (z.IsEmpty)
        {
            return;
        }

        if (x.Shape == y.Shape)
        {
            Forward(x.Span.Slice(start, z.Length), y.Span.Slice(start, z.Length), z);
            return;
        }

        var runs = new BroadcastRuns(stackalloc int[BroadcastRuns.ScratchFor(Math.Max(x.Shape.Rank, y.Shape.Rank))], x.Shape.Lengths, y.Shape.Lengths, start, z.Length);
        if (runs.RowLength <= ShortRow && runs.StretchesOne(out var isX, out var isRow))
        {
            var (stretched, whole) = isX ? (x, y) : (y, x);
            ForwardShortRows(runs.RowLength, stretched.Span, isX, isRow, start, whole.Span.Slice(start, z.Length), z);
            return;
        }

        while (runs.MoveNext())
        {
            var output = z.Slice(runs.Output - start, runs.Length);
            if (!runs.XAdvances)
            {
                Forward(x.Span[runs.X], y.Span.Slice(runs.Y, runs.Length), output);
            }
            else if (!runs.YAdvances)
            {
                Forward(x.Span.Slice(runs.X, runs.Length), y.Span[runs.Y], output);
            }
            else
            {
                Forward(x.Span.Slice(runs.X, runs.Length), y.Span.Slice(runs.Y, runs.Length), output);
            }
        }
    }

    // One input is a row that stands against each row of the other, or has one element for each: it is stretched to several rows at once, from some element of the output on.
    [SkipLocalsInit]
    private void ForwardShortRows<T>(int rowLength, ReadOnlySpan<T> stretched, bool isX, bool isRow, int start, ReadOnlySpan<T> whole, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> block = stackalloc T[Block];
        var step = Block / rowLength * rowLength;
        for (var done = 0; done < z.Length; done += step)
        {
            var length = Math.Min(step, z.Length - done);
            var rows = block[..length];
            var part = whole.Slice(done, length);
            var output = z.Slice(done, length);
            if (!isRow)
            {
                RepeatEach(stretched, rowLength, start + done, rows);
            }
            else if (done == 0)
            {
                Repeat(stretched, start % rowLength, rows);
            }

            if (isX)
            {
                Forward(rows, part, output);
            }
            else
            {
                Forward(part, rows, output);
            }
        }
    }

    // A row again and again, from a place in it on.
    private static void Repeat<T>(ReadOnlySpan<T> row, int place, Span<T> rows)
    {
        for (var filled = 0; filled < rows.Length;)
        {
            var source = filled == 0 ? row[place..] : filled < row.Length ? row[..place] : rows[..filled];
            var length = Math.Min(source.Length, rows.Length - filled);
            source[..length].CopyTo(rows[filled..]);
            filled += length;
        }
    }

    // Each element for a whole row, from a place in all rows on.
    private static void RepeatEach<T>(ReadOnlySpan<T> elements, int rowLength, int place, Span<T> rows)
    {
        for (var filled = 0; filled < rows.Length;)
        {
            var (element, inside) = Math.DivRem(place + filled, rowLength);
            var length = Math.Min(rowLength - inside, rows.Length - filled);
            rows.Slice(filled, length).Fill(elements[element]);
            filled += length;
        }
    }

    /// <inheritdoc/>
    protected sealed override Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Summed(grad, GradX(grad, z, x, y), x.Shape);

    /// <inheritdoc/>
    protected sealed override Node<T>? BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => Summed(grad, GradY(grad, z, x, y), y.Shape);

    private static Node<T>? Summed<T>(Node<T> grad, Node<T>? gradient, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kept = StrongZeros.Kept(grad, gradient);
        return kept is null || kept.Shape == shape ? kept : SummedTo(kept, shape);
    }

    private static Node<T> SummedTo<T>(Node<T> gradient, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => StrongZeros.Moved(gradient, gradient.SumTo(shape), mask => mask.SumTo(shape));
}
