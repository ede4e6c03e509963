using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// z_n = y_n (softmax(x_n) - onehot(label_n)) for each row x_n and its weight y_n: the gradient of
/// the logits x of <see cref="SoftmaxCrossEntropy"/>, from the gradient y of its losses.
/// </summary>
/// <remarks>
/// The entry of the label is minus the sum of the others, which keeps its digits when the model is
/// confident and right. Where y_n is 0, so is the row, whatever its logits are. The gradient of x_n
/// is y_n times that of softmax, that of y_n is the sum of grad_n (softmax(x_n) - onehot(label_n)).
/// </remarks>
/// <param name="Labels">The true class of each row, from 0.</param>
/// <param name="Axis">The axis of the classes, counted from the outermost.</param>
public sealed record SoftmaxMinusOneHot(IntList Labels, int Axis) : BinaryOp, IFused, IReadsIndices
{
    string IReadsIndices.IndexArgument => "integer labels";

    IntList IReadsIndices.Indices => Labels;

    Op IReadsIndices.WithIndices(IntList indices) => this with { Labels = indices };

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        LabeledRows.RequireLabels(Name, Labels, x, Axis);
        var without = x.Without([Axis]);
        return y == without
            ? x
            : throw new ShapeException(
                $"{Name}: x has shape {x} and y has shape {y}; "
                + $"give one number for each row of x: its shape without axis {Axis}, {without}.");
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) =>
        LabeledRows.Run<T, Kernel>(x, Axis, Labels, y.Span, z, x.Shape[Axis]);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        new SoftmaxGradient([Axis]).Apply(grad, x.Softmax(Axis)).MultiplyNoNan(y.Reshape(x.Shape.Without([Axis], keepDims: true)));

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        Apply(x, Node.Constant(NdArray.Ones<T>(y.Shape))).MultiplyNoNan(grad).Sum(Axis);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (x, y) = (inputs[0], inputs[1]);
        var difference = x.Softmax(Axis) - Node.Constant(LabeledRows.OneHot<T>(Labels, x.Shape, Axis));
        return difference * y.Reshape(x.Shape.Without([Axis], keepDims: true));
    }

    private readonly struct Kernel : ILabeledRowKernel, IColumnKernel
    {
        private const int Max = 0;
        private const int Likely = 1;
        private const int Others = 2;
        private const int Position = 3;
        private const int Factor = 4;

        public void Row<T>(ReadOnlySpan<T> x, int label, T y, Span<T> z)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var max = ExpRow.Max(x);
            if (y == T.Zero || T.IsNegativeInfinity(max))
            {
                z.Clear();
                return;
            }

            // The difference loses digits only if the label has more than half of the sum.
            var sum = ExpRow.Write(x, max, z);
            var others = z[label] + z[label] > sum ? SumReduction.Without<T>(z, label) : sum - z[label];
            var factor = y / sum;
            TensorPrimitives.Multiply(z, factor, z);
            z[label] = -(others * factor);
        }

        public void Columns<T, V>(in ColumnBlock<T> rows)
            where T : unmanaged, IFloatingPointIeee754<T>
            where V : struct, IVector<V, T>
        {
            var (stretch, zero) = (ColumnSum.BlockOf(rows.Length), V.Number(0));
            ColumnMax<T, V, IdentityFunction>.Run(rows, stretch);
            rows.Keep(Likely, zero);
            rows.Keep(Others, zero);
            rows.Keep(Position, zero);
            ColumnPass.Run<T, V, ExpPass<T, V>>(rows, stretch);
            for (nint row = 0; row < rows.Width; row += V.Count)
            {
                var (y, others) = (rows.Beside<V>(1, row), rows.Number<V>(Others, row));
                var isZero = V.Equal(y, zero) | V.Equal(rows.Number<V>(Max, row), V.Number(double.NegativeInfinity));
                var factor = y / (rows.Number<V>(Likely, row) + others);
                rows.Keep(Likely, row, V.Select(isZero, zero, -others * factor));
                rows.Keep(Factor, row, V.Select(isZero, zero, factor));
            }

            ColumnPass.Run<T, V, ScalePass<T, V>>(rows, stretch, descending: true);
            for (nint row = 0; row < rows.Width; row++)
            {
                rows.ElementOf(ref rows.Z, LabeledRows.LabelOf(rows, row), row) = rows.NumberOf(Likely, row);
            }
        }

        private struct ExpPass<T, V> : IColumnPass<ExpPass<T, V>, T, V>
            where T : unmanaged, IFloatingPointIeee754<T>
            where V : struct, IVector<V, T>
        {
            private V _max;
            private V _label;
            private V _position;
            private V _likely;
            private V _others;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static ExpPass<T, V> Begin(in ColumnBlock<T> rows, nint row)
            {
                var (max, label, position) = (rows.Number<V>(Max, row), rows.Beside<V>(0, row), rows.Number<V>(Position, row));
                return new() { _max = max, _label = label, _position = position, _likely = V.Number(0), _others = V.Number(0) };
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public void Take(ref T x, ref T y, ref T z, nint i)
            {
                var e = ExpOfNegativeFunction.Of(V.Load(ref x, i) - _max);
                e.Store(ref z, i);
                var isLabel = V.Equal(_label, _position);
                _likely = V.Select(isLabel, e, _likely);
                _others += V.Select(isLabel, V.Number(0), e);
                _position += V.Number(1);
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public readonly void End(in ColumnBlock<T> rows, nint row)
            {
                rows.Keep(Position, row, _position);
                rows.Keep(Likely, row, rows.Number<V>(Likely, row) + _likely);
                rows.Keep(Others, row, rows.Number<V>(Others, row) + _others);
            }
        }

        private struct ScalePass<T, V> : IColumnPass<ScalePass<T, V>, T, V>
            where T : unmanaged, IFloatingPointIeee754<T>
            where V : struct, IVector<V, T>
        {
            private V _isZero;
            private V _factor;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public static ScalePass<T, V> Begin(in ColumnBlock<T> rows, nint row)
            {
                var factor = rows.Number<V>(Factor, row);
                return new() { _factor = factor, _isZero = V.Equal(factor, V.Number(0)) };
            }

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public readonly void Take(ref T x, ref T y, ref T z, nint i) =>
                V.Select(_isZero, V.Number(0), V.Load(ref z, i) * _factor).Store(ref z, i);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public readonly void End(in ColumnBlock<T> rows, nint row)
            {
            }
        }
    }
}
