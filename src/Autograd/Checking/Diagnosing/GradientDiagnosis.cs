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
    internal GradientDiagnosis(GradientFault fault, string text) => (Fault, Text) = (fault, text);

    /// <summary>The kind of fault.</summary>
    public GradientFault Fault { get; }

    /// <summary>The fault in words, with its numbers.</summary>
    public string Text { get; }
}
