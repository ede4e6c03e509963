namespace Autograd;

/// <summary>The ways in which a rule is wrong that a check can tell apart.</summary>
public enum GradientFault
{
    /// <summary>No known fault explains the numbers.</summary>
    Unknown,

    /// <summary>The gradient is not a number, or infinite where it should not be.</summary>
    NotANumber,

    /// <summary>The rule ignores the gradient of the output.</summary>
    IncomingGradientIgnored,

    /// <summary>The gradient is 0 where it should not be.</summary>
    Zero,

    /// <summary>The gradients of two inputs are exchanged.</summary>
    Swapped,

    /// <summary>The sign is wrong.</summary>
    Sign,

    /// <summary>Everything is off by one factor.</summary>
    Factor,

    /// <summary>A matrix, or the Jacobian, is transposed.</summary>
    Transposed,

    /// <summary>The right numbers are in the wrong places.</summary>
    Misplaced,

    /// <summary>Where an input was broadcast, only one of its copies sends its gradient back.</summary>
    MissingSum,

    /// <summary>Where an element was used several times, only one use sends its gradient back.</summary>
    Overwritten,

    /// <summary>The gradient is the same everywhere where it should vary.</summary>
    Constant,

    /// <summary>A factor is missing, or there is one too many.</summary>
    MissingFactor,

    /// <summary>A term is missing.</summary>
    MissingTerm,

    /// <summary>The rule has one function where another belongs.</summary>
    SimilarFunction,

    /// <summary>A power of the right gradient: its square, its reciprocal.</summary>
    Power,

    /// <summary>The incoming gradient is used twice, or in a term that is not linear in it.</summary>
    IncomingGradientTwice,

    /// <summary>What should go along one axis goes along another.</summary>
    WrongAxis,

    /// <summary>The error is a small share of the gradient.</summary>
    SmallError,

    /// <summary>The rule of an operation inside of the function, or of one that a rule uses, is wrong.</summary>
    AnotherRule,

    /// <summary>Only some elements are wrong.</summary>
    SomeElements,

    /// <summary>A StopGradient on the path cuts off a part: the rules are right for what it leaves.</summary>
    StoppedGradient,

    /// <summary>The gradient is right and its own derivative is not: the rule captured a raw value.</summary>
    CapturedValue,
}

/// <summary>What is probably wrong with a rule.</summary>
public sealed record GradientDiagnosis
{
    internal GradientDiagnosis(GradientFault fault, string text) => (Fault, Text, Kind) = (fault, text, text);

    /// <summary>The kind of fault.</summary>
    public GradientFault Fault { get; }

    /// <summary>The fault in words, with its numbers.</summary>
    public string Text { get; internal init; }

    /// <summary>What is claimed but for the numbers in it: the same at every point, if it is true.</summary>
    internal string Kind { get; init; }

    /// <summary>The numbers that are claimed to be the same at every point.</summary>
    internal IReadOnlyList<double> Numbers { get; init; } = [];

    /// <summary>How far they may differ, as a share.</summary>
    internal double Accuracy { get; init; } = 1e-3;

    /// <summary>What is to be said instead where they are others at other points; null if the claim is void then.</summary>
    internal string? Varying { get; init; }

    /// <summary>The claim with what other points say of it; null if they do not bear it out.</summary>
    internal GradientDiagnosis? ConfirmedBy(IReadOnlyList<GradientDiagnosis?> others)
    {
        if (!others.All(other => other is not null && other.Fault == Fault && string.Equals(other.Kind, Kind, StringComparison.Ordinal)))
        {
            return null;
        }

        return others.All(other => HasNumbersOf(other!)) ? this : Varying is null ? null : this with { Text = Varying };
    }

    private bool HasNumbersOf(GradientDiagnosis other) =>
        Numbers.Count == other.Numbers.Count && Numbers.Zip(other.Numbers).All(pair =>
            Math.Abs(pair.First - pair.Second) <= Accuracy * Math.Max(Math.Abs(pair.First), Math.Abs(pair.Second)));
}
