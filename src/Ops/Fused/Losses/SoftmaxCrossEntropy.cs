using System.Numerics;

namespace Autograd;

/// <summary>y_n = -ln softmax(x_n)[label_n] for each row x_n of logits: the cross entropy of a class.</summary>
/// <remarks>
/// <para>Computed as (m - x_n[label]) + ln(1 + sum of e^(x_nj - m) over the others) with m the largest
/// logit of the row, without overflow and with all digits when the model is confident and right. The
/// gradient of x is grad (softmax(x) - onehot(label)) (<see cref="SoftmaxMinusOneHot"/>).</para>
/// <para>A row runs along the axis of the classes; there is one label for each, in row-major order of the other axes. No gradient goes to
/// the integer labels. Elsewhere <c>nn.CrossEntropyLoss</c>, <c>F.cross_entropy</c>,
/// <c>optax.softmax_cross_entropy_with_integer_labels</c>.</para>
/// <para>Weights of classes, an ignored label, label smoothing and probabilities instead of labels
/// (<see cref="SoftLabelCrossEntropy"/>) are arguments of the verb. The sum of the exponentials has the digits of <see cref="LogSumExp"/>.
/// </para>
/// </remarks>
/// <kinks test="Saturated_losses_keep_their_digits">A confident and right model keeps all digits of loss and gradient.</kinks>
/// <kinks test="Every_label_ignored_is_0_with_gradient_0">The mean with every label ignored is 0 with gradient 0.</kinks>
/// <param name="Labels">The true class of each row, from 0.</param>
/// <param name="Axis">The axis of the classes, counted from the outermost.</param>
public sealed record SoftmaxCrossEntropy(IntList Labels, int Axis) : UnaryOp, IFused, IReadsIndices
{
    string IReadsIndices.IndexArgument => "integer labels";

    IntList IReadsIndices.Indices => Labels;

    Op IReadsIndices.WithIndices(IntList indices) => this with { Labels = indices };

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        LabeledRows.RequireLabels(Name, Labels, x, Axis);
        return x.Without([Axis]);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y) => LabeledRows.Run<T, Kernel>(x, Axis, Labels, [], y, 1);

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) => new SoftmaxMinusOneHot(Labels, Axis).Apply(x, grad);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        return -(x.Softmax(Axis).Log() * Node.Constant(LabeledRows.OneHot<T>(Labels, x.Shape, Axis))).Sum(Axis);
    }

    private readonly struct Kernel : ILabeledRowKernel, IColumnKernel
    {
        private const int Logit = LogSumExpRow.Count;

        public void Row<T>(ReadOnlySpan<T> logits, int label, T weight, Span<T> loss)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (max, others) = LogSumExpRow.Split(logits);
            loss[0] = LogSumExpRow.BelowMax(max, logits[label]) + VectorMap.One<T, Log1pFunction>(others);
        }

        public void Columns<T, V>(in ColumnBlock<T> rows)
            where T : unmanaged, IFloatingPointIeee754<T>
            where V : struct, IVector<V, T>
        {
            LogSumExpRow.Split<T, V>(rows);
            for (nint row = 0; row < rows.Width; row++)
            {
                rows.NumberOf(Logit, row) = rows.ElementOf(ref rows.X, LabeledRows.LabelOf(rows, row), row);
            }

            for (nint row = 0; row < rows.Width; row += V.Count)
            {
                var max = rows.Number<V>(LogSumExpRow.Max, row);
                var isNothing = V.Equal(max, V.Number(double.NegativeInfinity));
                var below = V.Select(isNothing, V.Number(double.PositiveInfinity), max - rows.Number<V>(Logit, row));
                (below + rows.Number<V>(LogSumExpRow.Log, row)).Store(ref rows.Z, row);
            }
        }
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.SoftmaxCrossEntropy"/>
        /// <param name="labels">The true class of each row of logits, from 0.</param>
        /// <param name="reduction">
        /// Mean or sum over the rows, or none. With class weights the mean divides by the sum of the weights of the labels.
        /// </param>
        /// <param name="classWeights">One factor for each class, for its losses; none negative. A class of weight 0 is ignored.</param>
        /// <param name="ignoreIndex">
        /// A label whose rows are left out: their loss is 0, their logits are not looked at and get
        /// the gradient 0, and the mean does not count them. It need not be a class.
        /// </param>
        /// <param name="labelSmoothing">
        /// The part s of each label, from 0 to 1, that is spread equally over all classes: the
        /// target becomes (1 - s) onehot(label) + s / classes.
        /// </param>
        /// <param name="axis">
        /// The axis of the classes; left out, the last. Of images (n, classes, height, width) it is 1, and the labels are those of
        /// (n, height, width).
        /// </param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x without the axis of the classes.</returns>
        /// <exception cref="ShapeException">
        /// x is a scalar, there is not one label for each row or one weight for each class, or the mean of nothing is asked for.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A label is not a class, a weight is negative, the smoothing is outside [0, 1], or the axis does not exist.
        /// </exception>
        /// <exception cref="ArgumentException">All class weights are 0.</exception>
        public Node<T> SoftmaxCrossEntropy(
            IntList labels,
            Reduction reduction = Reduction.Mean,
            Node<T>? classWeights = null,
            int? ignoreIndex = null,
            double labelSmoothing = 0,
            int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            const string name = "SoftmaxCrossEntropy";
            Require.Classes(name, x.Shape);
            return classWeights is null && ignoreIndex is null && labelSmoothing == 0
                ? Losses.Reduce(name, new SoftmaxCrossEntropy(labels, x.Shape.Axis(axis, name)).Apply(x), reduction)
                : LabeledRows.Reduce(
                    name, LabeledRows.ClassesLast(name, x, axis, labels), labels, OfRows, reduction, classWeights, ignoreIndex);

            Node<T> OfRows(Node<T> rows, IntList classes, Node<T>? weights)
            {
                if (labelSmoothing == 0)
                {
                    var losses = new SoftmaxCrossEntropy(classes, 1).Apply(rows);
                    return weights is null ? losses : losses.MultiplyNoNan(weights.Gather(classes));
                }

                var targets = Node.Constant(LabeledRows.OneHot<T>(classes, rows.Shape));
                return SoftLabelCrossEntropy.Instance.Apply(rows, Losses.Smooth(name, targets, weights, labelSmoothing));
            }
        }
    }
}
