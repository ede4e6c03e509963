using System.Numerics;
using System.Numerics.Tensors;

namespace Autograd;

/// <summary>
/// y = mean of (J - b) ln p: a surrogate whose gradient is the REINFORCE estimate of d E[J], with
/// the costs J and a baseline b as constants.
/// </summary>
/// <remarks>
/// <para>Where samples are discrete, no gradient goes through them, but d E[J] = E[J d ln p]. A baseline b that
/// does not depend on the sample leaves that mean unchanged, because E[d ln p] = 0, and can lower its variance
/// much: a constant, a moving average of costs (<see cref="MovingAverageBaseline{T}"/>), or one learned from
/// what the sample was drawn for. The surrogate does not differentiate a learned baseline: train it by its
/// squared error, <c>ScoreFunction.Surrogate(logProbabilities, costs, b) + b.MeanSquaredError(costs)</c>.</para>
/// <para>Only the gradient of the surrogate means something, not its value and not its second derivative. Costs that
/// depend on the parameters directly add their own mean. R. J. Williams: Simple statistical gradient-following algorithms
/// for connectionist reinforcement learning (1992); Goodfellow, Bengio, Courville: Deep Learning, chapter 20.9.1.</para>
/// </remarks>
/// <kinks test="No_gradient_goes_to_costs_or_baseline">None goes to the costs or to the baseline, even if they have one.</kinks>
public static class ScoreFunction
{
    /// <inheritdoc cref="ScoreFunction"/>
    /// <param name="logProbabilities">ln p of each sample, or of parts of it (each unit, each step) that have costs of their own.</param>
    /// <param name="costs">The cost J of each sample, of exactly the shape of <paramref name="logProbabilities"/>.</param>
    /// <param name="baseline">One number, or one for each sample; left out, 0.</param>
    /// <param name="reduction">Mean or sum over the samples, or none.</param>
    /// <returns>One number, or with <see cref="Reduction.None"/> a node of the shape of <paramref name="logProbabilities"/>.</returns>
    /// <exception cref="ShapeException">The shapes do not fit, or the mean of nothing is asked for.</exception>
    public static Node<T> Surrogate<T>(
        Node<T> logProbabilities, Node<T> costs, Node<T>? baseline = null, Reduction reduction = Reduction.Mean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const string name = "ScoreFunction.Surrogate";
        ArgumentNullException.ThrowIfNull(logProbabilities);
        ArgumentNullException.ThrowIfNull(costs);
        if (costs.Shape != logProbabilities.Shape)
        {
            throw new ShapeException(
                $"{name}: the log-probabilities have shape {logProbabilities.Shape} and the costs {costs.Shape}; give one cost for each. "
                + "Sum the log-probabilities of the parts of a sample first."
                + Origins.OfInputs(logProbabilities, costs));
        }

        var advantages = costs.StopGradient();
        if (baseline is not null)
        {
            if (baseline.Shape.Rank > 0 && baseline.Shape != costs.Shape)
            {
                throw new ShapeException(
                    $"{name}: the baseline has shape {baseline.Shape} and the costs {costs.Shape}; give one number, or one for each cost."
                    + Origins.OfInputs(baseline, costs));
            }

            advantages -= baseline.StopGradient();
        }

        return Losses.Reduce(name, advantages * logProbabilities, reduction);
    }

    /// <summary>
    /// The best constant baseline b = E[J |s|^2] / E[|s|^2], estimated from samples: the one with the least variance of (J - b) s.
    /// </summary>
    /// <remarks>
    /// s is the derivative of ln p of a sample by the parameters. For one parameter this is the best baseline of
    /// its derivative; for several it is the one that makes the sum of the variances of their derivatives least.
    /// </remarks>
    /// <param name="costs">The cost J of each sample, of shape (samples).</param>
    /// <param name="scores">The derivatives of ln p of each sample by the parameters, of shape (samples, ...).</param>
    /// <returns>The baseline; 0 if all derivatives are 0, when any serves.</returns>
    /// <exception cref="ShapeException">There is not one score for each cost.</exception>
    public static T BestConstantBaseline<T>(Node<T> costs, Node<T> scores)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(costs);
        ArgumentNullException.ThrowIfNull(scores);
        Recording.AnnounceDecision(
            "ScoreFunction.BestConstantBaseline",
            "the baseline is a number, computed once, when recorded; compute it outside the function and set it as a constant");
        if (costs.Shape.Rank != 1 || scores.Shape.Rank == 0 || scores.Shape[0] != costs.Shape[0])
        {
            throw new ShapeException(
                $"ScoreFunction.BestConstantBaseline: the costs have shape {costs.Shape} and the scores {scores.Shape}; "
                + "give (samples) and (samples, ...)."
                + Origins.OfInputs(costs, scores));
        }

        var (weighted, weights) = (default(CompensatedSum), default(CompensatedSum));
        var length = costs.Shape.Size == 0 ? 0 : scores.Shape.Size / costs.Shape.Size;
        for (var sample = 0; sample < costs.Shape.Size; sample++)
        {
            var weight = double.CreateTruncating(TensorPrimitives.SumOfSquares(scores.Span.Slice(sample * length, length)));
            weighted.Add(double.CreateTruncating(costs.Span[sample]) * weight);
            weights.Add(weight);
        }

        return weights.Value == 0 ? T.Zero : T.CreateTruncating(weighted.Value / weights.Value);
    }
}
