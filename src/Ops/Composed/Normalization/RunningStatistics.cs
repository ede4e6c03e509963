using System.Numerics;

namespace Autograd;

/// <summary>
/// The mean and the variance of each feature, gathered over the batches of a training, for batch normalization afterwards.
/// </summary>
/// <remarks>
/// After each batch: running = (1 - momentum) running + momentum batch. The variance of a batch is counted with n - 1 here (the unbiased
/// one), although the batch itself is divided by the biased one; both as in PyTorch.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class RunningStatistics<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Statistics before the first batch: mean 0, variance 1.</summary>
    /// <param name="features">The number of features.</param>
    /// <param name="momentum">How much of the new batch is taken, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is not from 0 to 1.</exception>
    /// <exception cref="ShapeException">The number of features is negative.</exception>
    public RunningStatistics(int features, double momentum = 0.1)
        : this(NdArray.Zeros<T>([features]), NdArray.Ones<T>([features]), momentum)
    {
    }

    /// <summary>Statistics that are known already.</summary>
    /// <param name="mean">The mean of each feature.</param>
    /// <param name="variance">The variance of each feature, none negative.</param>
    /// <param name="momentum">How much of a new batch is taken, from 0 to 1.</param>
    /// <exception cref="ShapeException">The two are not vectors of one length.</exception>
    /// <exception cref="ArgumentException">A variance is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is not from 0 to 1.</exception>
    public RunningStatistics(NdArray<T> mean, NdArray<T> variance, double momentum = 0.1)
    {
        if (mean.Shape.Rank != 1 || mean.Shape != variance.Shape)
        {
            throw new ShapeException(
                $"RunningStatistics: the mean has shape {mean.Shape} and the variance {variance.Shape}; "
                + "give two vectors with one number for each feature.");
        }

        if (variance.Span.ContainsAnyInRange(T.NegativeInfinity, -T.Epsilon))
        {
            throw new ArgumentException($"RunningStatistics: the variance {variance} has a negative element.", nameof(variance));
        }

        if (!(momentum is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum,
                $"RunningStatistics: momentum {momentum} must be from 0 to 1.");
        }

        // As constants they stay, even if they are the values of parameters.
        (Mean, Variance, Momentum) = (Node.Constant(mean).Value, Node.Constant(variance).Value, momentum);
    }

    /// <summary>The running mean of each feature.</summary>
    public NdArray<T> Mean { get; private set; }

    /// <summary>The running variance of each feature.</summary>
    public NdArray<T> Variance { get; private set; }

    /// <summary>How much of a new batch is taken.</summary>
    public double Momentum { get; }

    /// <summary>Takes in a batch.</summary>
    /// <param name="mean">The mean of each feature in the batch.</param>
    /// <param name="variance">The biased variance of each feature in the batch.</param>
    /// <param name="count">The number of elements of each feature, at least 2.</param>
    internal void Update(ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, int count)
    {
        Mean = Mixed(Mean, mean, T.One);
        Variance = Mixed(Variance, variance, T.CreateChecked(count) / T.CreateChecked(count - 1));
    }

    private NdArray<T> Mixed(NdArray<T> running, ReadOnlySpan<T> batch, T factor)
    {
        var (old, fresh) = (T.CreateChecked(1 - Momentum), T.CreateChecked(Momentum));
        var mixed = new T[batch.Length];
        for (var i = 0; i < mixed.Length; i++)
        {
            mixed[i] = (old * running.Span[i]) + (fresh * factor * batch[i]);
        }

        return NdArray.Wrap(running.Shape, mixed);
    }
}
