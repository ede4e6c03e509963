namespace Autograd;

/// <summary>The judgment on one derivative along a line.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Numerical">What the difference quotient says.</param>
/// <param name="ErrorBar">How far the truth may be from that.</param>
/// <param name="Tolerance">The difference allowed, the error bar included.</param>
/// <param name="RemainderOrder">
/// The power of the step with which the Taylor remainder falls: 2 for a right derivative, 1 for a wrong one; NaN if it is noise.
/// </param>
/// <param name="Note">What else there is to say; or null.</param>
internal readonly record struct Judgment(
    Verdict Verdict, double Numerical, double ErrorBar, double Tolerance, double RemainderOrder, string? Note = null)
{
    /// <summary>Whether nothing changes at any step, and the rules say so too.</summary>
    public bool IsStill { get; init; }

    /// <summary>Whether the slopes to the two sides differ, or the value jumps.</summary>
    public bool IsAtKink { get; init; }

    /// <summary>Whether the values jump, which was taken for rounding.</summary>
    public bool IsOfStaircase { get; init; }

    /// <summary>By how much the slopes to the two sides differ at a kink; 0 elsewhere.</summary>
    public double Bend { get; init; }

    /// <summary>Whether the values scatter on the shortest steps by more than a few roundings.</summary>
    public bool IsRough { get; init; }

    /// <summary>Whether nothing was settled because the values scatter by more than rounding seems to make.</summary>
    public bool IsUnresolved { get; init; }

    /// <summary>Whether the shortest steps speak for the rules, though they settle nothing.</summary>
    public bool IsSupported { get; init; }
}

/// <summary>What may separate a derivative by the rules from a difference quotient beyond the quotient's own error.</summary>
/// <param name="Relative">Relative to the larger of the two.</param>
/// <param name="Absolute">Added to that.</param>
/// <param name="Length">What the derivative along a line is divided by, to become one by an element.</param>
/// <param name="Reach">How far the element that moves farthest moves in a step of 1.</param>
internal readonly record struct SlopeTolerance(double Relative, double Absolute, double Length = 1, double Reach = 1);
