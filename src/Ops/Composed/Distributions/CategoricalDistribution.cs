using System.Numerics;

namespace Autograd;

/// <summary>
/// ln p(k) = z_k - ln sum_j e^z_j: one of several classes with probabilities softmax(z), for each row of logits z on the last axis.
/// </summary>
/// <remarks>
/// <para>d ln p(k) / d z = onehot(k) - softmax(z), with all its digits however confident the
/// logits. A logit of -infinity excludes its class.</para>
/// <para>Values are integer labels, which have no gradient. Goodfellow, Bengio, Courville: Deep Learning, chapters 3.9.2 and 20.9.1.</para>
/// </remarks>
/// <kinks test="Saturated_logits_have_entropy_0">
/// At logits of +-1000, and where classes are excluded, the entropy is that of the rest: 0 ln 0 = 0.
/// </kinks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class CategoricalDistribution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Name = "CategoricalDistribution";

    /// <summary>The distribution with these logits.</summary>
    /// <param name="logits">The logits, of shape (..., classes): one distribution for each row.</param>
    /// <exception cref="ShapeException">The logits are a scalar, or there are no classes.</exception>
    public CategoricalDistribution(Node<T> logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (logits.Shape.Rank == 0 || logits.Shape[^1] == 0)
        {
            throw new ShapeException(
                $"{Name}: the logits have shape {logits.Shape}; the last axis must hold the classes, at least one."
                + Origins.OfInputs(logits));
        }

        Logits = logits;
        Shape = new Shape(logits.Shape.Lengths[..^1]);
    }

    /// <summary>The logits.</summary>
    public Node<T> Logits { get; }

    /// <summary>The number of classes.</summary>
    public int Classes => Logits.Shape[^1];

    /// <summary>The shape of the labels of a sample, one for each row: that of the logits without its last axis.</summary>
    public Shape Shape { get; }

    /// <summary>The logarithm of the probability of each label.</summary>
    /// <param name="labels">A class for each row, from 0, in row-major order; for a batch of samples, one sample after another.</param>
    /// <param name="batch">The axes of the batch, as they were given to <see cref="Sample"/>; none for one sample.</param>
    /// <returns>A node of shape (batch..., <see cref="Shape"/>...).</returns>
    /// <exception cref="ShapeException">There is not one label for each row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public Node<T> LogProbability(IntList labels, Shape batch = default)
    {
        Shape shape = [.. batch, .. Shape];
        if (labels.Count != shape.Size)
        {
            throw new ShapeException(
                $"{Name}.LogProbability: {labels.Count} labels for logits of shape {Logits.Shape} and a batch of shape {batch}; "
                + $"give one label for each of {shape.Size} rows."
                + Origins.OfInputs(Logits));
        }

        Slices.RequireInside(
            $"{Name}.LogProbability, labels",
            labels,
            Classes,
            $"the {Classes} classes on the last axis of logits of shape {Logits.Shape}",
            nameof(labels));
        if (batch.Size == 1)
        {
            return -Logits.Reshape([.. shape, Classes]).SoftmaxCrossEntropy(labels, Reduction.None);
        }

        Recording.AnnounceUse(labels, $"{Name}.LogProbability");

        // Many samples of the same rows: each row's logarithms are computed once and picked from.
        var positions = new int[labels.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = (i % Shape.Size * Classes) + labels[i];
        }

        return Logits.LogSoftmax().Reshape([Logits.Shape.Size]).Gather(positions).Reshape(shape);
    }

    /// <summary>Draws labels. No gradient goes through them: see <see cref="ScoreFunction"/>.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="batch">The axes of a batch of samples; none for one sample.</param>
    /// <returns>Labels of shape (batch..., <see cref="Shape"/>...), in row-major order.</returns>
    /// <exception cref="ShapeException">There would be more labels than an array holds.</exception>
    /// <exception cref="InvalidOperationException">
    /// A row of the logits has NaN or +infinity, or nothing but -infinity: it has no probabilities.
    /// </exception>
    public IntList Sample(Random random, Shape batch = default)
    {
        Distributions.RequireRandom("CategoricalDistribution", random);
        Shape all = [.. batch, .. Shape];
        var probabilities = Logits.StopGradient().Softmax(-1);
        var (rows, samples) = (Shape.Size, batch.Size);
        var labels = new int[all.Size];
        var sums = new double[Classes];
        for (var row = 0; row < rows; row++)
        {
            var sum = 0.0;
            for (var k = 0; k < Classes; k++)
            {
                sum += double.CreateChecked(probabilities.Span[(row * Classes) + k]);
                sums[k] = sum;
            }

            // The sum of nothing but -infinity is 0, and that of NaN NaN.
            if (!(sum > 0))
            {
                throw new InvalidOperationException(
                    $"{Name}.Sample: row {row} of the logits of shape {Logits.Shape} has NaN or +infinity, or nothing but -infinity, "
                    + "so it has no probabilities to draw with.");
            }

            for (var sample = 0; sample < samples; sample++)
            {
                labels[(sample * rows) + row] = FirstAbove(sums, random.NextDouble() * sum);
            }
        }

        return new IntList(labels);
    }

    // The class whose part of the sums holds a number below the last of them: never one of probability 0, whose part is empty.
    private static int FirstAbove(double[] sums, double number)
    {
        // The product with a number below 1 may have been rounded to the whole sum.
        var below = Math.Min(number, double.BitDecrement(sums[^1]));
        var (first, end) = (0, sums.Length - 1);
        while (first < end)
        {
            var middle = (first + end) / 2;
            (first, end) = sums[middle] > below ? (first, middle) : (middle + 1, end);
        }

        return first;
    }

    /// <summary>The entropy -sum_k p_k ln p_k of each row.</summary>
    /// <returns>A node of shape <see cref="Shape"/>.</returns>
    public Node<T> Entropy() => -Distributions.Weighted(Logits.Softmax(-1), Logits.LogSoftmax(-1)).Sum(-1);

    /// <summary>
    /// The divergence KL(this || other) = sum_k p_k (ln p_k - ln q_k) of each row, where q are the probabilities of the other.
    /// </summary>
    /// <param name="other">The other distribution, with the same number of classes; of the two shapes, one ends with the other.</param>
    /// <returns>
    /// A node of the longer <see cref="Shape"/>: never below 0, with all digits of close distributions; +infinity where the other excludes
    /// a class that this one does not.
    /// </returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public Node<T> KullbackLeibler(CategoricalDistribution<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Distributions.RequirePair($"{Name}.KullbackLeibler", Logits.Shape, other.Logits.Shape, Origins.OfInputs(Logits, other.Logits));
        return Distributions.OfLogits(Logits, other.Logits);
    }
}
