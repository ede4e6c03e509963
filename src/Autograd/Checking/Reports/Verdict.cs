namespace Autograd;

/// <summary>What came of comparing a derivative by the rules with quotients. Only <see cref="Mismatch"/> fails a check.</summary>
public enum Verdict
{
    /// <summary>They agree, within the tolerance and the error of the quotient.</summary>
    Match,

    /// <summary>They differ by more than that, or the rules give NaN, or at a kink something outside the two slopes.</summary>
    Mismatch,

    /// <summary>
    /// The slopes to the two sides differ, or the value jumps, so there is no derivative. What the rules give lies between the slopes.
    /// </summary>
    Kink,

    /// <summary>
    /// On one side the function is not finite, or refuses its input (<see cref="ArgumentException"/>, <see cref="ArithmeticException"/>),
    /// however small the step. On the other side rules and quotients agree.
    /// </summary>
    DomainEdge,

    /// <summary>Nothing can be said: the noise of the quotient exceeds the difference, and is not small against the derivative.</summary>
    Inconclusive,
}
