using static System.FormattableString;

namespace Autograd;

/// <summary>Which derivatives a gradient check compares.</summary>
public enum GradientCheckMode
{
    /// <summary>Every element of small inputs, random directions of large ones.</summary>
    Automatic,

    /// <summary>The derivative by every element of every input, of a randomly weighted sum of the outputs.</summary>
    EveryElement,

    /// <summary>Derivatives along random directions, all inputs together: a few evaluations, however large the inputs.</summary>
    RandomDirections,

    /// <summary>
    /// The derivative of every element of the output by every element of every input; of orders above 1 as <see cref="EveryElement"/>.
    /// </summary>
    FullJacobian,
}

/// <summary>How far a gradient check has come.</summary>
/// <param name="Done">The number of elements, or random directions, that are checked.</param>
/// <param name="Total">The number of them to check.</param>
public readonly record struct GradientCheckProgress(int Done, int Total);

/// <summary>
/// How a gradient check is done. There is no step to choose: a ladder of steps is tried, and the error of its quotients measured.
/// </summary>
public sealed record GradientCheckOptions
{
    private const int HighestOrder = 4;

    /// <summary>The highest derivative to check: 1 for gradients, 2 also for the derivatives of the gradients, and so on up to 4.</summary>
    public int Order { get; init; } = 2;

    /// <summary>Which derivatives are compared.</summary>
    public GradientCheckMode Mode { get; init; } = GradientCheckMode.Automatic;

    /// <summary>The number of random directions.</summary>
    public int Directions { get; init; } = 8;

    /// <summary>The largest number of elements that <see cref="GradientCheckMode.Automatic"/> checks one by one.</summary>
    public int LargestEveryElement { get; init; } = 256;

    /// <summary>
    /// A difference allowed besides the measured error of the quotient and that of the rules by rounding, relative to the larger of the two
    /// derivatives. It is 0 unless you know that a rule, or the function itself, is an approximation.
    /// </summary>
    public double RelativeTolerance { get; init; }

    /// <summary>
    /// A further difference allowed, whatever the size of the derivatives; 0 unless you know that below it nothing counts.
    /// </summary>
    public double AbsoluteTolerance { get; init; }

    /// <summary>
    /// The numbers of the inputs whose gradient is meant not to be the derivative: behind a straight-through estimator, a target that is
    /// stopped, a surrogate. Nothing is compared by these inputs; by the others everything is.
    /// </summary>
    public IReadOnlyList<int> MeantToDiffer { get; init; } = [];

    /// <summary>Seeds the random weights and directions.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>After this time no further element or direction is begun, and the report counts those left; null for no limit.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>Told after each element or direction how far the check has come; null for nobody.</summary>
    public IProgress<GradientCheckProgress>? Progress { get; init; }

    /// <summary>
    /// Whether the derivatives of one output are shown as they are and not times a random weight: for a gradient that is linear in it by
    /// its making, so that a report has the numbers that its author knows.
    /// </summary>
    internal bool IsUnweighted { get; init; }

    /// <summary>Whether one node of a graph is checked, so that a diagnosis looks for no other inside.</summary>
    internal bool IsOfOneNode { get; init; }

    internal SlopeTolerance Tolerance => new(RelativeTolerance, AbsoluteTolerance);

    internal void Validate()
    {
        Require(Order is >= 1 and <= HighestOrder, nameof(Order), Order, $"1 to {HighestOrder}");
        Require(Enum.IsDefined(Mode), nameof(Mode), Mode, "one of the named modes");
        Require(Directions >= 1, nameof(Directions), Directions, "1 or more");
        Require(LargestEveryElement >= 0, nameof(LargestEveryElement), LargestEveryElement, "0 or more");
        Require(IsTolerance(RelativeTolerance), nameof(RelativeTolerance), RelativeTolerance, "0 or more");
        Require(IsTolerance(AbsoluteTolerance), nameof(AbsoluteTolerance), AbsoluteTolerance, "0 or more");
        var hasTime = TimeBudget is null || TimeBudget > TimeSpan.Zero;
        Require(hasTime, nameof(TimeBudget), TimeBudget ?? default, "more than no time at all, or null");

        static bool IsTolerance(double value) => value >= 0 && double.IsFinite(value);
    }

    private static void Require(bool fits, string name, object value, string range)
    {
        if (!fits)
        {
            throw new ArgumentOutOfRangeException(name, value, Invariant($"GradientCheck: {name} is {value}; it must be {range}."));
        }
    }
}
