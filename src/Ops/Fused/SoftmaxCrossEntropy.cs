using System.Numerics;

namespace Autograd;

/// <summary>y_n = -ln softmax(x_n)[label_n] for each row x_n of logits: the negative log-likelihood of a class.</summary>
/// <remarks>
/// <para>Computed as (m - x_n[label]) + ln(1 + sum of e^(x_nj - m) over the others) with m the largest logit of the row, without overflow and with all digits when the
/// model is confident and right. The gradient of x is grad (softmax(x) - onehot(label)) (<see cref="SoftmaxMinusOneHot"/>).</para>
/// <para>Classes run along the last axis of x; there is one label for each row, in row-major order. None goes to the integer labels.</para>
/// </remarks>
/// <kinks test="Saturated_losses_keep_their_digits">A confident and right model keeps all digits of loss and gradient.</kinks>
/// <param name="Labels">The true class of each row, from 0.</param>
public sealed record SoftmaxCrossEntropy(IntList Labels) : UnaryOp, IFused
{
    /// <inheritdoc/>
    public override string DiscreteArgument => "integer labels";

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x)
    {
        SoftmaxMinusOneHot.RequireLabels(Name, Labels, x);
        return new Shape(x.Lengths[..^1]);
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, Span<T> y)
    {
        var classes = x.Shape[^1];
        for (var row = 0; row < y.Length; row++)
        {
            var logits = x.Span.Slice(row * classes, classes);
            var (max, others) = LogSumExpRow.Split(logits);
            y[row] = max - logits[Labels[row]] + VectorMap.One<T, Log1pFunction>(others);
        }
    }

    /// <inheritdoc/>
    protected override Node<T> Bprop<T>(Node<T> grad, Node<T> y, Node<T> x) =>
        grad.Reshape([.. grad.Shape.Lengths, 1]) * new SoftmaxMinusOneHot(Labels).Apply(x);

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = inputs[0];
        return -(x.Softmax().Log() * Node.Constant(SoftmaxMinusOneHot.OneHot<T>(Labels, x.Shape))).Sum(-1);
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.SoftmaxCrossEntropy"/>
        /// <param name="labels">The true class of each row of logits, from 0.</param>
        /// <param name="reduction">Mean or sum over the rows, or none.</param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x without its last axis.</returns>
        /// <exception cref="ShapeException">x is a scalar, there is not one label for each row, or the mean of nothing is asked for.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
        public Node<T> SoftmaxCrossEntropy(IntList labels, Reduction reduction = Reduction.Mean) =>
            Losses.Reduced("SoftmaxCrossEntropy", new SoftmaxCrossEntropy(labels).Apply(x), reduction);
    }
}
