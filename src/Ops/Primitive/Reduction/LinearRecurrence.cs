using System.Numerics;

namespace Autograd;

/// <summary>
/// z_0 = 0 and z_(i+1) = x_i z_i + y_i along an axis, or from its end: a scan in which z_i is made of the elements before i.
/// </summary>
/// <remarks>
/// <para>z_i is the sum of y_j x_(j+1) ... x_(i-1) over all j before i. With l the same recurrence of x and grad from the
/// other end, the gradient of y is l and that of x is l z, so that derivatives of any order are recurrences again.</para>
/// <para>What rounding loses is carried on too: z is right to two units in the last place of the sum of the sizes, whatever the length.
/// Part of the derivative of
/// <see cref="CumulativeLogSumExp"/>. All three have the same shape; nothing broadcasts.</para>
/// </remarks>
/// <param name="Axis">The axis to go along, counted from the outermost.</param>
/// <param name="Reverse">Whether to start at its end.</param>
public sealed record LinearRecurrence(int Axis, bool Reverse = false) : BinaryOp
{
    // Recurrences along neighboring rows, together.
    private const int Block = 128;

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Require.Alike(Name, nameof(x), x, nameof(y), y);
        x.RequireAxes([Axis], Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z)
    {
        var slices = new Slices(x.Shape, Axis);
        ParallelLoop.Run(slices.Outer, 16L * x.Size, new Loop<T>(slices, Reverse, x.Span, y.Span, z));
    }

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => BpropY(grad, z, x, y) * z;

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        new LinearRecurrence(Axis, !Reverse).Apply(x, grad);

    /// <summary>Goes along the axis, neighbors side by side.</summary>
    private readonly ref struct Loop<T>(Slices slices, bool reverse, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _z = z;

        public void Run(int first, int count)
        {
            Span<CompensatedSum> sums = stackalloc CompensatedSum[Math.Min(slices.Inner, Block)];
            for (var outer = first; outer < first + count; outer++)
            {
                for (var inner = 0; inner < slices.Inner; inner += Block)
                {
                    Recur(outer, inner, sums[..Math.Min(Block, slices.Inner - inner)]);
                }
            }
        }

        private void Recur(int outer, int inner, Span<CompensatedSum> sums)
        {
            sums.Clear();
            for (var step = 0; step < slices.Length; step++)
            {
                var start = slices.Offset(outer, step, reverse) + inner;
                var factors = _x.Slice(start, sums.Length);
                var terms = _y.Slice(start, sums.Length);
                var before = _z.Slice(start, sums.Length);
                for (var i = 0; i < sums.Length; i++)
                {
                    before[i] = T.CreateTruncating(sums[i].Value);
                    sums[i].Scale(double.CreateTruncating(factors[i]));
                    sums[i].Add(double.CreateTruncating(terms[i]));
                }
            }
        }
    }
}
