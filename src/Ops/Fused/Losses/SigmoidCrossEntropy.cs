using System.Numerics;

namespace Autograd;

/// <summary>
/// z = -(y ln sigma(x) + (1 - y) ln sigma(-x)), element by element: the negative log-likelihood of
/// a Bernoulli variable with logit x and target y.
/// </summary>
/// <remarks>
/// <para>Computed as max(x, 0) - x y + ln(1 + e^-|x|), which never overflows and keeps its digits. dz/dx = sigma(x) - y
/// (<see cref="SigmoidMinusTarget"/>), dz/dy = -x.</para>
/// <para>At x = +-infinity: 0 where the target agrees, +infinity where it does not; the gradient is
/// sigma(x) - y. Both have the same shape; nothing broadcasts.</para>
/// </remarks>
/// <kinks test="SigmoidCrossEntropy_at_infinity_is_its_limit">At x = +-infinity its limit: 0 or +infinity, gradient sigma(x) - y.</kinks>
/// <kinks test="An_element_of_weight_0_is_left_out_whatever_its_logit">An element of weight 0 is left out, whatever its logit is.</kinks>
public sealed record SigmoidCrossEntropy : BinaryOp, IFused
{
    internal static readonly SigmoidCrossEntropy Instance = new();

    /// <inheritdoc/>
    protected override Shape OutputShape(Shape x, Shape y)
    {
        Require.SameShape(Name, "x", x, y);
        return x;
    }

    /// <inheritdoc/>
    protected override void Forward<T>(NdArray<T> x, NdArray<T> y, Span<T> z) =>
        VectorMap.RunOnCores<T, SigmoidCrossEntropyFunction>(x.Span, y.Span, z);

    /// <inheritdoc/>
    protected override Node<T>? BpropX<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) =>
        StrongZeros.Keep(grad, grad * SigmoidMinusTarget.Instance.Apply(x, y));

    /// <inheritdoc/>
    protected override Node<T>? BpropY<T>(Node<T> grad, Node<T> z, Node<T> x, Node<T> y) => StrongZeros.Keep(grad, -(grad * x));

    /// <inheritdoc/>
    public Node<T> Composition<T>(ReadOnlySpan<Node<T>> inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (p, y) = (inputs[0].Sigmoid(), inputs[1]);
        return -((y * p.Log()) + ((1 - y) * (1 - p).Log()));
    }
}

public static partial class Operations
{
    extension<T>(Node<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        /// <inheritdoc cref="Autograd.SigmoidCrossEntropy"/>
        /// <param name="targets">
        /// The probabilities of a 1 that are true, from 0 to 1, usually 0 or 1; of exactly the shape of the logits x.
        /// </param>
        /// <param name="reduction">
        /// Mean or sum over all elements, or none. The mean divides by the number of elements, with weights too.
        /// </param>
        /// <param name="elementWeights">
        /// A factor for the loss of each element, of exactly the shape of x, none negative. An
        /// element of weight 0 is left out: it gets the gradient 0, whatever its logit is.
        /// </param>
        /// <param name="positiveWeights">
        /// A factor for the part of a true 1, the loss being -(w y ln sigma(x) + (1 - y) ln sigma(-x)):
        /// one number, or one for each column along the last axis of x. None may be negative.
        /// </param>
        /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of x.</returns>
        /// <exception cref="ShapeException">
        /// The shapes differ, there is not one positive weight for each column, or the mean of nothing is asked for.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">A weight is negative.</exception>
        /// <exception cref="ArgumentException">All positive weights are 0.</exception>
        public Node<T> SigmoidCrossEntropy(
            Node<T> targets, Reduction reduction = Reduction.Mean, Node<T>? elementWeights = null, Node<T>? positiveWeights = null)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(targets);
            const string name = "SigmoidCrossEntropy";
            Require.Probabilities(name, targets.Inspect().Span);
            var losses = positiveWeights is null
                ? Autograd.SigmoidCrossEntropy.Instance.Apply(x, targets)
                : PositivelyWeighted(positiveWeights);
            if (elementWeights is not null)
            {
                Require.SameShape(name, "x", x, elementWeights, nameof(elementWeights));
                Require.Positive(name, nameof(elementWeights), elementWeights.Inspect().Span, orZero: true);
                losses = losses.MultiplyNoNan(elementWeights);
            }

            return Losses.Reduce(name, losses, reduction);

            Node<T> PositivelyWeighted(Node<T> weights)
            {
                Require.SameShape(name, "x", x, targets);
                if (weights.Shape.Rank > 0 && (x.Shape.Rank == 0 || weights.Shape != [x.Shape[^1]]))
                {
                    throw new ShapeException(
                        $"{name}: {nameof(positiveWeights)} has shape {weights.Shape} and x has shape {x.Shape}; "
                        + "give one number, or one for each column along the last axis of x."
                        + Origins.OfInputs(x, weights));
                }

                Require.Weights(name, nameof(positiveWeights), weights.Inspect().Span);
                return x.Softplus().MultiplyNoNan(1 - targets) + (-x).Softplus().MultiplyNoNan(weights * targets);
            }
        }
    }
}
