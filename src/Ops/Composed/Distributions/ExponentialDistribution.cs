using System.Numerics;

namespace Autograd;

/// <summary>ln p(y) = ln r - r y for y from 0 on: the exponential distribution with rate r, for each element.</summary>
/// <remarks>
/// d ln p / d r = 1 / r - y, d ln p / d y = -r. Its mean and its standard deviation are 1 / r. r is checked when the distribution is made.
/// Elsewhere <c>scipy.stats.expon</c>, <c>torch.distributions.Exponential</c>. Goodfellow, Bengio, Courville: Deep Learning, chapter 3.9.4.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ExponentialDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "ExponentialDistribution";

    /// <summary>The distribution with this rate.</summary>
    /// <param name="rate">The rate of each element, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not above 0.</exception>
    public ExponentialDistribution(Node<T> rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        Require.Positive(Name, nameof(rate), rate.Inspect().Span);
        Rate = rate;
    }

    /// <summary>The rate r.</summary>
    public Node<T> Rate { get; }

    /// <summary>The shape of a sample: that of the rate.</summary>
    public Shape Shape => Rate.Shape;

    /// <summary>The logarithm of the density at each element of a value.</summary>
    /// <param name="value">A sample, or samples along axes before those of <see cref="Shape"/>; none negative.</param>
    /// <returns>A node of the shape of the value.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An element of the value is negative.</exception>
    public Node<T> LogProbability(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogProbability", value, Shape);
        Require.Positive($"{Name}.LogProbability", nameof(value), value.Inspect().Span, orZero: true);
        return Rate.Log() - (Rate * value);
    }

    /// <summary>Draws samples. No gradient goes through them.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> Sample(Random random, Shape batch = default) => SampleReparameterized(random, batch).StopGradient();

    /// <summary>Draws samples y = eta / r with exponential noise eta of rate 1, a constant: the gradient goes to r (-y / r).</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A node of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> SampleReparameterized(Random random, Shape batch = default)
    {
        Distributions.RequireRandom(Name, random);
        var noise = NdArray.Generate<T>(
            [.. batch, .. Shape], () => T.CreateChecked(MathNet.Numerics.Distributions.Exponential.Sample(random, 1)));
        return Node.Constant(noise) / Rate;
    }

    /// <summary>The entropy 1 - ln r of each element.</summary>
    /// <returns>A node of shape <see cref="Shape"/>.</returns>
    public Node<T> Entropy() => 1 - Rate.Log();

    /// <summary>
    /// The divergence KL(this || other) = q - 1 - ln q of each element, with q = r_other / r.
    /// </summary>
    /// <param name="other">The other distribution; of the two shapes, one ends with the other.</param>
    /// <returns>A node of the longer shape: never below 0, with all digits of close distributions.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Node<T> KullbackLeibler(ExponentialDistribution<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Distributions.RequirePair($"{Name}.KullbackLeibler", Shape, other.Shape, Origins.OfInputs(Rate, other.Rate));
        return Distributions.RatioExcess(other.Rate, Rate);
    }
}
