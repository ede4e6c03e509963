using System.Numerics;
using static System.FormattableString;

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
    private readonly State<T> _value;

    // 1 when there is an average, as a number beside it so that a model that is kept keeps both.
    private readonly State<T> _started;

    /// <summary>A baseline of 0 that has seen no costs.</summary>
    /// <param name="decay">How much of the earlier average an update keeps, from 0 up to but not including 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is out of its range.</exception>
    public MovingAverageBaseline(double decay = 0.9)
        : this(new ParameterSet<T>(), decay)
    {
    }

    /// <summary>A baseline of a model, 0 before it has seen costs; states "value" and "started" (0 or 1) of its set.</summary>
    /// <param name="parameters">The set, or the part of it, that they are added to.</param>
    /// <param name="decay">How much of the earlier average an update keeps, from 0 up to but not including 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is out of its range.</exception>
    /// <exception cref="ArgumentException">One of the names is taken.</exception>
    public MovingAverageBaseline(ParameterSet<T> parameters, double decay = 0.9)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _decay = T.CreateSaturating(decay);
        if (!(_decay >= T.Zero && _decay < T.One))
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay,
                Invariant($"MovingAverageBaseline: decay is {decay}; as {typeof(T).Name} it must be from 0 up to, but not including, 1."));
        }

        (_value, _started) = (parameters.AddState("value", T.Zero), parameters.AddState("started", T.Zero));
    }

    /// <summary>The average so far; 0 before the first update. Set, it is what the next update goes on from.</summary>
    public T Value
    {
        get => _value.Value.Scalar;
        set => (_value.Value, _started.Value) = (value, T.One);
    }

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
        Value = _started.Value.Scalar == T.Zero ? mean : (_decay * Value) + ((T.One - _decay) * mean);
    }
}
