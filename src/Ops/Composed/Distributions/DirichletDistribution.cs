using System.Numerics;

namespace Autograd;

/// <summary>
/// ln p(y) = sum_i (a_i - 1) ln y_i + ln gamma(sum_i a_i) - sum_i ln gamma(a_i): the Dirichlet distribution of probabilities y that add up
/// to 1, for each row of concentrations a on the last axis.
/// </summary>
/// <remarks>
/// Of two probabilities it is the beta distribution. Its mean is a / sum_i a_i. With psi the digamma function,
/// d ln p / d a_i = ln y_i + psi(sum_j a_j) - psi(a_i). a is checked when the distribution is made. Elsewhere <c>scipy.stats.dirichlet</c>,
/// <c>torch.distributions.Dirichlet</c>.
/// </remarks>
/// <kinks test="Densities_at_the_ends_of_their_support">
/// A probability of 0 counts nothing for a_i = 1, -infinity for a_i above and +infinity below.
/// </kinks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class DirichletDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "DirichletDistribution";

    /// <summary>The distribution with these concentrations.</summary>
    /// <param name="concentration">The concentrations, of shape (..., k), each above 0: one distribution for each row.</param>
    /// <exception cref="ShapeException">The concentrations are a scalar, or there are none in a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A concentration is not above 0.</exception>
    public DirichletDistribution(Node<T> concentration)
    {
        ArgumentNullException.ThrowIfNull(concentration);
        if (concentration.Shape.Rank == 0 || concentration.Shape[^1] == 0)
        {
            throw new ShapeException(
                $"{Name}: the concentration has shape {concentration.Shape}; the last axis must hold the concentrations, at least one."
                + Origins.OfInputs(concentration));
        }

        Require.Positive(Name, nameof(concentration), concentration.Inspect().Span);
        Concentration = concentration;
    }

    /// <summary>The concentrations a.</summary>
    public Node<T> Concentration { get; }

    /// <summary>The shape of a sample: that of the concentrations.</summary>
    public Shape Shape => Concentration.Shape;

    private Node<T> Total => Concentration.Sum(-1);

    // ln of the integral of the product of y_i^(a_i - 1): of the first element against the rest, of the second against what then is left...
    private Node<T> LogNorm
    {
        get
        {
            var k = Shape[^1];
            var axis = Shape.Rank - 1;
            var rest = Concentration.CumulativeSum(axis, reverse: true).SliceAlong(axis, 1..k);
            return LogGammaSums.LogBeta(Concentration.SliceAlong(axis, ..(k - 1)), rest).Sum(-1);
        }
    }

    /// <summary>The logarithm of the density at each row of a value.</summary>
    /// <param name="value">
    /// A sample, or samples along axes before those of <see cref="Shape"/>; each element from 0 to 1. Rows are taken to add up to 1.
    /// </param>
    /// <returns>A node of the shape of the value without its last axis.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An element of the value is below 0 or above 1.</exception>
    public Node<T> LogProbability(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogProbability", value, Shape);
        Distributions.RequireFromZeroToOne($"{Name}.LogProbability", value.Inspect().Span);
        return (Concentration - 1).XLogY(value).Sum(-1) - LogNorm;
    }

    /// <summary>
    /// Draws samples. No gradient goes through them: see <see cref="ScoreFunction"/>. An element below the smallest normal number is that,
    /// because at 0 the density may be infinite.
    /// </summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> Sample(Random random, Shape batch = default)
    {
        Distributions.RequireRandom(Name, random);
        var (concentrations, k) = (Concentration.Inspect(), Shape[^1]);
        Shape shape = [.. batch, .. Shape];
        var samples = new T[shape.Size];
        for (var start = 0; start < samples.Length; start += k)
        {
            var row = concentrations.Span.Slice(start % concentrations.Size, k);
            var drawn = GammaVariates.Dirichlet(random, Array.ConvertAll(row.ToArray(), double.CreateChecked));
            for (var i = 0; i < k; i++)
            {
                samples[start + i] = GammaVariates.Positive(drawn[i], T.One);
            }
        }

        return Node.Constant(NdArray.Wrap(shape, samples));
    }

    /// <summary>
    /// The entropy ln B(a) + (sum_i a_i - k) psi(sum_i a_i) - sum_i (a_i - 1) psi(a_i) of each row, where B(a) is the product of the
    /// gamma(a_i) over gamma(sum_i a_i).
    /// </summary>
    /// <returns>A node of the shape of the concentrations without the last axis.</returns>
    public Node<T> Entropy()
    {
        // The large parts of ln gamma and digamma cancel, and are left out.
        var (k, n) = (Shape[^1], Total);
        var ofElements = (0.5 * Concentration.Log()) - (0.5 / Concentration) + LogGammaSums.Correction(Concentration)
            - ((Concentration - 1) * LogGammaSums.Correction(Concentration, 1));
        return ofElements.Sum(-1) - ((k - 0.5) * n.Log()) + (0.5 * k / n) + ((k - 1) * (0.5 + Losses.HalfLogTwoPi))
            - LogGammaSums.Correction(n) + ((n - k) * LogGammaSums.Correction(n, 1));
    }

    /// <summary>
    /// The divergence KL(this || other) = ln B(a_other) - ln B(a) + sum_i (a_i - a_other_i) (psi(a_i) - psi(sum_j a_j)) of each row.
    /// </summary>
    /// <param name="other">The other distribution; of the two shapes, one ends with the other.</param>
    /// <returns>
    /// A node of the longer shape without the last axis. Of close distributions, what the gamma functions have rounded away is missing.
    /// </returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Node<T> KullbackLeibler(DirichletDistribution<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Distributions.RequirePair($"{Name}.KullbackLeibler", Shape, other.Shape, Origins.OfInputs(Concentration, other.Concentration));
        var mean = Concentration.Digamma() - Total.Digamma().ExpandDims(-1);
        return other.LogNorm - LogNorm + ((Concentration - other.Concentration) * mean).Sum(-1);
    }
}
