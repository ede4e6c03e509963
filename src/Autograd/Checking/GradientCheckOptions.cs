namespace Autograd;

/// <summary>Which derivatives a gradient check compares.</summary>
public enum GradientCheckMode
{
    /// <summary>Every element of small inputs, random directions of large ones.</summary>
    Automatic,

    /// <summary>The derivative by every element of every input.</summary>
    EveryElement,

    /// <summary>Derivatives along random directions, all inputs together: a few evaluations, however large the inputs.</summary>
    RandomDirections,
}

/// <summary>How a gradient check is done. The defaults fit functions of moderate size and slope.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>The highest derivative to check: 1 for gradients, 2 also for the derivatives of the gradients.</summary>
    public int Order { get; init; } = 2;

    /// <summary>Which derivatives are compared.</summary>
    public GradientCheckMode Mode { get; init; } = GradientCheckMode.Automatic;

    /// <summary>The number of random directions.</summary>
    public int Directions { get; init; } = 8;

    /// <summary>The largest number of elements that <see cref="GradientCheckMode.Automatic"/> checks one by one.</summary>
    public int LargestEveryElement { get; init; } = 256;

    /// <summary>The step of the difference quotients, relative to elements above 1.</summary>
    public double Step { get; init; } = 1e-4;

    /// <summary>The difference allowed, relative to the larger of the two derivatives.</summary>
    public double RelativeTolerance { get; init; } = 1e-6;

    /// <summary>A further difference allowed, whatever the size of the derivatives: for a derivative that is 0 up to rounding.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-12;

    /// <summary>Seeds the random weights and directions.</summary>
    public int Seed { get; init; } = 1;

    internal void Validate()
    {
        Require(Order is 1 or 2, nameof(Order), Order, "1 or 2");
        Require(Enum.IsDefined(Mode), nameof(Mode), Mode, "one of the named modes");
        Require(Directions >= 1, nameof(Directions), Directions, "1 or more");
        Require(LargestEveryElement >= 0, nameof(LargestEveryElement), LargestEveryElement, "0 or more");
        Require(Step is >= 1e-9 and <= 0.1, nameof(Step), Step, "from 1e-9 to 0.1: smaller ones drown in rounding, larger ones miss the slope");
        Require(RelativeTolerance >= 0 && double.IsFinite(RelativeTolerance), nameof(RelativeTolerance), RelativeTolerance, "0 or more");
        Require(AbsoluteTolerance >= 0 && double.IsFinite(AbsoluteTolerance), nameof(AbsoluteTolerance), AbsoluteTolerance, "0 or more");
    }

    private static void Require(bool fits, string name, object value, string range)
    {
        if (!fits)
        {
            throw new ArgumentOutOfRangeException(name, value, $"GradientCheck: {name} is {value}; it must be {range}.");
        }
    }
}
