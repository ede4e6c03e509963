using System.Numerics;

namespace Autograd;

/// <summary>
/// z_n = -sum_j y_nj ln softmax(x_n)_j for each row x_n of logits and y_n of targets: the cross-entropy of a distribution over the classes.
/// </summary>
/// <remarks>
/// <para>Computed as sum_j y_nj ((m - x_nj) + ln(1 + sum of e^(x_nk - m) over the others)) with m
/// the largest logit of the row, without overflow and with all digits when the model is confident
/// and right. A class with y = 0 is not counted, whatever its logit is, -infinity too. Over n classes the sum is off by at most
/// max(512, 2 sqrt(n) + 2) roundings.</para>
/// <para>The gradient of x is grad (softmax(x) sum(y) - y) (<see cref="SoftmaxMinusTargets"/>), that of y is -grad
/// ln softmax(x). Classes run along the last axis; both have the same shape; nothing broadcasts. y need not add up to 1.</para>
/// </remarks>
/// <kinks test="Soft_labels_of_masked_classes_count_nothing">
/// A target of 0 counts nothing, even of a logit -infinity; a row of nothing but -infinity gives +infinity with gradient 0.
/// </kinks>
public sealed record SoftLabelCrossEntropy : BinaryOp, IFused
{
    internal static readonly SoftLabelCrossEntropy Instance = new();

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Require.Classes(Name, x);
        Require.SameShape(Name, "x", x, y);
        return new Shape(x.Lengths[..^1]);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) => Rows.ReduceLast<T, Kernel>(x, y, z);

    /// <inheritdoc/>
    protected override Node<T> BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        SoftmaxMinusTargets.Instance.Apply(x, y).MultiplyNoNan(grad.Reshape([.. grad.Shape.Lengths, 1]));

    /// <inheritdoc/>
    protected override Node<T> BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        -x.LogSoftmax().MultiplyNoNan(grad.Reshape([.. grad.Shape.Lengths, 1]));

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T> => -(inputs[0].Softmax().Log() * inputs[1]).Sum(-1);

    // In blocks, so that the rounding of a sum over many classes grows with the square root of their number.
    private readonly struct Kernel : IRowKernel2
    {
        public void Row<T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> loss)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (max, others) = LogSumExpRow.Split(logits);
            var log = VectorMap.One<T, Log1pFunction>(others);
            var (sum, block) = (T.Zero, ColumnSum.BlockOf(logits.Length, least: 256));
            for (var start = 0; start < logits.Length; start += block)
            {
                var part = T.Zero;
                for (var j = start; j < Math.Min(start + block, logits.Length); j++)
                {
                    part += targets[j] == T.Zero ? T.Zero : targets[j] * (LogSumExpRow.BelowMax(max, logits[j]) + log);
                }

                sum += part;
            }

            loss[0] = sum;
        }
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="SoftLabelCrossEntropy"/>
        /// <param name="targets">
        /// The true probabilities of the classes, of exactly the shape of the logits x; each row usually adds up to 1.
        /// </param>
        /// <param name="reduction">
        /// Mean or sum over the rows, or none. The mean divides by the number of rows, with class weights too.
        /// </param>
        /// <param name="classWeights">One factor for each class; none negative.</param>
        /// <param name="labelSmoothing">
        /// The part s of the targets, from 0 to 1, that is spread equally over all classes: they become (1 - s) y + s / classes.
        /// </param>
        /// <param name="axis">The axis of the classes; left out, the last. Of images (n, classes, height, width) it is 1.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x without the axis of the classes.</returns>
        /// <exception cref="ShapeException">
        /// x is a scalar, the shapes differ, there is not one weight for each class, or the mean of nothing is asked for.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A weight is negative, the smoothing is outside [0, 1], or the axis does not exist.
        /// </exception>
        /// <exception cref="ArgumentException">All class weights are 0.</exception>
        public Node<T> SoftmaxCrossEntropy(
            Node<T> targets, Reduction reduction = Reduction.Mean, Node<T>? classWeights = null, double labelSmoothing = 0, int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            const string name = "SoftmaxCrossEntropy";
            var logits = LabeledRows.ClassesLast(name, x, axis);
            Require.SameShape(name, "x", x, targets);
            Require.Positive(name, nameof(targets), targets.Inspect().Span, orZero: true);
            if (classWeights is not null)
            {
                Require.ClassWeights(name, classWeights, logits.Shape);
            }

            var smoothed = Losses.Smooth(name, LabeledRows.ClassesLast(name, targets, axis), classWeights, labelSmoothing);
            return Losses.Reduce(name, SoftLabelCrossEntropy.Instance.Apply(logits, smoothed), reduction);
        }
    }
}
