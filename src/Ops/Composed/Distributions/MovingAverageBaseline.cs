using System.Numerics;

namespace Autograd;

/// <summary>
/// b = decay b + (1 - decay) mean(J): a baseline for <see cref="ScoreFunction"/> that follows the costs of earlier samples.
/// </summary>
/// <remarks>
/// The first update sets b to the mean of its costs. Read <see cref="Value"/> for the surrogate before <see cref="Update"/>
/// sees the costs of the same samples: a baseline that depends on the sample it is subtracted for makes the gradient biased.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class MovingAverageBaseline<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _decay;
    private bool _started;

    /// <summary>A baseline of 0 that has seen no costs.</summary>
    /// <param name="decay">How much of the earlier average an update keeps, from 0 up to but not including 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is out of its range.</exception>
    public MovingAverageBaseline(double decay = 0.9)
    {
        _decay = T.CreateSaturating(decay);
        if (!(_decay >= T.Zero && _decay < T.One))
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay,
                $"MovingAverageBaseline: decay is {decay}; as {typeof(T).Name} it must be from 0 up to, but not including, 1.");
        }
    }

    /// <summary>The average so far; 0 before the first update.</summary>
    public T Value { get; private set; }

    /// <summary>Takes the costs of samples into the average.</summary>
    /// <param name="costs">The costs, of any shape.</param>
    /// <exception cref="ShapeException">There are no costs.</exception>
    public void Update(Node<T> costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        Recording.AnnounceDecision(
            "MovingAverageBaseline",
            "the average would be updated once, when recorded; update it outside the function, with a result of the replay");
        if (costs.Shape.Size == 0)
        {
            throw new ShapeException(
                $"MovingAverageBaseline: the costs have shape {costs.Shape}, and nothing has no mean; give at least one.");
        }

        var mean = costs.StopGradient().Mean().Scalar;
        Value = _started ? (_decay * Value) + ((T.One - _decay) * mean) : mean;
        _started = true;
    }
}
