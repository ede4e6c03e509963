using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>y = x / |x| with the 2-norm |x| over some axes, and 0 where x is 0: the derivative of <see cref="Norm"/>.</summary>
/// <remarks>
/// The gradient of x is (grad - y sum(grad y)) / |x|, and a strong zero where x is 0. The difference is taken before the quotient, so that
/// an element that is 0 stays 0 where |x| is so small that its reciprocal is infinite. |x| is off by at most 256 + log2 n roundings along
/// the last axes, and max(64, 2 sqrt(n) + 2) along others. y has the shape of x.
/// </remarks>
/// <kinks test="Norm_at_0_has_gradient_0_which_is_strong">At x = 0 the value and the gradient are 0.</kinks>
/// <param name="Axes">The axes that the norm is over, ascending, counted from the outermost.</param>
public sealed record UnitVector(IntList Axes) : UnaryOp, IFused
{
    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        x.RequireAxes(Axes, Name);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => Rows.Map<T, UnitVectorRow>(x, Axes.Span, y);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x)
    {
        var norm = new Norm(Axes, KeepDims: true).Apply(x);
        var notZero = norm.NotEqualTo(0);
        var across = notZero.Where(grad, 0);
        across -= y * (across * y).Sum(Axes, keepDims: true);
        return StrongZeros.Mark(grad, across / notZero.Where(norm, 1), mask => (mask * notZero).SumTo(norm.Shape).BroadcastTo(x.Shape));
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0] / inputs[0].Square().Sum(Axes, keepDims: true).Sqrt();
}

/// <summary>A row over its 2-norm.</summary>
internal readonly struct UnitVectorRow : IRowKernel, IColumnKernel
{
    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => VectorNorm.Unit(x, y);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Columns<T, V>(ref T columns, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        // The squares of quotients by the largest neither overflow nor vanish together.
        var (zero, infinity) = (V.Number(0), V.Number(double.PositiveInfinity));
        var max = V.Abs(V.Load(ref columns, 0));
        for (var j = 1; j < length; j++)
        {
            max = V.Select(V.Equal(max, max), V.AtLeast(max, V.Abs(V.Load(ref columns, j * V.Count))), max);
        }

        var divisor = V.Select(V.Equal(max, zero), V.Number(1), max);
        var (sum, block) = (zero, ColumnSum.BlockOf(length));
        for (var start = 0; start < length; start += block)
        {
            var part = zero;
            for (var j = start; j < Math.Min(start + block, length); j++)
            {
                var quotient = V.Load(ref columns, j * V.Count) / divisor;
                part = V.MultiplyAdd(quotient, quotient, part);
            }

            sum += part;
        }

        var norm = V.Select(V.Equal(max, infinity), infinity, divisor * V.Sqrt(sum));

        // Where only the norm overflows, its two factors divide one after the other.
        var (isFinite, one) = (V.Select(V.Equal(max, infinity), zero, V.Number(1)), V.Number(1));
        var overflows = V.Equal(norm, infinity) & V.Equal(isFinite, one);
        var factor = V.Select(overflows, one / V.Sqrt(sum), one);
        norm = V.Select(V.Equal(max, zero), one, V.Select(overflows, max, norm));
        for (var j = 0; j < length; j++)
        {
            (V.Load(ref columns, j * V.Count) / norm * factor).Store(ref columns, j * V.Count);
        }
    }
}
