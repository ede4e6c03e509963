using System.Numerics;

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
    bool IElementwise.Broadcasts => true;

    /// <summary>
    /// Whether the rules multiply the gradient by a finite number and do nothing else, so that its zeros stay what they are.
    /// </summary>
    private protected virtual bool OnlyScalesGradient => false;

    /// <summary>
    /// Computes z element by element; all three are equally long. Large arrays are computed in parts, on several threads at once.
    /// </summary>
    protected abstract void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Computes z for one x and many y; override it where there is a faster way than repeating x.</summary>
    protected virtual void Forward<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BroadcastLoop.RepeatX(x, y, z, new Function<T>(this));

    /// <summary>Computes z for many x and one y; override it where there is a faster way than repeating y.</summary>
    protected virtual void Forward<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BroadcastLoop.RepeatY(x, y, z, new Function<T>(this));

    /// <inheritdoc/>
    protected sealed override Shape OutputShape(Shape x, Shape y) => Broadcasting.Result(Name, x, y);

    /// <inheritdoc/>
    protected sealed override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        if (ParallelLoop.IsWorthSharing(z.Length))
        {
            Elementwise.Compute(this, [x, y], z);
        }
        else
        {
            BroadcastLoop.Run(x, y, 0, z, new Function<T>(this));
        }
    }

    void IElementwise.ComputePart<T>(ReadOnlySpan<NdArray<T>> inputs, int start, Span<T> part) =>
        BroadcastLoop.Run(inputs[0], inputs[1], start, part, new Function<T>(this));

    /// <inheritdoc/>
    protected sealed override Node<T>? FitGradient<T>(Node<T> grad, Node<T>? gradient, Node<T> input)
    {
        var kept = OnlyScalesGradient && gradient is not null
            ? StrongZeros.Move(grad, gradient, mask => mask)
            : StrongZeros.Keep(grad, gradient);

        // A shape that is neither is a mistake of the rule, and refused as such where it is passed on.
        return kept is null || kept.Shape == input.Shape || kept.Shape != grad.Shape ? kept : SumTo(kept, input.Shape);
    }

    private static Node<T> SumTo<T>(Node<T> gradient, Shape shape)
        where T : unmanaged, IFloatingPointIeee754<T> => StrongZeros.Move(gradient, gradient.SumTo(shape), mask => mask.SumTo(shape));

    private readonly struct Function<T>(BroadcastingOp op) : IPairwise<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Compute(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) => op.Forward(x, y, z);

        public void Compute(T x, ReadOnlySpan<T> y, Span<T> z) => op.Forward(x, y, z);

        public void Compute(ReadOnlySpan<T> x, T y, Span<T> z) => op.Forward(x, y, z);
    }
}
