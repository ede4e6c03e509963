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
public sealed record SoftmaxMinusOneHot(IntList Labels) : BinaryOp, IFused, IReadsIndices
{
    string IReadsIndices.IndexArgument => "integer labels";

    IntList IReadsIndices.Indices => Labels;

    Op IReadsIndices.WithIndices(IntList indices) => this with { Labels = indices };

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        LabeledRows.RequireLabels(Name, Labels, x);
        return y.Lengths.SequenceEqual(x.Lengths[..^1])
            ? x
            : throw new ShapeException(
                $"{Name}: x has shape {x} and y has shape {y}; give one number for each row of x: its shape without the last axis.");
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) =>
        ParallelLoop.Run(Labels.Count, x.Size, new RowLoop<T>(Labels, x.Shape[^1], x.Span, y.Span, z));

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        new SoftmaxGradient([x.Shape.Rank - 1]).Apply(grad, x.Softmax()).MultiplyNoNan(y.Reshape([.. y.Shape, 1]));

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        Apply(x, Node.Constant(NdArray.Ones<T>(y.Shape))).MultiplyNoNan(grad).Sum(-1);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (inputs[0].Softmax() - Node.Constant(LabeledRows.OneHot<T>(Labels, inputs[0].Shape))) * inputs[1].Reshape([.. inputs[1].Shape, 1]);

    private static void Row<T>(ReadOnlySpan<T> x, T y, int label, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var max = TensorPrimitives.Max(x);
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

    private readonly struct ShortRow : IColumnKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Columns<T, V>(ref T columns, int length)
            where T : unmanaged, IFloatingPointIeee754<T>
            where V : struct, IVector<V, T>
        {
            var (label, y) = (V.Load(ref columns, length * V.Count), V.Load(ref columns, (length + 1) * V.Count));
            var max = ShortRows.Max<T, V>(ref columns, length);
            var zero = V.Number(0);
            var (likely, others) = (zero, zero);
            for (var j = 0; j < length; j++)
            {
                var isLabel = V.Equal(label, V.Number(j));
                var e = ExpFunction.Of(V.Load(ref columns, j * V.Count) - max);
                e.Store(ref columns, j * V.Count);
                likely = V.Select(isLabel, e, likely);
                others += V.Select(isLabel, zero, e);
            }

            var isZero = V.Equal(y, zero) | V.Equal(max, V.Number(double.NegativeInfinity));
            var factor = y / (likely + others);
            for (var j = 0; j < length; j++)
            {
                var p = V.Select(V.Equal(label, V.Number(j)), -others, V.Load(ref columns, j * V.Count));
                V.Select(isZero, zero, p * factor).Store(ref columns, j * V.Count);
            }
        }
    }

    private readonly ref struct RowLoop<T>(IntList labels, int classes, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly Span<T> _z = z;

        public void Run(int first, int count)
        {
            var (start, elements) = (first * classes, count * classes);
            if (ShortRows.TryRun<T, ShortRow>(
                classes, _x.Slice(start, elements), labels.Span.Slice(first, count), _y.Slice(first, count), _z.Slice(start, elements)))
            {
                return;
            }

            for (var row = first; row < first + count; row++)
            {
                Row(_x.Slice(row * classes, classes), _y[row], labels[row], _z.Slice(row * classes, classes));
            }
        }
    }
}
