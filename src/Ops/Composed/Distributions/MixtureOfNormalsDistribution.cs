using System.Numerics;

namespace Autograd;

/// <summary>
/// ln p(y) = ln sum_k softmax(z)_k N(y; mean_k, s_k^2): a mixture of normal distributions, whose components are on the last axis.
/// </summary>
/// <remarks>
/// <para>Computed by log-sum-exp from the logarithms of weights and densities, so that no density underflows.
/// The gradients are those of the components, weighted with how likely each is to have made y.</para>
/// <para>A sample has no reparameterized form, because the choice of its component is discrete, and
/// the entropy no closed one: the mean of -ln p over samples estimates it. C. M. Bishop: Mixture
/// Density Networks (1994); Goodfellow, Bengio, Courville: Deep Learning, chapter 6.2.2.4.</para>
/// </remarks>
/// <kinks test="A_mixture_far_from_all_components_keeps_value_and_gradient">
/// A value far from all components, where every density underflows, has a finite ln p and gradient.
/// </kinks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class MixtureOfNormalsDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "MixtureOfNormalsDistribution";

    private readonly Shape _components;

    /// <summary>The mixture with these components; logits, means and standard deviations broadcast.</summary>
    /// <param name="logits">The logits of the weights, of shape (..., components).</param>
    /// <param name="means">The mean of each component.</param>
    /// <param name="standardDeviations">The standard deviation of each component, above 0.</param>
    /// <exception cref="ShapeException">The shapes do not broadcast, or not to one component for each logit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A standard deviation is not above 0.</exception>
    public MixtureOfNormalsDistribution(Node<T> logits, Node<T> means, Node<T> standardDeviations)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(standardDeviations);
        var normals = Broadcasting.Result(
            Name, means.Shape, standardDeviations.Shape, nameof(means), nameof(standardDeviations),
            Origins.OfInputs(means, standardDeviations));
        _components = Broadcasting.Result(
            Name, logits.Shape, normals, nameof(logits), "what means and standardDeviations broadcast to",
            Origins.OfInputs(logits, means, standardDeviations));
        if (logits.Shape.Rank == 0 || logits.Shape[^1] == 0 || _components[^1] != logits.Shape[^1])
        {
            throw new ShapeException(
                $"{Name}: the logits have shape {logits.Shape}, the means {means.Shape} and the standard deviations "
                + $"{standardDeviations.Shape}; "
                + "the last axis must hold the components, at least one, with a logit for each."
                + Origins.OfInputs(logits, means, standardDeviations));
        }

        Require.Positive(Name, nameof(standardDeviations), standardDeviations.Inspect().Span);
        Logits = logits;
        Means = means;
        StandardDeviations = standardDeviations;
        Shape = new Shape(_components.Lengths[..^1]);
    }

    /// <summary>The logits of the weights.</summary>
    public Node<T> Logits { get; }

    /// <summary>The means of the components.</summary>
    public Node<T> Means { get; }

    /// <summary>The standard deviations of the components.</summary>
    public Node<T> StandardDeviations { get; }

    /// <summary>The shape of a sample: that to which the parameters broadcast, without the axis of the components.</summary>
    public Shape Shape { get; }

    /// <summary>The logarithm of the density at each element of a value.</summary>
    /// <param name="value">A sample, or samples along axes before those of <see cref="Shape"/>.</param>
    /// <returns>A node of the shape of the value.</returns>
    /// <exception cref="ShapeException">The value does not end with <see cref="Shape"/>.</exception>
    public Node<T> LogProbability(Node<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Distributions.RequireSamples($"{Name}.LogProbability", value, Shape);
        var normals = new NormalDistribution<T>(Means.BroadcastTo(_components), StandardDeviations);
        var densities = normals.LogProbability(value.Reshape([.. value.Shape, 1]).BroadcastTo([.. value.Shape, _components[^1]]));

        // An infinite distance has an infinite slope, and a weight of 0 in the sum: the branch not taken keeps that product out.
        densities = densities.EqualTo(double.NegativeInfinity).Where(double.NegativeInfinity, densities);
        return (Logits.LogSoftmax(-1) + densities).LogSumExp(-1);
    }

    /// <summary>Draws samples: a component by its weight, then from its normal distribution. No gradient goes through them.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes before those of <see cref="Shape"/>; none for one sample.</param>
    /// <returns>A constant of shape (batch..., <see cref="Shape"/>...).</returns>
    /// <exception cref="InvalidOperationException">A row of the logits has NaN or +infinity, or nothing but -infinity.</exception>
    public Node<T> Sample(Random random, Shape batch = default)
    {
        var chosen = new CategoricalDistribution<T>(Logits.StopGradient().BroadcastTo(_components)).Sample(random, batch);
        var means = Means.StopGradient().BroadcastTo(_components);
        var standardDeviations = StandardDeviations.StopGradient().BroadcastTo(_components);
        var noise = Initialize.Normal<T>([.. batch, .. Shape], random);
        var next = 0;
        return Node.Constant(NdArray.Generate(noise.Shape, () =>
        {
            var component = (next % Shape.Size * _components[^1]) + chosen[next];
            return means.Span[component] + (standardDeviations.Span[component] * noise.Span[next++]);
        }));
    }
}
