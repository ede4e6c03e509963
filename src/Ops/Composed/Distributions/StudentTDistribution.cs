using System.Numerics;

namespace Autograd;

/// <summary>
/// ln p(y) = ln gamma((v + 1) / 2) - ln gamma(v / 2) - ln(pi v) / 2 - ln s - (v + 1) ln(1 + z^2 / v) / 2 with z = (y - location) / s:
/// Student's distribution with v degrees of freedom, for each element.
/// </summary>
/// <remarks>
/// The three parameters broadcast, and are checked when the distribution is made. Its tails are heavier than those of a normal
/// distribution, so that an outlier pulls with a force that falls again: d ln p / d location = (v + 1) z / (v + z^2) / s. Its divergence
/// from another has no closed form. Elsewhere <c>scipy.stats.t</c>, <c>torch.distributions.StudentT</c>.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class StudentTDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "StudentTDistribution";

    // ln(1 + z^2) rounds to ln z^2 from here on, in double too.
    private const double Far = 1e10;

    /// <summary>The distribution with these degrees of freedom, location and scale.</summary>
    /// <param name="degreesOfFreedom">The degrees of freedom v of each element, above 0.</param>
    /// <param name="location">The location of each element: its median.</param>
    /// <param name="scale">The scale s of each element, above 0.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The degrees of freedom or a scale are not above 0.</exception>
    public StudentTDistribution(Node<T> degreesOfFreedom, Node<T> location, Node<T> scale)
    {
        ArgumentNullException.ThrowIfNull(degreesOfFreedom);
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(scale);
        var ofNormal = Broadcasting.Result(
            Name, location.Shape, scale.Shape, "the location", "the scale",
            Origins.OfInputs(location, scale));
        Shape = Broadcasting.Result(
            Name, degreesOfFreedom.Shape, ofNormal, "the degrees of freedom", "what location and scale broadcast to",
            Origins.OfInputs(degreesOfFreedom, location, scale));
        Require.Positive(Name, nameof(degreesOfFreedom), degreesOfFreedom.Inspect().Span);
        Require.Positive(Name, nameof(scale), scale.Inspect().Span);
        DegreesOfFreedom = degreesOfFreedom;
        Location = location;
        Scale = scale;
    }

    /// <summary>The degrees of freedom v.</summary>
    public Node<T> DegreesOfFreedom { get; }

    /// <summary>The location.</summary>
    public Node<T> Location { get; }

    /// <summary>The scale s.</summary>
    public Node<T> Scale { get; }

    /// <summary>The shape of a sample: that to which the parameters broadcast.</summary>
    public Shape Shape { get; }

    // ln of the integral of (1 + z^2 / v)^(-(v + 1) / 2) dz, near ln(2 pi) / 2 for a large v.
    private Node<T> LogNorm
    {
        get
        {
            var half = DegreesOfFreedom / 2;
            return 0.5 + Losses.HalfLogTwoPi - (half * (1 / DegreesOfFreedom).Log1p())
                + LogGammaSums.Correction(half) - LogGammaSums.Correction(half + 0.5);
        }
    }

    /// <summary>The logarithm of the density at each element of a value.</summary>
    /// <param name="value">A sample, or samples along axes before those of <see cref="Shape"/>.</param>
    /// <returns>A node of the shape of the value.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    public Node<T> LogProbability(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogProbability", value, Shape);
        var distance = value - Location;
        var z = distance / Scale / DegreesOfFreedom.Sqrt();

        // Far out the square overflows, and its logarithm is the whole.
        var halfLog = (z.Abs() > Far).Where(
            distance.Abs().Log() - (Scale.Log() + (0.5 * DegreesOfFreedom.Log())), 0.5 * z.Square().Log1p());
        return -((DegreesOfFreedom + 1) * halfLog) - (LogNorm + Scale.Log());
    }

    /// <summary>Draws samples. No gradient goes through them.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> Sample(Random random, Shape batch = default) => SampleReparameterized(random, batch).StopGradient();

    /// <summary>
    /// Draws samples y = location + s eta with standard noise eta of v degrees of freedom, a constant: gradients go to location (1) and
    /// s (eta), none to v. Noise beyond the largest number, which few degrees of freedom give, is that.
    /// </summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A node of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> SampleReparameterized(Random random, Shape batch = default)
    {
        var noise = Distributions.Draw(
            Name, random, batch, Shape, DegreesOfFreedom, DegreesOfFreedom,
            static (random, freedom, _) => GammaVariates.Bounded<T>(GammaVariates.StudentT(random, freedom)));
        return Location + (Scale * noise);
    }

    /// <summary>
    /// The entropy (v + 1) (psi((v + 1) / 2) - psi(v / 2)) / 2 + ln(v) / 2 + ln B(v / 2, 1 / 2) + ln s of each element, with psi the
    /// digamma function.
    /// </summary>
    /// <returns>A node of shape <see cref="Shape"/>.</returns>
    public Node<T> Entropy()
    {
        var half = DegreesOfFreedom / 2;
        var difference = (1 / DegreesOfFreedom).Log1p() + (1 / DegreesOfFreedom / (DegreesOfFreedom + 1))
            + LogGammaSums.Correction(half + 0.5, 1) - LogGammaSums.Correction(half, 1);
        return ((half + 0.5) * difference) + LogNorm + Scale.Log().BroadcastTo(Shape);
    }
}
