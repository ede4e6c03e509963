using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>z_i = x_i where the condition is not 0, else y_i.</summary>
/// <remarks>
/// The gradient goes to the branch that was taken; the other one gets a strong zero (<see cref="StrongZeros"/>), so that an infinite
/// slope there does not become NaN. None goes to the condition. All three have the same shape; the verb broadcasts.
/// </remarks>
/// <kinks test="Where_keeps_an_infinite_slope_of_the_branch_not_taken_out">
/// The branch not taken gets a strong zero: an infinite slope there does not become NaN.
/// </kinks>
public sealed record Where : Op, IElementwise
{
    internal static readonly Where Instance = new();

    private const int Block = 256;

    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.ContinuesFormula;

    bool IElementwise.Broadcasts => true;

    /// <inheritdoc/>
    public override Arity Arity => new(3, 3, "a condition, x and y");

    /// <inheritdoc/>
    protected override Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs[0] == inputs[1] && inputs[1] == inputs[2]
        ? inputs[0]
        : throw new ShapeException($"{Name}: takes a condition, x and y of one shape, but got {string.Join(", ", inputs.ToArray())}.");

    /// <inheritdoc/>
    protected override void Forward<T>(ReadOnlySpan<NdArray<T>> inputs, Span<T> output) => Elementwise.Compute(this, inputs, output);

    /// <inheritdoc/>
    protected override Node<T>?[] Bprop<T>(Node<T> grad, Node<T> output, ReadOnlySpan<Node<T>> inputs)
    {
        var condition = inputs[0];
        return
        [
            null,
            StrongZeros.Select(grad, part => Mask.Of(condition, part)),
            StrongZeros.Select(grad, part => Mask.Of(condition.EqualTo(0), part)),
        ];
    }

    // An input may be what it was before it was stretched: then it is stretched here, block by block. At least one is whole.
    [SkipLocalsInit]
    void IElementwise.ComputePart<T>(ReadOnlySpan<NdArray<T>> inputs, int start, Span<T> part)
    {
        var (condition, x, y) = (inputs[0], inputs[1], inputs[2]);
        if (condition.Size == x.Size && x.Size == y.Size)
        {
            var length = part.Length;
            VectorMap.Run<T, WhereFunction>(
                condition.Span.Slice(start, length), x.Span.Slice(start, length), y.Span.Slice(start, length), part);
            return;
        }

        var larger = x.Size > y.Size ? x : y;
        var whole = condition.Size > larger.Size ? condition : larger;
        Span<T> blocks = stackalloc T[3 * Block];
        for (var done = 0; done < part.Length; done += Block)
        {
            var length = Math.Min(Block, part.Length - done);
            VectorMap.Run<T, WhereFunction>(
                Stretched(in inputs[0], whole, start + done, blocks[..length]),
                Stretched(in inputs[1], whole, start + done, blocks.Slice(Block, length)),
                Stretched(in inputs[2], whole, start + done, blocks.Slice(2 * Block, length)),
                part.Slice(done, length));
        }
    }

    // A part of an input as it is, or in the block as it would be if it had the shape of the whole one.
    private static ReadOnlySpan<T> Stretched<T>(in NdArray<T> input, NdArray<T> whole, int start, Span<T> block)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (input.Size == whole.Size)
        {
            return input.Span.Slice(start, block.Length);
        }

        if (input.Size == 1)
        {
            block.Fill(input.Span[0]);
        }
        else
        {
            BroadcastLoop.Run(input, whole, start, block, default(First<T>));
        }

        return block;
    }

    /// <summary>The first of two elements.</summary>
    private readonly struct First<T> : IPairwise<T>
    {
        public void Compute(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => x.CopyTo(z);

        public void Compute(T x, ReadOnlySpan<T> y, Span<T> z) => z.Fill(x);

        public void Compute(ReadOnlySpan<T> x, T y, Span<T> z) => x.CopyTo(z);
    }
}

internal readonly struct WhereFunction : IVectorFunction3
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V x, V y, V z)
        where V : struct, IVector<V> => V.Select(V.Equal(x, V.Number(0)), z, y);
}

public static partial class Operations
{
    extension<T>(Node<T> condition)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <summary>
        /// z_i = x_i where this condition is not 0, else y_i: <c>(x > 0).Where(x.Sqrt(), 0)</c>. See <see cref="Autograd.Where"/>.
        /// </summary>
        /// <param name="x">Taken where the condition is not 0.</param>
        /// <param name="y">Taken where the condition is 0.</param>
        /// <returns>A node of the shape that the three broadcast to.</returns>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Node<T> Where(Node<T> x, Node<T> y)
        {
            ArgumentNullException.ThrowIfNull(condition);
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(y);
            var inputs = Origins.OfInputs(condition, x, y);
            var selected = Broadcasting.Result("Where", x.Shape, y.Shape, inputs: inputs);
            var shape = Broadcasting.Result("Where", condition.Shape, selected, "the condition", "what it selects from", inputs);
            return Autograd.Where.Instance.Apply(condition.BroadcastTo(shape), x.BroadcastTo(shape), y.BroadcastTo(shape));
        }
    }
}
