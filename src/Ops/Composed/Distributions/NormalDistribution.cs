using System.Numerics;

namespace Autograd;

/// <summary>
/// ln p(y) = -((y - mean) / s)^2 / 2 - ln s - ln(2 pi) / 2: the normal distribution with standard deviation s, for each element.
/// </summary>
/// <remarks>
/// <para>Mean and s broadcast. With z = (y - mean) / s: d ln p / d mean = z / s, d ln p / d
/// s = (z^2 - 1) / s, d ln p / d y = -z / s.</para>
/// <para>s is checked when the distribution is made. Goodfellow, Bengio, Courville: Deep Learning, chapters 3.9.3 and 20.9.</para>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class NormalDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "NormalDistribution";

    /// <summary>The distribution with this mean and standard deviation.</summary>
    /// <param name="mean">The mean of each element.</param>
    /// <param name="standardDeviation">The standard deviation of each element, above 0.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A standard deviation is not above 0.</exception>
    public NormalDistribution(Node<T> mean, Node<T> standardDeviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(standardDeviation);
        Shape = Broadcasting.Result(
            Name, mean.Shape, standardDeviation.Shape, "the mean", "the standard deviation",
            Origins.OfInputs(mean, standardDeviation));
        Require.Positive(Name, nameof(standardDeviation), standardDeviation.Inspect().Span);
        Mean = mean;
        StandardDeviation = standardDeviation;
    }

    /// <summary>The mean.</summary>
    public Node<T> Mean { get; }

    /// <summary>The standard deviation.</summary>
    public Node<T> StandardDeviation { get; }

    /// <summary>The shape of a sample: that to which mean and standard deviation broadcast.</summary>
    public Shape Shape { get; }

    /// <summary>The logarithm of the density at each element of a value.</summary>
    /// <param name="value">A sample, or samples along axes before those of <see cref="Shape"/>.</param>
    /// <returns>A node of the shape of the value.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    public Node<T> LogProbability(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogProbability", value, Shape);
        var z = (value - Mean) / StandardDeviation;
        return -(z.Square() / 2) - (StandardDeviation.Log() + Losses.HalfLogTwoPi);
    }

    /// <summary>
    /// The logarithm of the probability of at most each element of a value, with all digits in both tails
    /// (<see cref="LogNormalCdf"/>). Elsewhere <c>scipy.stats.norm.logcdf</c>, <c>torch.special.log_ndtr</c>.
    /// </summary>
    /// <param name="value">A sample, or samples along axes before those of <see cref="Shape"/>.</param>
    /// <returns>A node of the shape of the value.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    public Node<T> LogCdf(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogCdf", value, Shape);
        return ((value - Mean) / StandardDeviation).LogNormalCdf();
    }

    /// <summary>Draws samples. No gradient goes through them.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> Sample(Random random, Shape batch = default) => SampleReparameterized(random, batch).StopGradient();

    /// <summary>Draws samples y = mean + s eta with standard normal noise eta, a constant: gradients go to mean (1) and s (eta).</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A node of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> SampleReparameterized(Random random, Shape batch = default) =>
        Mean + (StandardDeviation * Node.Constant(Initialize.Normal<T>([.. batch, .. Shape], random)));

    /// <summary>The entropy ln s + (1 + ln(2 pi)) / 2 of each element.</summary>
    /// <returns>A node of shape <see cref="Shape"/>.</returns>
    public Node<T> Entropy() => (StandardDeviation.Log() + (0.5 + Losses.HalfLogTwoPi)).BroadcastTo(Shape);

    /// <summary>
    /// The divergence KL(this || other) = (r^2 - 1 + d^2) / 2 - ln r of each element, with
    /// r = s / s_other and d = (mean - mean_other) / s_other.
    /// </summary>
    /// <param name="other">The other distribution; of the two shapes, one ends with the other.</param>
    /// <returns>A node of the longer shape: never below 0, with all digits of close distributions.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Node<T> KullbackLeibler(NormalDistribution<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Distributions.RequirePair(
            $"{Name}.KullbackLeibler", Shape, other.Shape, Origins.OfInputs(Mean, StandardDeviation, other.Mean, other.StandardDeviation));
        var stretch = (StandardDeviation - other.StandardDeviation) / other.StandardDeviation;
        var distance = (Mean - other.Mean) / other.StandardDeviation;

        // r^2 - 1 is (r - 1)^2 + 2 (r - 1).
        return ((stretch.Square() + distance.Square()) / 2) + Distributions.RatioExcess(StandardDeviation, other.StandardDeviation);
    }
}
