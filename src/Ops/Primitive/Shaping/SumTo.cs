using System.Numerics;

namespace Autograd;

/// <summary>y adds up what <see cref="BroadcastTo"/> would repeat, until it has the target shape.</summary>
/// <remarks>
/// The target must broadcast to the shape of x. The gradient is repeated (<see cref="BroadcastTo"/>). Digits are those of
/// <see cref="Sum"/>.
/// </remarks>
/// <param name="Target">The shape of y.</param>
public sealed record SumTo(Shape Target) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        Broadcasting.RequireBroadcastable(Name, Target, x);
        return Target;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) =>
        ReduceLoop.Run<T, SumReduction>(x, Broadcasting.StretchedAxes(Target, x.Shape, stackalloc int[x.Shape.Rank]), y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => grad.BroadcastTo(x.Shape);
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.SumTo"/>
        /// <param name="shape">The shape of the result.</param>
        /// <returns>A node of that shape; x itself if it has it already.</returns>
        /// <exception cref="ShapeException">The shape does not broadcast to that of x.</exception>
        public Node<T> SumTo(Shape shape)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Shape == shape ? x : new SumTo(shape).Apply(x);
        }
    }
}
