using System.Numerics;

namespace Autograd;

/// <summary>ln p(y) = -|y - location| / b - ln(2 b): the Laplace distribution with scale b, for each element.</summary>
/// <remarks>
/// <para>Location and b broadcast. d ln p / d location = sign(y - location) / b, d ln p / d b = (|y - location| / b - 1) / b. Its
/// standard deviation is b times the square root of 2; the likeliest location of data is their median.</para>
/// <para>b is checked when the distribution is made. Goodfellow, Bengio, Courville: Deep Learning, chapter 3.9.4.</para>
/// </remarks>
/// <kinks test="A_Laplace_density_has_slope_0_at_its_peak">Slope 0 at y = location, where the density has its peak.</kinks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class LaplaceDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "LaplaceDistribution";

    /// <summary>The distribution with this location and scale.</summary>
    /// <param name="location">The location of each element: its mean and median.</param>
    /// <param name="scale">The scale b of each element, above 0.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A scale is not above 0.</exception>
    public LaplaceDistribution(Node<T> location, Node<T> scale)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(scale);
        Shape = Broadcasting.Result(Name, location.Shape, scale.Shape, "the location", "the scale", Origins.OfInputs(location, scale));
        Require.Positive(Name, nameof(scale), scale.Inspect().Span);
        Location = location;
        Scale = scale;
    }

    /// <summary>The location: mean and median.</summary>
    public Node<T> Location { get; }

    /// <summary>The scale b.</summary>
    public Node<T> Scale { get; }

    /// <summary>The shape of a sample: that to which location and scale broadcast.</summary>
    public Shape Shape { get; }

    /// <summary>The logarithm of the density at each element of a value.</summary>
    /// <param name="value">A sample, or samples along axes before those of <see cref="Shape"/>.</param>
    /// <returns>A node of the shape of the value.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    public Node<T> LogProbability(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogProbability", value, Shape);
        return -((value - Location).Abs() / Scale) - (Scale.Log() + Distributions.LogTwo);
    }

    /// <summary>Draws samples. No gradient goes through them.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> Sample(Random random, Shape batch = default) => SampleReparameterized(random, batch).StopGradient();

    /// <summary>
    /// Draws samples y = location + b eta with standard Laplace noise eta, a constant: gradients go to location (1) and b (eta).
    /// </summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A node of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> SampleReparameterized(Random random, Shape batch = default)
    {
        Distributions.RequireRandom("LaplaceDistribution", random);
        var noise = NdArray.Generate<T>(
            [.. batch, .. Shape], () => T.CreateChecked(StandardNoise(random.NextDouble())));
        return Location + (Scale * Node.Constant(noise));
    }

    // The quantile of a number from 0 to below 1, which is one of 2^53: of the middle between it and the next, so never infinite.
    private static double StandardNoise(double uniform)
    {
        var fromCenter = uniform - 0.5 + (0.5 / (1L << 53));
        return Math.CopySign(Math.Log(1 - (2 * Math.Abs(fromCenter))), fromCenter);
    }

    /// <summary>The entropy 1 + ln(2 b) of each element.</summary>
    /// <returns>A node of shape <see cref="Shape"/>.</returns>
    public Node<T> Entropy() => (Scale.Log() + (1 + Distributions.LogTwo)).BroadcastTo(Shape);

    /// <summary>
    /// The divergence KL(this || other) = r - 1 - ln r + r (t + e^-t - 1) of each element, with
    /// r = b / b_other and t = |location - location_other| / b.
    /// </summary>
    /// <param name="other">The other distribution; of the two shapes, one ends with the other.</param>
    /// <returns>A node of the longer shape: never below 0, with all digits of close distributions.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Node<T> KullbackLeibler(LaplaceDistribution<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Distributions.RequirePair(
            $"{Name}.KullbackLeibler", Shape, other.Shape, Origins.OfInputs(Location, Scale, other.Location, other.Scale));
        // t + e^-t - 1 starts as t^2 / 2, so it is smooth although t has a corner: any slope of t there gives the right first derivative,
        // and only one of -1 or 1, not 0, the right second one.
        var difference = Location - other.Location;
        var distance = (difference < 0).Where(-difference, difference);
        var (t, ratio) = (distance / Scale, Scale / other.Scale);

        // Where t is large, it may overflow although the divergence does not, and nothing cancels.
        var near = Distributions.RatioExcess(Scale, other.Scale) + ratio.MultiplyNoNan((-t).Expm1MinusX());
        var far = (distance / other.Scale) + ratio.MultiplyNoNan((-t).Exp()) - 1 - Distributions.LogRatio(Scale, other.Scale);
        return (t < 1).Where(near, far);
    }
}
