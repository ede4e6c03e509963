using System.Numerics;

namespace Autograd;

/// <summary>y_i = x_0 + ... + x_i along an axis, or x_i + ... + x_n from the end.</summary>
/// <remarks>
/// The gradient of x is the sum of the gradients of all the y that it went into: the same operation
/// the other way round. The sum is compensated: y is right to 2 units in the last place of the sum of the |x|, whatever the length. y has
/// the shape of x.
/// </remarks>
/// <param name="Axis">The axis to add along, counted from the outermost.</param>
/// <param name="Reverse">Whether to start at its end.</param>
public sealed record CumulativeSum(int Axis, bool Reverse = false) : UnaryOp
{
    // Sums along neighboring rows, together.
    private const int Block = 128;

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
        ParallelLoop.Run(slices.Outer, 4L * x.Size, new Loop<T>(slices, Reverse, x.Span, y));
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new CumulativeSum(Axis, !Reverse).Apply(grad);

    /// <summary>Adds up along the axis, neighbors side by side, each sum with what its rounding has lost.</summary>
    private readonly ref struct Loop<T>(Slices slices, bool reverse, ReadOnlySpan<T> x, Span<T> y) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public void Run(int first, int count)
        {
            Span<CompensatedSum> sums = stackalloc CompensatedSum[Math.Min(slices.Inner, Block)];
            for (var outer = first; outer < first + count; outer++)
            {
                for (var inner = 0; inner < slices.Inner; inner += Block)
                {
                    AddUp(outer, inner, sums[..Math.Min(Block, slices.Inner - inner)]);
                }
            }
        }

        private void AddUp(int outer, int inner, Span<CompensatedSum> sums)
        {
            sums.Clear();
            for (var step = 0; step < slices.Length; step++)
            {
                var start = slices.Offset(outer, step, reverse) + inner;
                var next = _x.Slice(start, sums.Length);
                var sum = _y.Slice(start, sums.Length);
                for (var i = 0; i < sums.Length; i++)
                {
                    sums[i].Add(double.CreateTruncating(next[i]));
                    sum[i] = T.CreateTruncating(sums[i].Value);
                }
            }
        }
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.CumulativeSum"/>
        /// <param name="axis">The axis to add along; a negative one counts from the last.</param>
        /// <param name="reverse">Whether to start at its end.</param>
        /// <returns>A node of the shape of x.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The axis does not exist.</exception>
        public Node<T> CumulativeSum(int axis, bool reverse = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return new CumulativeSum(x.Shape.Axis(axis), reverse).Apply(x);
        }
    }
}
