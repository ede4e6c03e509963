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
        var norm = Norms();
        var notZero = norm.NotEqualTo(0);
        var across = notZero.Where(grad, 0);
        across -= y * (across * y).Sum(Axes, keepDims: true);
        return StrongZeros.Mark(grad, across / notZero.Where(norm, 1), mask => Spread(mask * Norms().NotEqualTo(0)));

        Node<T> Norms() => new Norm(Axes, KeepDims: true).Apply(x);

        Node<T> Spread(Node<T> mask) => mask.SumTo(x.Shape.Without(Axes, keepDims: true)).BroadcastTo(x.Shape);
    }

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => inputs[0] / inputs[0].Square().Sum(Axes, keepDims: true).Sqrt();
}

/// <summary>A row over its 2-norm.</summary>
internal readonly struct UnitVectorRow : IRowKernel, IColumnKernel
{
    private const int Max = 0;
    private const int Sum = 1;
    private const int Norm = 2;
    private const int Factor = 3;

    public void Row<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => VectorNorm.Unit(x, y);

    public void Columns<T, V>(in ColumnBlock<T> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        var (stretch, zero, one) = (ColumnSum.BlockOf(rows.Length), V.Number(0), V.Number(1));
        ColumnMax<T, V, MagnitudeFunction>.Run(rows, stretch);
        rows.Keep(Sum, zero);
        ColumnPass.Run<T, V, SumPass<T, V>>(rows, stretch);
        for (nint row = 0; row < rows.Width; row += V.Count)
        {
            var (max, sum, infinity) = (rows.Number<V>(Max, row), rows.Number<V>(Sum, row), V.Number(double.PositiveInfinity));
            var norm = V.Select(V.Equal(max, infinity), infinity, Divisor(max) * V.Sqrt(sum));

            // Where only the norm overflows, its two factors divide one after the other.
            var overflows = V.Equal(norm, infinity) & V.Less(max, infinity);
            rows.Keep(Factor, row, V.Select(overflows, one / V.Sqrt(sum), one));
            rows.Keep(Norm, row, V.Select(V.Equal(max, zero), one, V.Select(overflows, max, norm)));
        }

        ColumnPass.Run<T, V, DividePass<T, V>>(rows, stretch, descending: true);
    }

    private static V Divisor<V>(V max)
        where V : struct, IVector<V> => V.Select(V.Equal(max, V.Number(0)), V.Number(1), max);

    // The squares of quotients by the largest neither overflow nor vanish together.
    private struct SumPass<T, V> : IColumnPass<SumPass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _divisor;
        private V _sum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static SumPass<T, V> Begin(in ColumnBlock<T> rows, nint row) =>
            new() { _divisor = Divisor(rows.Number<V>(Max, row)), _sum = V.Number(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ref T x, ref T y, ref T z, nint i)
        {
            var quotient = V.Load(ref x, i) / _divisor;
            _sum = V.MultiplyAdd(quotient, quotient, _sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row) => rows.Keep(Sum, row, rows.Number<V>(Sum, row) + _sum);
    }

    private struct DividePass<T, V> : IColumnPass<DividePass<T, V>, T, V>
        where T : unmanaged, IFloatingPointIeee754<T>
        where V : struct, IVector<V, T>
    {
        private V _norm;
        private V _factor;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static DividePass<T, V> Begin(in ColumnBlock<T> rows, nint row) =>
            new() { _norm = rows.Number<V>(Norm, row), _factor = rows.Number<V>(Factor, row) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Take(ref T x, ref T y, ref T z, nint i) => (V.Load(ref x, i) / _norm * _factor).Store(ref z, i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(in ColumnBlock<T> rows, nint row)
        {
        }
    }
}
