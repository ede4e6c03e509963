namespace Autograd;

/// <summary>The outcome of comparing one derivative by the rules with difference quotients. Only <see cref="Mismatch"/> fails a check.</summary>
public enum Verdict
{
    /// <summary>They agree, within the tolerance and the error of the quotient.</summary>
    Match,

    /// <summary>They differ by more than that; or the derivative by the rules is not a number; or, at a kink, lies outside the two slopes there.</summary>
    Mismatch,

    /// <summary>The slopes to the two sides differ, or the value jumps, so that there is no derivative; what the rules say lies between the slopes.</summary>
    Kink,

    /// <summary>The function is not finite, or refuses its input (<see cref="ArgumentException"/>, <see cref="ArithmeticException"/>), on one side however small the step; they agree on the other.</summary>
    DomainEdge,

    /// <summary>Nothing can be said: the noise of the quotient is larger than the difference and not small against the derivative.</summary>
    Inconclusive,
}
