using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Parameters that an optimizer treats in a way of their own.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ParameterGroup<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A group of these parameters.</summary>
    /// <param name="parameters">Some of those that the optimizer is given, such as a part of a <see cref="ParameterSet{T}"/>.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public ParameterGroup(IReadOnlyCollection<Parameter<T>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters.Count > 0
            ? [.. parameters]
            : throw new ArgumentException(
                "ParameterGroup: there are no parameters, so it would change nothing; build the model before it, and see that the part of "
                + "its set is one that was added to.", nameof(parameters));
    }

    /// <summary>The parameters.</summary>
    public IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>
    /// What the optimizer's learning rate is multiplied by for these parameters, 1 if nothing is said; so one schedule drives all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or NaN.</exception>
    public double RateFactor { get; init => field = Positive(value, nameof(RateFactor)); } = 1;

    /// <summary>The factor of their decay; null if it is that of the optimizer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or NaN.</exception>
    public double? WeightDecay { get; init => field = value is { } decay ? Positive(decay, nameof(WeightDecay)) : null; }

    /// <summary>
    /// Whether they are tables of which a step uses few rows: a row (a slice along the first axis) whose gradient is 0 then stays as it is
    /// in that step, with its state, and does not decay.
    /// </summary>
    public bool ByRows { get; init; }

    private static double Positive(double value, string name) => value >= 0 && T.IsFinite(T.CreateSaturating(value))
        ? value
        : throw new ArgumentOutOfRangeException(name, value,
            Invariant($"ParameterGroup: {name} is {value}; as {typeof(T).Name} it must be 0 or more, and finite."));
}
