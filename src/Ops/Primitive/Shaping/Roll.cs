using System.Numerics;

namespace Autograd;

/// <summary>
/// y is x moved along an axis, round the end: position i of x goes to position i + shift of y, modulo the length.
/// </summary>
/// <remarks>The gradient is moved back. y has the shape of x.</remarks>
/// <param name="Shift">How far to move; a negative one moves toward the front.</param>
/// <param name="Axis">The axis, counted from the outermost.</param>
public sealed record Roll(int Shift, int Axis) : UnaryOp
{
    /// <inheritdoc/>
    public override OpTraits Traits => OpTraits.MovesElements | OpTraits.ContinuesFormula;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes([Axis], Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        var slices = new Slices(x.Shape, Axis);
        var loop = new Loop<T>(x.Span, slices.Length * slices.Inner, Front(Shift, slices.Length) * slices.Inner, y);
        ParallelLoop.Run(y.Length, y.Length, loop, equalShares: true);
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        new Roll(x.Shape[Axis] - Front(Shift, x.Shape[Axis]), Axis).Apply(grad);

    /// <summary>How many positions come round the end.</summary>
    internal static int Front(int shift, int length) => length == 0 ? 0 : ((shift % length) + length) % length;

    // A block is what one position of the axes before this one holds: two stretches, which change places.
    private readonly ref struct Loop<T>(ReadOnlySpan<T> x, int block, int front, Span<T> y) : IRangeLoop
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public void Run(int first, int count)
        {
            for (var (to, left) = (first, count); left > 0;)
            {
                var inside = to % block;
                var (from, end) = inside < front ? (to + block - front, front) : (to - front, block);
                var length = Math.Min(left, end - inside);
                _x.Slice(from, length).CopyTo(_y[to..]);
                (to, left) = (to + length, left - length);
            }
        }
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.Roll"/>
        /// <param name="shift">How far to move; a negative one moves toward the front.</param>
        /// <param name="axis">The axis to move along; a negative one counts from the last.</param>
        /// <returns>A node of the same shape; x itself if nothing moves.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public Node<T> Roll(int shift, int axis)
        {
            ArgumentNullException.ThrowIfNull(x);
            var along = x.Shape.Axis(axis);
            return Autograd.Roll.Front(shift, x.Shape[along]) == 0 ? x : new Roll(shift, along).Apply(x);
        }
    }
}
