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
        if (Cores.Pay(z.Length))
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
        if (x.Shape == y.Shape)
        {
            Forward(x.Span.Slice(start, z.Length), y.Span.Slice(start, z.Length), z);
            return;
        }

        var runs = new BroadcastRuns(stackalloc int[BroadcastRuns.ScratchFor(Math.Max(x.Shape.Rank, y.Shape.Rank))], x.Shape.Lengths, y.Shape.Lengths, start, z.Length);
        if (runs.XRepeats && x.Size is > 0 and <= ShortRow)
        {
            ForwardRepeated(x.Span, start % x.Size, y.Span.Slice(start, z.Length), isX: true, z);
            return;
        }

        if (runs.YRepeats && y.Size is > 0 and <= ShortRow)
        {
            ForwardRepeated(y.Span, start % y.Size, x.Span.Slice(start, z.Length), isX: false, z);
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

    // One input is a row that stands against each row of the other: repeated, from a place in it on, as often as fits into a block.
    [SkipLocalsInit]
    private void ForwardRepeated<T>(ReadOnlySpan<T> row, int place, ReadOnlySpan<T> other, bool isX, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> block = stackalloc T[Block];
        block = block[..Math.Min(Block / row.Length * row.Length, Math.Max(z.Length, row.Length))];
        row[place..].CopyTo(block);
        row[..place].CopyTo(block[(row.Length - place)..]);
        for (var filled = row.Length; filled < block.Length; filled *= 2)
        {
            block[..Math.Min(filled, block.Length - filled)].CopyTo(block[filled..]);
        }

        for (var start = 0; start < z.Length; start += block.Length)
        {
            var length = Math.Min(block.Length, z.Length - start);
            var repeated = block[..length];
            var part = other.Slice(start, length);
            if (isX)
            {
                Forward(repeated, part, z.Slice(start, length));
            }
            else
            {
                Forward(part, repeated, z.Slice(start, length));
            }
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
