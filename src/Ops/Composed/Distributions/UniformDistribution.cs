using System.Numerics;

namespace Autograd;

/// <summary>ln p(y) = -ln(high - low) for y from low to high, and -infinity outside: the uniform distribution, for each element.</summary>
/// <remarks>
/// Low and high broadcast. d ln p / d low = 1 / (high - low), d ln p / d high is its negative; by y there is none. They are checked when
/// the distribution is made. Elsewhere <c>scipy.stats.uniform</c>, <c>torch.distributions.Uniform</c>.
/// </remarks>
/// <kinks test="A_uniform_density_is_0_outside_and_has_no_gradient_there">
/// Outside -infinity, with gradients 0; the ends count as inside.
/// </kinks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class UniformDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "UniformDistribution";

    /// <summary>The distribution between these ends.</summary>
    /// <param name="low">The lower end of each element.</param>
    /// <param name="high">The upper end of each element, above the lower one.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An upper end is not above the lower one, or so far that their distance is infinite.
    /// </exception>
    public UniformDistribution(Node<T> low, Node<T> high)
    {
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        Shape = Broadcasting.Result(Name, low.Shape, high.Shape, "the lower end", "the upper end", Origins.OfInputs(low, high));
        var width = (high - low).Inspect().Span;
        Require.Positive(Name, "high - low", width);
        if (width.IndexOf(T.PositiveInfinity) is >= 0 and var position)
        {
            throw new ArgumentOutOfRangeException(nameof(high), T.PositiveInfinity,
                $"{Name}: high - low is infinite at position {position}; give ends whose distance is a number.");
        }

        Low = low;
        High = high;
    }

    /// <summary>The lower end.</summary>
    public Node<T> Low { get; }

    /// <summary>The upper end.</summary>
    public Node<T> High { get; }

    /// <summary>The shape of a sample: that to which low and high broadcast.</summary>
    public Shape Shape { get; }

    /// <summary>The logarithm of the density at each element of a value.</summary>
    /// <param name="value">A sample, or samples along axes before those of <see cref="Shape"/>.</param>
    /// <returns>A node of the shape of the value.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    public Node<T> LogProbability(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogProbability", value, Shape);
        return ((value >= Low) & (value <= High)).Where(-(High - Low).Log(), double.NegativeInfinity);
    }

    /// <summary>Draws samples. No gradient goes through them.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> Sample(Random random, Shape batch = default) => SampleReparameterized(random, batch).StopGradient();

    /// <summary>
    /// Draws samples y = low + (high - low) u with u from 0 to below 1, a constant: gradients go to low (1 - u) and high (u).
    /// </summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A node of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> SampleReparameterized(Random random, Shape batch = default)
    {
        Distributions.RequireRandom(Name, random);
        var (low, high) = (Low.BroadcastTo(Shape).Inspect(), High.BroadcastTo(Shape).Inspect());
        var next = 0;
        var noise = Initialize.Uniform<T>([.. batch, .. Shape], random, 0, 1).ToArray();
        foreach (ref var u in noise.AsSpan())
        {
            // The rounding of the width may lead beyond the upper end.
            var i = next++ % Shape.Size;
            while (low.Span[i] + ((high.Span[i] - low.Span[i]) * u) > high.Span[i])
            {
                u = T.BitDecrement(u);
            }
        }

        return Low + ((High - Low) * Node.Constant(new NdArray<T>([.. batch, .. Shape], noise)));
    }

    /// <summary>The entropy ln(high - low) of each element.</summary>
    /// <returns>A node of shape <see cref="Shape"/>.</returns>
    public Node<T> Entropy() => (High - Low).Log().BroadcastTo(Shape);

    /// <summary>
    /// The divergence KL(this || other) = ln((high_other - low_other) / (high - low)) of each element, if the other covers this.
    /// </summary>
    /// <param name="other">The other distribution; of the two shapes, one ends with the other.</param>
    /// <returns>A node of the longer shape: never below 0; +infinity where the other does not cover this.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Node<T> KullbackLeibler(UniformDistribution<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Distributions.RequirePair($"{Name}.KullbackLeibler", Shape, other.Shape, Origins.OfInputs(Low, High, other.Low, other.High));
        var covers = (other.Low <= Low) & (other.High >= High);
        return covers.Where((other.High - other.Low).Log() - (High - Low).Log(), double.PositiveInfinity);
    }
}
