using System.Numerics;

namespace Autograd;

/// <summary>
/// ln p(y) = a ln b + (a - 1) ln y - b y - ln gamma(a) for y from 0 on: the gamma distribution with concentration a and rate b, for each
/// element.
/// </summary>
/// <remarks>
/// Both broadcast, and are checked when the distribution is made. With psi the digamma function, d ln p / d a = ln(b y) - psi(a),
/// d ln p / d b = a / b - y. Its mean is a / b, its variance a / b^2. Elsewhere <c>scipy.stats.gamma</c>,
/// <c>torch.distributions.Gamma</c>.
/// </remarks>
/// <kinks test="Densities_at_the_ends_of_their_support">At y = 0: -infinity for a above 1, ln b for a = 1, +infinity below.</kinks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class GammaDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "GammaDistribution";

    /// <summary>The distribution with this concentration and rate.</summary>
    /// <param name="concentration">The concentration a (shape) of each element, above 0.</param>
    /// <param name="rate">The rate b of each element, above 0: one over its scale.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A concentration or a rate is not above 0.</exception>
    public GammaDistribution(Node<T> concentration, Node<T> rate)
    {
        ArgumentNullException.ThrowIfNull(concentration);
        ArgumentNullException.ThrowIfNull(rate);
        Shape = Broadcasting.Result(
            Name, concentration.Shape, rate.Shape, "the concentration", "the rate",
            Origins.OfInputs(concentration, rate));
        Require.Positive(Name, nameof(concentration), concentration.Inspect().Span);
        Require.Positive(Name, nameof(rate), rate.Inspect().Span);
        Concentration = concentration;
        Rate = rate;
    }

    /// <summary>The concentration a.</summary>
    public Node<T> Concentration { get; }

    /// <summary>The rate b.</summary>
    public Node<T> Rate { get; }

    /// <summary>The shape of a sample: that to which concentration and rate broadcast.</summary>
    public Shape Shape { get; }

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
        return LogGammaSums.LogGammaDensity(value, Concentration, Rate);
    }

    /// <summary>
    /// Draws samples. No gradient goes through them: see <see cref="ScoreFunction"/>. A draw below the smallest normal number is that,
    /// because at 0 the density may be infinite, and one beyond the largest number is that.
    /// </summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> Sample(Random random, Shape batch = default) => Distributions.Draw(
        Name, random, batch, Shape, Concentration, Rate,
        static (random, a, b) => GammaVariates.Positive(GammaVariates.Gamma(random, a, b), T.BitDecrement(T.PositiveInfinity)));

    /// <summary>The entropy a - ln b + ln gamma(a) + (1 - a) psi(a) of each element.</summary>
    /// <returns>A node of shape <see cref="Shape"/>.</returns>
    public Node<T> Entropy() =>
        (0.5 * Concentration.Log()) + (0.5 + Losses.HalfLogTwoPi) - (0.5 / Concentration) - Rate.Log()
        + LogGammaSums.Correction(Concentration) + ((1 - Concentration) * LogGammaSums.Correction(Concentration, 1));

    /// <summary>
    /// The divergence KL(this || other) = a (q - 1 - ln q) + (a - a_other) ln q + ln gamma(a_other) - ln gamma(a)
    /// - (a_other - a) psi(a) of each element, with q = b_other / b.
    /// </summary>
    /// <param name="other">The other distribution; of the two shapes, one ends with the other.</param>
    /// <returns>A node of the longer shape. Of close distributions, what the gamma functions have rounded away is missing.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Node<T> KullbackLeibler(GammaDistribution<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Distributions.RequirePair(
            $"{Name}.KullbackLeibler", Shape, other.Shape, Origins.OfInputs(Concentration, Rate, other.Concentration, other.Rate));
        var difference = Concentration - other.Concentration;
        return (Concentration * Distributions.RatioExcess(other.Rate, Rate))
            + (difference * (Distributions.LogRatio(other.Rate, Rate) + Concentration.Digamma()))
            + (other.Concentration.LogGamma() - Concentration.LogGamma());
    }
}
