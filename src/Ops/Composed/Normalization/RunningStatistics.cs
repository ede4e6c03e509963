using System.Numerics;
using static System.FormattableString;

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
    private readonly State<T> _mean;
    private readonly State<T> _variance;

    /// <summary>Statistics before the first batch: mean 0, variance 1.</summary>
    /// <param name="features">The number of features.</param>
    /// <param name="momentum">How much of the new batch is taken, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is not from 0 to 1.</exception>
    /// <exception cref="ShapeException">The number of features is negative.</exception>
    public RunningStatistics(int features, double momentum = 0.1)
        : this(new ParameterSet<T>(), features, momentum)
    {
    }

    /// <summary>Statistics of a model before the first batch: mean 0, variance 1; states "mean" and "variance" of its set.</summary>
    /// <param name="parameters">The set, or the part of it, that they are added to.</param>
    /// <param name="features">The number of features.</param>
    /// <param name="momentum">How much of the new batch is taken, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is not from 0 to 1.</exception>
    /// <exception cref="ShapeException">The number of features is negative.</exception>
    /// <exception cref="ArgumentException">One of the names is taken.</exception>
    public RunningStatistics(ParameterSet<T> parameters, int features, double momentum = 0.1)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!(momentum is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum,
                Invariant($"RunningStatistics: momentum {momentum} must be from 0 to 1."));
        }

        Momentum = momentum;
        var shape = Require.ShapeOf("RunningStatistics", features);
        _mean = parameters.AddState("mean", NdArray.Zeros<T>(shape));
        _variance = parameters.AddState("variance", NdArray.Ones<T>(shape));
    }

    /// <summary>Statistics that are known already.</summary>
    /// <param name="mean">The mean of each feature.</param>
    /// <param name="variance">The variance of each feature, none negative.</param>
    /// <param name="momentum">How much of a new batch is taken, from 0 to 1.</param>
    /// <exception cref="ShapeException">The two are not vectors of one length.</exception>
    /// <exception cref="ArgumentException">A variance is negative.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is not from 0 to 1.</exception>
    public RunningStatistics(NdArray<T> mean, NdArray<T> variance, double momentum = 0.1)
        : this(mean.Size, momentum)
    {
        if (mean.Shape.Rank != 1 || mean.Shape != variance.Shape)
        {
            throw new ShapeException(
                $"RunningStatistics: the mean has shape {mean.Shape} and the variance {variance.Shape}; "
                + "give two vectors with one number for each feature.");
        }

        (Mean, Variance) = (mean, variance);
    }

    /// <summary>The running mean of each feature. It may be set; an array that was read before stays.</summary>
    /// <exception cref="ShapeException">It is set to an array of another shape.</exception>
    public NdArray<T> Mean
    {
        get => _mean.Value;
        set => _mean.Value = value;
    }

    /// <summary>The running variance of each feature. It may be set; an array that was read before stays.</summary>
    /// <exception cref="ShapeException">It is set to an array of another shape.</exception>
    /// <exception cref="ArgumentException">It is set to an array with a negative element.</exception>
    public NdArray<T> Variance
    {
        get => _variance.Value;
        set => _variance.Value = !value.Span.ContainsAnyInRange(T.NegativeInfinity, -T.Epsilon)
            ? value
            : throw new ArgumentException($"RunningStatistics: the variance {value} has a negative element.", nameof(value));
    }

    /// <summary>How much of a new batch is taken.</summary>
    public double Momentum { get; }

    /// <summary>Takes in a batch.</summary>
    /// <param name="mean">The mean of each feature in the batch.</param>
    /// <param name="variance">The biased variance of each feature in the batch.</param>
    /// <param name="count">The number of elements of each feature, at least 2.</param>
    internal void Update(ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, int count)
    {
        _mean.Value = Mixed(Mean, mean, T.One);
        _variance.Value = Mixed(Variance, variance, T.CreateChecked(count) / T.CreateChecked(count - 1));
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
