using System.Numerics;

namespace Autograd;

/// <summary>
/// ln p(y) = y ln sigma(z) + (1 - y) ln sigma(-z): a 1 with probability sigma(z), else a 0, for each element with logit z.
/// </summary>
/// <remarks>
/// <para>d ln p / d z = y - sigma(z), with all its digits however confident the logit. A value
/// between 0 and 1 gives the mean of ln p over values that are 1 with that probability.</para>
/// <para>Goodfellow, Bengio, Courville: Deep Learning, chapters 3.9.1 and 20.9.1.</para>
/// </remarks>
/// <kinks test="Saturated_logits_have_entropy_0">At logits of +-1000, and of +-infinity, the entropy is 0: 0 ln 0 = 0.</kinks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class BernoulliDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "BernoulliDistribution";

    /// <summary>The distribution with these logits.</summary>
    /// <param name="logits">For each element its logit: the probability of a 1 is sigma(logit).</param>
    public BernoulliDistribution(Node<T> logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        Logits = logits;
    }

    /// <summary>The logits.</summary>
    public Node<T> Logits { get; }

    /// <summary>The shape of a sample: that of the logits.</summary>
    public Shape Shape => Logits.Shape;

    /// <summary>The logarithm of the probability of each element of a value.</summary>
    /// <param name="value">A sample, or samples along axes before those of <see cref="Shape"/>; each element from 0 to 1.</param>
    /// <returns>A node of the shape of the value.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An element of the value is below 0 or above 1.</exception>
    public Node<T> LogProbability(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogProbability", value, Shape);
        Distributions.RequireFromZeroToOne($"{Name}.LogProbability", value.Inspect().Span, ", usually 0 or 1");
        return -Logits.BroadcastTo(value.Shape).SigmoidCrossEntropy(value, Reduction.None);
    }

    /// <summary>Draws samples. No gradient goes through them: see <see cref="ScoreFunction"/>.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of zeros and ones, of shape (batch..., <see cref="Shape"/>...); NaN where the logit is.</returns>
    public Node<T> Sample(Random random, Shape batch = default)
    {
        Distributions.RequireRandom("BernoulliDistribution", random);
        var probabilities = Logits.StopGradient().Sigmoid();
        var next = 0;
        return Node.Constant(NdArray.Generate([.. batch, .. Shape], () =>
        {
            var p = probabilities.Span[next++ % probabilities.Shape.Size];
            return T.IsNaN(p) ? p : T.CreateChecked(MathNet.Numerics.Distributions.Bernoulli.Sample(random, double.CreateChecked(p)));
        }));
    }

    /// <summary>
    /// The entropy -sigma(z) ln sigma(z) - sigma(-z) ln sigma(-z) of each element; its derivative by the logit is -z sigma(z) sigma(-z).
    /// </summary>
    /// <returns>A node of shape <see cref="Shape"/>.</returns>
    public Node<T> Entropy()
    {
        // Both probabilities from the logit, because 1 - sigma(z) would lose the digits of the smaller one.
        var ofOnes = Distributions.Weighted(Logits.Sigmoid(), (-Logits).Softplus());
        return ofOnes + Distributions.Weighted((-Logits).Sigmoid(), Logits.Softplus());
    }

    /// <summary>The divergence KL(this || other), the mean of ln p - ln p_other over values of this, of each element.</summary>
    /// <param name="other">The other distribution; of the two shapes, one ends with the other.</param>
    /// <returns>A node of the longer shape: never below 0, with all digits of close distributions.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Node<T> KullbackLeibler(BernoulliDistribution<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Distributions.RequirePair($"{Name}.KullbackLeibler", Shape, other.Shape, Origins.OfInputs(Logits, other.Logits));
        return Distributions.OfLogits(OfBoth(Logits), OfBoth(other.Logits));
    }

    // The logits of a 1 and a 0: z and 0, less the larger, which may be infinite.
    private static Node<T> OfBoth(Node<T> z)
    {
        var isPositive = z > 0;
        return Node.Stack([isPositive.Where(0, z), isPositive.Where(-z, 0)], axis: -1);
    }
}
