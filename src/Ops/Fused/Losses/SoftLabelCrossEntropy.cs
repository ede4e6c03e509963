using System.Numerics;
using System.Runtime.CompilerServices;

namespace Autograd;

/// <summary>
/// z_n = -sum_j y_nj ln softmax(x_n)_j for each row x_n of logits and y_n of targets: the cross-entropy of a distribution over the classes.
/// </summary>
/// <remarks>
/// <para>Computed as sum_j y_nj ((m - x_nj) + ln(1 + sum of e^(x_nk - m) over the others)) with m
/// the largest logit of the row, without overflow and with all digits when the model is confident
/// and right. A class with y = 0 is not counted, whatever its logit is, -infinity too. Over n classes the sum is off by at most
/// 512 + log2 n roundings.</para>
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

    private readonly struct Kernel : IRowKernel2
    {
        public void Row<T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, Span<T> loss)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (max, others) = LogSumExpRow.Split(logits);
            loss[0] = Sum(logits, targets, max, VectorMap.One<T, Log1pFunction>(others));
        }

        private static T Sum<T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> targets, T max, T log)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            if (logits.Length <= SumReduction.Block)
            {
                var loop = new SumLoop<T>(logits, targets, max, log);
                VectorLoop.Run<T, SumLoop<T>>(ref loop, 0, logits.Length);
                return loop.Result;
            }

            var half = SumReduction.Half(logits.Length);
            return Sum(logits[..half], targets[..half], max, log) + Sum(logits[half..], targets[half..], max, log);
        }
    }

    private ref struct SumLoop<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, T max, T log) : IVectorLoop<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<T> _y = y;
        private readonly T _max = max;
        private readonly T _log = log;

        public T Result { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>(int first, int count)
            where V : struct, IVector<V, T>
        {
            var logits = _x.Slice(first, count);
            var targets = _y.Slice(first, count);
            var (zero, infinity, max, log) = (V.Number(0), V.Number(double.PositiveInfinity), V.Broadcast(_max), V.Broadcast(_log));
            var isNothing = V.Equal(max, -infinity);
            var sum = zero;
            for (var i = 0; i < count; i += V.Count)
            {
                var target = PartialVector.Load<T, V>(targets, i, T.Zero);
                var below = V.Select(isNothing, infinity, max - PartialVector.Load<T, V>(logits, i, T.Zero));
                sum += V.Select(V.Equal(target, zero), zero, target * (below + log));
            }

            Result = V.Sum(sum);
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
