using System.Numerics;

namespace Autograd;

/// <summary>y repeats x along new and stretched axes until it has the target shape: expand.</summary>
/// <remarks>
/// Axes are matched from the last one; each must be equal, or 1 in x. The gradient is summed over the repetitions (<see cref="SumTo"/>).
/// </remarks>
/// <param name="Target">The shape of y.</param>
public sealed record BroadcastTo(Shape Target) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements | OpTraits.StretchesInput | OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        Broadcasting.RequireBroadcastable(Name, x, Target);
        return Target;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) =>
        ParallelLoop.Run(y.Length, y.Length, new Loop<T>(x, Target, y), equalShares: true);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad.SumTo(x.Shape);

    private readonly ref struct Loop<T>(NdArray<T> x, Shape target, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly Span<T> _y = y;

        public void Run(int first, int count) => BroadcastCopy.Run(x.Span, x.Shape, target, first, _y.Slice(first, count));
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.BroadcastTo"/>
        /// <param name="shape">The shape of the result.</param>
        /// <returns>A node of that shape; x itself if it has it already.</returns>
        /// <exception cref="ShapeException">x does not broadcast to the shape.</exception>
        public Node<T> BroadcastTo(Shape shape)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Shape == shape ? x : new BroadcastTo(shape).Apply(x);
        }
    }
}
