using System.Numerics;

namespace Autograd;

/// <summary>ln p(y) = (a - 1) ln y + (b - 1) ln(1 - y) - ln B(a, b) for y from 0 to 1: the beta distribution, for each element.</summary>
/// <remarks>
/// B(a, b) = gamma(a) gamma(b) / gamma(a + b). Both parameters broadcast, and are checked when the distribution is made. Its mean is
/// a / (a + b). With psi the digamma function, d ln p / d a = ln y - psi(a) + psi(a + b). Elsewhere <c>scipy.stats.beta</c>,
/// <c>torch.distributions.Beta</c>.
/// </remarks>
/// <kinks test="Densities_at_the_ends_of_their_support">
/// At y = 0: -infinity for a above 1, the finite limit for a = 1, +infinity below; at y = 1 likewise by b.
/// </kinks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class BetaDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "BetaDistribution";

    /// <summary>The distribution with these parameters.</summary>
    /// <param name="a">The parameter of ln y, above 0.</param>
    /// <param name="b">The parameter of ln(1 - y), above 0.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not above 0.</exception>
    public BetaDistribution(Node<T> a, Node<T> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Shape = Broadcasting.Result(Name, a.Shape, b.Shape, "the parameter a", "the parameter b", Origins.OfInputs(a, b));
        Require.Positive(Name, nameof(a), a.Inspect().Span);
        Require.Positive(Name, nameof(b), b.Inspect().Span);
        A = a;
        B = b;
    }

    /// <summary>The parameter a.</summary>
    public Node<T> A { get; }

    /// <summary>The parameter b.</summary>
    public Node<T> B { get; }

    /// <summary>The shape of a sample: that to which the parameters broadcast.</summary>
    public Shape Shape { get; }

    private Node<T> LogBeta => LogGammaSums.LogBeta(A, B);

    /// <summary>The logarithm of the density at each element of a value.</summary>
    /// <param name="value">A sample, or samples along axes before those of <see cref="Shape"/>; each element from 0 to 1.</param>
    /// <returns>A node of the shape of the value.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An element of the value is below 0 or above 1.</exception>
    public Node<T> LogProbability(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogProbability", value, Shape);
        Distributions.RequireFromZeroToOne($"{Name}.LogProbability", value.Inspect().Span);
        return LogGammaSums.LogBetaDensity(value, A, B);
    }

    /// <summary>
    /// Draws samples, from the smallest normal number to the last one below 1, because at the ends the density may be infinite. No gradient
    /// goes through them: see <see cref="ScoreFunction"/>.
    /// </summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of shape (batch..., <see cref="Shape"/>...).</returns>
    public Node<T> Sample(Random random, Shape batch = default) => Distributions.Draw(
        Name, random, batch, Shape, A, B,
        static (random, a, b) => GammaVariates.Positive(GammaVariates.Beta(random, a, b), T.BitDecrement(T.One)));

    /// <summary>The entropy ln B(a, b) - (a - 1) psi(a) - (b - 1) psi(b) + (a + b - 2) psi(a + b) of each element.</summary>
    /// <returns>A node of shape <see cref="Shape"/>.</returns>
    public Node<T> Entropy() => new DirichletDistribution<T>(
        Node.Stack([A.BroadcastTo(Shape), B.BroadcastTo(Shape)], axis: -1)).Entropy();

    /// <summary>
    /// The divergence KL(this || other) = ln B_other - ln B + (a - a_other) psi(a) + (b - b_other) psi(b)
    /// + (a_other - a + b_other - b) psi(a + b) of each element.
    /// </summary>
    /// <param name="other">The other distribution; of the two shapes, one ends with the other.</param>
    /// <returns>A node of the longer shape. Of close distributions, what the gamma functions have rounded away is missing.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Node<T> KullbackLeibler(BetaDistribution<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Distributions.RequirePair($"{Name}.KullbackLeibler", Shape, other.Shape, Origins.OfInputs(A, B, other.A, other.B));
        var (ofA, ofB) = (A - other.A, B - other.B);
        return other.LogBeta - LogBeta + (ofA * A.Digamma()) + (ofB * B.Digamma()) - ((ofA + ofB) * (A + B).Digamma());
    }
}
